"""Who is away without the leave that was asked for, and who has not come back from leave. A fixed number of statements."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.database.dated import holds_on
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.leave.models import LeaveRequest
from schools.leave.rules.grounds import MEANINGS
from schools.leave.rules.taken import (
    HOLIDAY,
    SCHOOL_DAYS_TO_RETURN,
    UNEXPLAINED,
    has_not_returned,
    return_due,
    without_leave,
)
from schools.registers.models import Mark
from schools.registers.queries.marks import counts_as
from schools.registers.rules.codes import MarkClass
from schools.roll.models import Admission

State = LeaveRequest.State
#: Leave that ended longer ago is not looked at for what ran on after it; nor for a return.
LOOKED_BACK = dt.timedelta(days=60)
RETURN_LOOKED_BACK = dt.timedelta(days=365)
_ASKED_FOR = [ground.value for ground, means in MEANINGS.items() if means.granted]


@dataclass(frozen=True, slots=True)
class Away:
    """A request with the sessions that a person is asked about: away, unexplained, and not with leave."""

    request: LeaveRequest
    sessions: tuple[SchoolSession, ...]

    @property
    def refused(self) -> bool:
        """Whether none of it was granted."""
        return self.request.granted is None


def decided_lately(today: dt.date) -> QuerySet[LeaveRequest]:
    """Requests granted or refused that have begun, and ended no longer ago than is looked back."""
    return LeaveRequest.objects.filter(
        state__in=(State.GRANTED, State.REFUSED),
        ground__in=_ASKED_FOR,
        starts_on__lte=today,
        ends_on__gte=today - LOOKED_BACK,
    )


def away_without_leave(
    today: dt.date, *, request: LeaveRequest | None = None, calendar: SchoolCalendar | None = None
) -> list[Away]:
    """Of requests decided, those whose pupil was away without leave and nobody has said yet why; by name.

    `calendar` when it is read.
    """
    rows = decided_lately(today)
    if request is not None:
        rows = rows.filter(pk=request.pk)
    found = list(rows.select_related("pupil").prefetch_related("answers").order_by("pupil__sort_name", "starts_on"))
    if not found:
        return []
    calendar, first = calendar or school_calendar(), min(row.starts_on for row in found)
    codes = _codes({row.pupil.key for row in found}, first, today)
    away = []
    for row in found:
        sessions = calendar.sessions(row.starts_on, today)
        answered = {one.place for one in row.answers.all()}
        offered = without_leave(row.stretch, row.granted, sessions, codes[row.pupil.key])
        left = tuple(one for one in offered if one not in answered)
        if left:
            away.append(Away(row, left))
    return away


def _codes(keys: set[int], first: dt.date, last: dt.date) -> dict[int, dict[SchoolSession, str]]:
    rows = Mark.objects.filter(pupil_key__in=keys, date__range=(first, last), planned=False)
    found: dict[int, dict[SchoolSession, str]] = defaultdict(dict)
    for key, on, session, code in rows.values_list("pupil_key", "date", "session", "code"):
        found[key][SchoolSession(on, session)] = code
    return found


@dataclass(frozen=True, slots=True)
class NotBack:
    """Leave that ended ten school days ago or more, whose pupil has not come since."""

    request: LeaveRequest
    ended_on: dt.date
    due_on: dt.date
    enquiries: int
    joint: int


def not_seen_since(today: dt.date) -> QuerySet[LeaveRequest]:
    """Leave that has ended whose pupil, still on roll, has not attended since, and of whom nobody has said what is known."""
    came = Mark.objects.filter(
        counts_as(MarkClass.PRESENT) | counts_as(MarkClass.APPROVED),
        Q(date__gt=OuterRef("granted_to")) | Q(date=OuterRef("granted_to"), session__gt=OuterRef("granted_to_session")),
        pupil_key=OuterRef("pupil__key"),
        planned=False,
    )
    later = LeaveRequest.objects.filter(
        pupil=OuterRef("pupil"), state=State.GRANTED, granted_to__gt=OuterRef("granted_to")
    )
    here = Admission.objects.filter(holds_on(today), pupil=OuterRef("pupil"))
    # The tenth school day is the fourteenth of the calendar at the earliest.
    last = today - dt.timedelta(days=SCHOOL_DAYS_TO_RETURN)
    return LeaveRequest.objects.filter(
        ~Exists(came),
        ~Exists(later),
        Exists(here),
        state=State.GRANTED,
        settled_at__isnull=True,
        granted_to__range=(today - RETURN_LOOKED_BACK, last),
    )


def not_returned(
    today: dt.date, *, request: LeaveRequest | None = None, calendar: SchoolCalendar | None = None
) -> list[NotBack]:
    """Pupils on roll who have not attended for ten school days since their leave ended; the longest ago first.

    `calendar` when it is read.
    """
    rows = not_seen_since(today)
    if request is not None:
        rows = rows.filter(pk=request.pk)
    rows = rows.select_related("pupil").prefetch_related("enquiries").order_by("granted_to", "pupil__sort_name")
    left = list(rows)
    if not left:
        return []
    calendar = calendar or school_calendar()
    found = []
    for row in left:
        assert row.granted_to is not None
        due = return_due(calendar, row.granted_to)
        if due is not None and has_not_returned(due, (), today):
            made = [one.made for one in row.enquiries.all()]
            found.append(NotBack(row, row.granted_to, due, len(made), made.count("authority")))
    return found


def stands_unexplained(key: int, place: SchoolSession) -> str:
    """The code in a session if it is still unexplained; empty when it is not, or is not G either."""
    row = Mark.objects.filter(pupil_key=key, date=place.date, session=place.session, planned=False).first()
    return row.code if row is not None and row.code in (*UNEXPLAINED, HOLIDAY) else ""
