"""The search of a school's pages: a pupil by part of the name, or a form."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import form_page, posted
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.pupils.forms.search import SearchForm
from schools.pupils.pages.pupil_list import visible_roll
from schools.pupils.pages.search import Found, find
from schools.roll.rules.year_group import year_group_label


@requires(Permission.SEE_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """Pupils on roll within the reader's reach whose name begins so, and forms. One alone is gone to at once.

    Asked by POST: what is typed is a child's name, and an address is written into logs and histories.
    """
    form = SearchForm(posted(request))
    if not form.is_valid():
        return form_page(request, "pupils/search.html", form, {})
    roll, _ = visible_roll(clock.today(), policy_for(Permission.SEE_PUPILS).visible(request.member))
    registers = policy_for(Permission.SEE_REGISTERS).visible(request.member).values_list("name", flat=True)
    found = find(form.cleaned_data["q"], roll, set(registers))
    may_see_totals = may(request.member, Permission.SEE_PUPIL_TOTALS)
    match found:
        case Found(pupils=(one,), forms=()) if may_see_totals:
            return HttpResponseRedirect(reverse("pupil", args=[one.id]))
        case Found(pupils=(), forms=(name,)):
            return HttpResponseRedirect(_week_of(name))
    if found == Found():
        form.fields["q"].widget.attrs["autofocus"] = True  # to try other words at once
    if found.pupils:
        keys = (row.key for row in found.pupils)
        seen(Shown.What.LIST, about=("list", "show=found"), pupils=keys, by=Actor.of(request.member))
    return render(request, "pupils/search.html", _context(found, may_see_totals=may_see_totals) | {"form": form})


def _week_of(form: str) -> str:
    return f"{reverse('week')}?{urlencode({'form': form})}"


def _context(found: Found, *, may_see_totals: bool) -> dict[str, object]:
    return {
        "found": found,
        "rows": [(row, year_group_label(row.year_group)) for row in found.pupils],
        "forms": [(name, _week_of(name)) for name in found.forms],
        "may_see_totals": may_see_totals,
    }
