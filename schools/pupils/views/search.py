"""The search of a school's pages: a pupil by part of any name or number they have or had, or a form."""

import datetime as dt
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
from foundation.ui.numbers import middle_date
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.pupils.forms.search import SearchForm
from schools.pupils.pages.pupil_list import visible_roll
from schools.pupils.pages.search import Found, Further, find
from schools.roll.queries import OnRoll
from schools.roll.queries.finding import former_names, keys_by_upn, not_on_roll
from schools.roll.rules.year_group import year_group_label


@requires(Permission.FIND_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """Pupils within the reader's reach whose name or number begins so, and forms. One alone is gone to at once.

    Who may find a pupil and not open them, as a receptionist, is told name and form, and of those on roll alone: former
    names, numbers and who has left are for those who may open the pupil.

    Asked by POST: what is typed is a child's name, and an address is written into logs and histories.
    """
    form = SearchForm(posted(request))
    if not form.is_valid():
        return form_page(request, "pupils/search.html", form, {})
    roll, _ = visible_roll(clock.today(), policy_for(Permission.FIND_PUPILS).visible(request.member))
    registers = policy_for(Permission.SEE_REGISTERS).visible(request.member).values_list("name", flat=True)
    asked, theirs = form.cleaned_data["q"], policy_for(Permission.SEE_PUPIL_TOTALS).visible(request.member)
    further = Further(not_on_roll(clock.today(), theirs), keys_by_upn(asked, theirs), former_names(theirs))
    found = find(asked, roll, set(registers), further)
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


def _away(row: OnRoll, today: dt.date) -> str:
    """Of who is not on roll: since when they are not, or from when they are."""
    if row.since > today:
        return f"Joins {middle_date(row.since)}"
    return f"Left {middle_date(row.until)}" if row.until is not None and row.until < today else ""


def _context(found: Found, opened: set[uuid.UUID]) -> dict[str, object]:
    return {
        "found": found,
        "rows": [
            (row, year_group_label(row.year_group) if row.id in opened else "", _away(row, clock.today()))
            for row in found.pupils
        ],
        "forms": [(name, _week_of(name)) for name in found.forms],
        "opened": opened,
    }
