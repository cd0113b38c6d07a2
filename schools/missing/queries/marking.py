"""The run of G, N and O of few or many pupils, read at once; and who is in one and has no case."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.cases.models import Case
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.missing.rules.run import Run, SchoolDay, run_codes, run_of, school_days
from schools.registers.models import Mark
from schools.registers.queries.marks import counted_marks
from schools.roll.models import Pupil

#: How far back a run of twenty school days can begin that still goes on: over the longest holidays, with room.
LOOK_BACK: Final = dt.timedelta(days=120)
#: After so many school days of nothing but G, N and O a child without a case is put before somebody. Our own choice.
PROPOSED_AFTER: Final = 3


@dataclass(frozen=True)
class Marked:
    """A pupil's marks up to a day, beside the sessions that the school held."""

    held: tuple[SchoolSession, ...]
    marks: Mapping[tuple[dt.date, int], str]
    today: dt.date

    @cached_property
    def run(self) -> Run:
        """The run as it stands."""
        return run_of(self.held, self.marks, self.today)

    def days(self, since: dt.date) -> list[SchoolDay]:
        """The school days since one, for a page."""
        return school_days(self.held, self.marks, since=since)

    @property
    def last_attended(self) -> SchoolSession | None:
        """The newest session that bears another code than those of the run."""
        other = [
            slot
            for slot in self.held
            if (code := self.marks.get((slot.date, slot.session))) and code not in run_codes()
        ]
        return other[-1] if other else None


def marked(keys: Collection[int], calendar: SchoolCalendar, today: dt.date) -> dict[int, Marked]:
    """The marks of these pupils, by compact key, far enough back for any run. One query, none for nobody."""
    first = today - LOOK_BACK
    held = calendar.sessions(first, today)
    found: dict[int, dict[tuple[dt.date, int], str]] = defaultdict(dict)
    if keys:
        rows = counted_marks(first, today).filter(pupil_key__in=keys)
        for key, on, session, code in rows.values_list("pupil_key", "date", "session", "code"):
            found[key][on, session] = code
    return {key: Marked(held, found[key], today) for key in keys}


def marked_of(pupil: Pupil, calendar: SchoolCalendar, today: dt.date) -> Marked:
    """The same of one pupil."""
    return marked([pupil.key], calendar, today)[pupil.key]


def _alike(calendar: SchoolCalendar, today: dt.date) -> QuerySet[Any, int] | None:
    """Keys of pupils whose newest three whole school days hold nothing but the run's codes; None in the first days."""
    days = calendar.school_days(today - LOOK_BACK, today - dt.timedelta(days=1))[-PROPOSED_AFTER:]
    if len(days) < PROPOSED_AFTER:
        return None
    alike = Count("pk", filter=Q(code__in=run_codes()))
    rows = Mark.objects.filter(date__in=days, planned=False).order_by().values("pupil_key").annotate(alike=alike)
    return rows.filter(alike=len(calendar.sessions(days[0], days[-1]))).values_list("pupil_key", flat=True)


def without_case(calendar: SchoolCalendar, today: dt.date) -> dict[int, Marked]:
    """Pupils in a run of three whole school days or more who have no open case of a missing child. Three queries."""
    alike = _alike(calendar, today)
    keys = set(alike) if alike is not None else set()
    if not keys:
        return {}
    keys -= set(_open_cases().filter(pupil__key__in=keys).values_list("pupil__key", flat=True))
    return {key: one for key, one in marked(keys, calendar, today).items() if one.run.number >= PROPOSED_AFTER}


def in_a_run(calendar: SchoolCalendar, today: dt.date) -> QuerySet[Pupil]:
    """Pupils who have an open case of a missing child, or are in such a run: where there is none, Today has no line."""
    alike = _alike(calendar, today)
    searched = Exists(_open_cases().filter(pupil=OuterRef("pk")))
    return Pupil.objects.filter(searched) if alike is None else Pupil.objects.filter(searched | Q(key__in=alike))


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(kind=Kind.CME).exclude(state=states.CLOSED)
