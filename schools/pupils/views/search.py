"""The search of a school's pages: a pupil by part of the name, or a form."""

import uuid
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
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


@requires(Permission.FIND_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """Pupils on roll within the reader's reach whose name begins so, and forms. One alone is gone to at once.

    Who may find a pupil and not open them, as a receptionist, is told name and form.

    Asked by POST: what is typed is a child's name, and an address is written into logs and histories.
    """
    form = SearchForm(posted(request))
    if not form.is_valid():
        return form_page(request, "pupils/search.html", form, {})
    roll, _ = visible_roll(clock.today(), policy_for(Permission.FIND_PUPILS).visible(request.member))
    registers = policy_for(Permission.SEE_REGISTERS).visible(request.member).values_list("name", flat=True)
    found = find(form.cleaned_data["q"], roll, set(registers))
    theirs = policy_for(Permission.SEE_PUPIL_TOTALS).visible(request.member)
    opened = set(theirs.filter(pk__in=[row.id for row in found.pupils]).values_list("pk", flat=True))
    match found:
        case Found(pupils=(one,), forms=()) if one.id in opened:
            return HttpResponseRedirect(reverse("pupil", args=[one.id]))
        case Found(pupils=(), forms=(name,)):
            return HttpResponseRedirect(_week_of(name))
    if found == Found():
        form.fields["q"].widget.attrs["autofocus"] = True  # to try other words at once
    if found.pupils:
        keys = (row.key for row in found.pupils)
        seen(Shown.What.LIST, about=("list", "show=found"), pupils=keys, by=Actor.of(request.member))
    return render(request, "pupils/search.html", _context(found, opened) | {"form": form})


def _week_of(form: str) -> str:
    return f"{reverse('week')}?{urlencode({'form': form})}"


def _context(found: Found, opened: set[uuid.UUID]) -> dict[str, object]:
    return {
        "found": found,
        "rows": [(row, year_group_label(row.year_group) if row.id in opened else "") for row in found.pupils],
        "forms": [(name, _week_of(name)) for name in found.forms],
        "opened": opened,
    }
