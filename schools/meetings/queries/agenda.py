"""The agenda of a meeting that is planned, made from the data of the pupils it is about. A fixed number of queries."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from foundation.ui.numbers import middle_date, short_date
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Event, Offer, Task
from schools.cases.rules import states
from schools.meetings.models import Meeting
from schools.meetings.queries.meetings import added_by_hand, alike, last_held, open_here
from schools.meetings.queries.weeks import lates_of, risen
from schools.meetings.rules.agenda import (
    LATES,
    NO_REPLY_DAYS,
    Line,
    Section,
    in_order,
    late_words,
    no_reason_words,
)
from schools.meetings.rules.meetings import MeetingKind
from schools.meetings.rules.rising import WEEKS
from schools.registers.queries.unexplained import standing_without_reason
from schools.roll.models import Pupil
from schools.roll.queries import on_roll

#: What of a case is a change of it.
_CHANGES = ("opened", "reopened", "stage", "closed")


@dataclass(frozen=True)
class Agenda:
    """The lines in the order in which they are talked about, and the pupils they are about by compact key."""

    lines: list[Line]
    pupils: dict[int, Pupil]
    since: dt.date


def about(meeting: Meeting, today: dt.date) -> set[int]:
    """The compact keys of the pupils a meeting looks at: the year's, the family's, or those put before the panel."""
    if meeting.kind == MeetingKind.YEAR:
        return {row.key for row in on_roll(today, year_group=meeting.year_group)}
    if meeting.pupil is not None:
        return {meeting.pupil.key}
    return {item.pupil.key for item in added_by_hand(meeting) if item.pupil is not None}


def agenda_of(meeting: Meeting, today: dt.date, *, visible: QuerySet[Pupil]) -> Agenda:
    """The agenda as it is now, of those of its pupils that the reader may see, and with what was added about nobody."""
    keys = about(meeting, today) | {item.pupil.key for item in added_by_hand(meeting) if item.pupil is not None}
    pupils = {row.key: row for row in visible.filter(key__in=keys)}
    made = _Making(meeting, today, school_calendar(), frozenset(pupils))
    names = {key: row.sort_name for key, row in pupils.items()}
    return Agenda(in_order(made.lines(), names), pupils, made.since)


@dataclass(frozen=True)
class _Making:
    """Makes the lines of each part."""

    meeting: Meeting
    today: dt.date
    calendar: SchoolCalendar
    keys: Collection[int]

    @cached_property
    def since(self) -> dt.date:
        """The day of the last such meeting; where there was none, some weeks ago."""
        before = last_held(self.meeting)
        return before.on if before is not None else self.today - dt.timedelta(weeks=WEEKS)

    def lines(self) -> Iterator[Line]:
        for part in (self._rising, self._cases, self._no_reply, self._due, self._lates, self._added):
            yield from part()

    def _rising(self) -> Iterator[Line]:
        for key, one in risen(self.calendar, self.today, self.keys).items():
            yield Line(Section.RISING, key, one.words, round(one.size * 10_000))

    def _cases(self) -> Iterator[Line]:
        rows = Event.objects.filter(case__pupil__key__in=self.keys, room="cases", kind__in=_CHANGES, on__gte=self.since)
        for row in rows.select_related("case__pupil").order_by("on", "at"):
            yield Line(Section.CASES, row.case.pupil.key, f"{row.words} on {short_date(row.on)}.")

    def _no_reply(self) -> Iterator[Line]:
        before = self._school_days_ago(NO_REPLY_DAYS)
        if before is None:
            return
        offers = Offer.objects.filter(case__pupil__key__in=self.keys, state=states.MADE, made_on__lte=before)
        for row in offers.select_related("case__pupil").order_by("made_on"):
            words = f"Help offered on {short_date(row.made_on)}, and no answer: {row.what}"
            yield Line(Section.NO_REPLY, row.case.pupil.key, words)
        for key, days in standing_without_reason(self.today, self.calendar).items():
            old = [on for on in days if on <= before]
            if key in self.keys and old:
                yield Line(Section.NO_REPLY, key, no_reason_words(old), len(old))

    def _school_days_ago(self, days: int) -> dt.date | None:
        held = self.calendar.school_days(self.today - dt.timedelta(weeks=12), self.today)
        return held[-1 - days] if len(held) > days else None

    def _due(self) -> Iterator[Line]:
        tasks = Task.objects.filter(
            case__pupil__key__in=self.keys, state=states.OPEN, due_on__lte=self.meeting.on
        ).select_related("case__pupil", "owner")
        for row in tasks:
            who = row.owner.name if row.owner is not None else row.get_duty_display()
            late = (self.today - row.due_on).days
            yield Line(Section.DUE, row.case.pupil.key, f"{row.what} ({who}, by {short_date(row.due_on)}).", late)
        earlier = list(alike(self.meeting).exclude(pk=self.meeting.pk).values_list("pk", flat=True))
        for one in open_here(earlier, self.meeting.on):
            words = (
                f"{one.what} ({one.owner.name}, by {short_date(one.due_on)}; decided on {middle_date(one.meeting.on)})."
            )
            yield Line(Section.DUE, None, words, (self.today - one.due_on).days)

    def _lates(self) -> Iterator[Line]:
        for key, lates in lates_of(self.calendar, self.today, self.keys, LATES).items():
            yield Line(Section.LATES, key, late_words(lates), lates)

    def _added(self) -> Iterator[Line]:
        for item in added_by_hand(self.meeting):
            if item.pupil is None or item.pupil.key in self.keys:
                yield Line(Section.ADDED, item.pupil.key if item.pupil is not None else None, item.words)
