"""The register as a legal record: every version of a mark, and a register or a pupil's year as they stood at any moment."""

import datetime as dt
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from foundation.refusals import Malformed
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import AM
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.pupils.forms.lists import YearForm
from schools.pupils.forms.moment import MomentForm
from schools.pupils.pages.as_at import group_as_at, pupil_as_at
from schools.pupils.pages.as_at_rows import as_at_rows
from schools.pupils.pages.day_history import day_history
from schools.registers.rules.addresses import read_day
from schools.roll.models import Pupil, RegistrationGroup


def _pupil(request: MemberRequest, pupil_id: uuid.UUID) -> Pupil:
    rows = policy_for(Permission.SEE_PUPIL_TOTALS).visible(request.member)
    pupil: Pupil = get_object_or_404(rows, pk=pupil_id)
    return pupil


def _day(text: str) -> dt.date:
    """The date of an address; one that is none is no address."""
    try:
        return read_day(text)
    except Malformed:
        raise Http404 from None


def _moment(request: MemberRequest) -> tuple[MomentForm, dt.datetime | None]:
    """The form as asked, and the moment it names; an address without one asks for it."""
    form = MomentForm(request.GET if "at" in request.GET else None)
    return form, form.cleaned_data["at"] if form.is_valid() else None


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def mark_history(request: MemberRequest, pupil_id: uuid.UUID, on: str) -> HttpResponse:
    """Every version of a pupil's two marks of a day."""
    day, pupil = _day(on), _pupil(request, pupil_id)
    seen(Shown.What.VERSIONS, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member), day=day)
    heading = f"{pupil}: {day:%A} {day.day} {day:%B %Y}"
    context = {"pupil": pupil, "day": day, "heading": heading, "sessions": day_history(pupil, day)}
    return render(request, "pupils/mark_history.html", context)


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def pupil_then(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """A pupil's year as it stood at a moment, beside now."""
    pupil = _pupil(request, pupil_id)
    form, moment = _moment(request)
    page = pupil_as_at(pupil, moment, now_at=clock.now(), academic_year=YearForm(request.GET).chosen())
    if moment is not None:
        seen(Shown.What.VERSIONS, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    return render(request, "pupils/pupil_as_at.html", {"page": page, "form": form})


@requires(Permission.SEE_REGISTERS)
@require_safe
def group_then(request: MemberRequest, group_id: uuid.UUID, on: str) -> HttpResponse:
    """A registration group's week as it stood at a moment, beside now."""
    groups = policy_for(Permission.SEE_REGISTERS).visible(request.member)
    group: RegistrationGroup = get_object_or_404(groups, pk=group_id)
    day = _day(on)
    monday = week_start(day)
    form, moment = _moment(request)
    page = group_as_at(group, monday, moment, now=clock.now())
    keys = (row.pupil.key for row in page.rows)
    seen(Shown.What.VERSIONS, about=("group", group.pk), pupils=keys, by=Actor.of(request.member), day=monday)
    context = {
        "page": page,
        "form": form,
        "register": reverse("register", args=[group.pk, day if day in page.days else monday, AM]),
        "then": as_at_rows(page, then=True),
        "now": as_at_rows(page, then=False),
    }
    return render(request, "pupils/group_as_at.html", context)
