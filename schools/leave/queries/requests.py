"""Requests for leave as they stand: the school's policy, those that wait, those of a pupil, and who may ask."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.clock import local
from foundation.database.dated import holds_on
from foundation.london import LONDON
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import AM, SESSIONS, SchoolSession
from schools.leave.models import LeaveRequest, LeaveSettings, StudyLeave
from schools.leave.rules.part_time import USUAL_WEEKS
from schools.leave.rules.requests import Stretch
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Pupil, PupilContact
from schools.roll.queries.contacts import ContactOf, contacts_of

State = LeaveRequest.State


@dataclass(frozen=True, slots=True)
class Policy:
    """What the school has set: whether leave is never granted after it began, and how often part-time is reviewed."""

    never_after: bool = True
    review_weeks: int = USUAL_WEEKS


def policy_now() -> Policy:
    """What holds now: the newest settings, or ours where the school has set nothing. One query."""
    row = LeaveSettings.objects.order_by("-pk").first()
    return Policy() if row is None else Policy(row.never_after, row.review_weeks)


def waiting() -> QuerySet[LeaveRequest]:
    """Requests nobody has decided, the soonest to begin first."""
    return LeaveRequest.objects.filter(state=State.WAITING).select_related("pupil", "contact")


def decided_since(first: dt.date) -> QuerySet[LeaveRequest]:
    """Everything decided or recorded whose time had not ended by that day, the newest first."""
    rows = LeaveRequest.objects.exclude(state=State.WAITING).filter(ends_on__gte=first)
    return rows.select_related("pupil").order_by("-starts_on", "-id")


def requests_of(pupil: Pupil) -> list[LeaveRequest]:
    """Every request ever made for a pupil, the newest first."""
    return list(LeaveRequest.objects.filter(pupil=pupil).order_by("-starts_on", "-id"))


def at_that_time(pupil: uuid.UUID, stretch: Stretch) -> list[LeaveRequest]:
    """Requests of a pupil that wait or stand for a session of this time."""
    rows = LeaveRequest.objects.filter(
        pupil=pupil,
        state__in=(State.WAITING, State.GRANTED, State.RECORDED),
        starts_on__lte=stretch.ends_on,
        ends_on__gte=stretch.starts_on,
    )
    return [row for row in rows if not (row.stretch.last < stretch.first or stretch.last < row.stretch.first)]


def together_with(request: LeaveRequest) -> QuerySet[LeaveRequest]:
    """The requests for brothers and sisters that were made at once."""
    return LeaveRequest.objects.filter(together=request.together).exclude(pk=request.pk).select_related("pupil")


def parents_of(pupil: Pupil, day: dt.date) -> list[ContactOf]:
    """The contacts whom a pupil normally lives with on a day, as far as they may be parents."""
    return [one for one in contacts_of(pupil, day) if lives_with(one.lives_with, one.responsibility)]


def lives_with(here: bool, responsibility: str) -> bool:
    """Whether a contact is a parent whom the pupil normally lives with, as the roll has it."""
    return here and responsibility != PupilContact.Responsibility.NO


def link_of(pupil: uuid.UUID, contact: uuid.UUID, day: dt.date) -> PupilContact | None:
    """What a contact is to a pupil on a day."""
    rows = PupilContact.objects.filter(holds_on(day), pupil=pupil, contact=contact).select_related("contact")
    return rows.order_by("priority").first()


def agreed_study(stretch: Stretch) -> list[Stretch]:
    """The study leaves agreed that touch a time."""
    rows = StudyLeave.objects.filter(
        withdrawn_at__isnull=True, starts_on__lte=stretch.ends_on, ends_on__gte=stretch.starts_on
    )
    return [row.stretch for row in rows]


def sessions_of(stretch: Stretch, times: Timetable) -> list[SchoolSession]:
    """The school's sessions in a time; none where it ends before it begins."""
    if stretch.last < stretch.first:
        return []
    return stretch.of(times.calendar.sessions(stretch.starts_on, stretch.ends_on))


def to_plan(stretch: Stretch, calendar: SchoolCalendar) -> list[SchoolSession]:
    """What is planned of a time: days off too, so that one that is taken back is covered."""
    return stretch.of(calendar.term_sessions(stretch.starts_on, stretch.ends_on))


def not_begun(times: Timetable, now: dt.datetime) -> SchoolSession:
    """The first session that has not begun."""
    today = local(now).date()
    left = (SchoolSession(today, one) for one in SESSIONS if begins_at(SchoolSession(today, one), times) > now)
    return next(left, SchoolSession(today + dt.timedelta(days=1), AM))


def begins_at(first: SchoolSession, times: Timetable) -> dt.datetime:
    """The moment at which a session begins: its register's opening; where no times are entered, of the day or noon."""
    window = times.window(first.date, first.session)
    if window is not None:
        return window.opening(first.date)
    return dt.datetime.combine(first.date, dt.time(0 if first.session == AM else 12), LONDON)
