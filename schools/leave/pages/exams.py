"""Study leaves beside who is entered now: what followed a change of papers or entries, and what waits for a person."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.leave.models import StudyLeave
from schools.leave.operations.planning import EXAM_LEAVE
from schools.leave.queries.exams import public_days, sat_by, study_leaves
from schools.leave.queries.requests import to_plan
from schools.leave.rules.exams import study_sessions
from schools.registers.models import Plan
from schools.roll.models import Pupil
from schools.roll.queries.on_roll import on_roll

#: Pupils named; more are counted.
NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study leave, how many have it, and what is said of whom (`keys`) it names."""

    leave: StudyLeave
    pupils: int
    notes: tuple[str, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What all lines are made of: public exams' days by pupil, who has any study leave, and who is on roll."""

    today: dt.date
    calendar: SchoolCalendar
    days: dict[uuid.UUID, set[dt.date]]
    having: frozenset[uuid.UUID]
    here: dict[uuid.UUID, str]
    planned: frozenset[tuple[uuid.UUID, int]]


def study_lines(today: dt.date) -> list[StudyLine]:
    """The study leaves that have not ended. A fixed number of statements, and two for each."""
    rows = list(study_leaves(today).prefetch_related("pupils__pupil"))
    if not rows:
        return []
    first, last = min(row.starts_on for row in rows), max(row.ends_on for row in rows)
    planned = Plan.objects.filter(source=EXAM_LEAVE.name, source_id__in=[row.pk for row in rows])
    beside = _Beside(
        today,
        school_calendar(),
        public_days(first, last),
        frozenset(one.pupil_id for row in rows for one in row.pupils.all()),
        {one.id: one.year_group for one in on_roll(today)},
        frozenset(planned.values_list("source_id", "pupil_key").distinct()),
    )
    return [_line(row, beside) for row in rows]


def _line(row: StudyLeave, beside: _Beside) -> StudyLine:
    have = [one.pupil for one in row.pupils.all() if one.pupil_id in beside.here]
    entered = {key for key, days in beside.days.items() if any(row.starts_on <= on <= row.ends_on for on in days)}
    coming = {key for key in entered if any(beside.today <= on <= row.ends_on for on in beside.days[key])}
    years = {beside.here[one.pk] for one in have}
    without = [one for one in have if one.pk not in entered]
    since = {key for key in coming - beside.having if beside.here.get(key) in years}
    said = [
        ("No public exam in that time any more, so they are due in school", without),
        (
            "Entered since, without study leave; agree one for the time that is left if they are to have it",
            _named(since),
        ),
        ("S is not in their registers yet", _unplanned(row, [one for one in have if one.pk in entered], beside)),
    ]
    named = tuple(one.key for _, pupils in said for one in pupils[:NAMED])
    return StudyLine(row, len(row.pupils.all()), tuple(f"{words}: {_names(who)}." for words, who in said if who), named)


def _named(keys: Collection[uuid.UUID]) -> list[Pupil]:
    return list(Pupil.objects.filter(pk__in=keys).order_by("sort_name", "key"))


def _unplanned(row: StudyLeave, have: list[Pupil], beside: _Beside) -> list[Pupil]:
    """In whose registers nothing of it is, though it is theirs in some session: a refusal, or the worker has yet to come."""
    missing = [one for one in have if (row.pk, one.key) not in beside.planned]
    if not missing:
        return []
    sat = sat_by([one.pk for one in missing], row.starts_on, row.ends_on)
    held = to_plan(row.stretch, beside.calendar)
    return [one for one in missing if study_sessions(held, sat[one.pk])]


def _names(pupils: list[Pupil]) -> str:
    more = len(pupils) - NAMED
    named = ", ".join(str(one) for one in pupils[:NAMED])
    return f"{named} and {counted(more, 'other')}" if more > 0 else named
