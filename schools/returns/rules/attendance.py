"""Who is on an attendance return, and for what: who fails to attend regularly, and ten continuous days without leave.

At intervals agreed with the authority, at least once in each calendar month [R13; DERBY, LINCS]. A pupil is on the return
of a period in which there was something of it; on a later one only when there was something again.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.rules.codes import MarkClass, code_on
from schools.returns.rules.clocks import Period
from schools.returns.rules.measure import Counted, Measure, fails_to_attend_regularly, measured_from
from schools.returns.rules.runs import Marks, Run, runs, ten_day_codes


class Ground(StrEnum):
    """Why a pupil is on it."""

    TEN_DAYS = "ten_days"
    REGULARLY = "regularly"

    @property
    def words(self) -> str:
        """How a return says it."""
        return "10 continuous school days" if self is Ground.TEN_DAYS else "fails to attend regularly"


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil on the return of a period. `tenth` is the day a run came to ten school days; None without a run.

    `ended` is None while the absence goes on. `missed` of `possible` are those of the measure, nought where it has no part.
    """

    grounds: tuple[Ground, ...]
    began: dt.date
    ended: dt.date | None
    days: int
    sessions: int
    codes: tuple[str, ...]
    tenth: dt.date | None
    missed: int = 0
    possible: int = 0


def listed(
    calendar: SchoolCalendar, period: Period, today: dt.date, marks: Marks, measure: Measure | None
) -> Listed | None:
    """What the return of a period says of a pupil, as far as `today`; None when they are not on it.

    `marks` are the pupil's marks that count: of the school year, and of the year before for one who was away as this began.
    """
    upto = min(period.last, today)
    if upto < period.first:
        return None
    run = _run_in(calendar, period, upto, marks)
    missed, possible = _measured(calendar, measure, upto, marks)
    mine = _missed_in(measure, period, upto, marks)
    fails = bool(mine) and fails_to_attend_regularly(measure, missed=missed, possible=possible)
    if run is not None:
        grounds = (Ground.TEN_DAYS, Ground.REGULARLY) if fails else (Ground.TEN_DAYS,)
        ended = None if run.open else run.last
        return Listed(grounds, run.first, ended, run.days, run.sessions, run.codes, run.tenth, missed, possible)
    if not fails:
        return None
    dates = sorted({on for on, _ in mine})
    whole = sum(1 for on in dates if all((on, one) in mine for one in (1, 2)))
    codes = tuple(sorted({marks[slot] for slot in mine}))
    return Listed((Ground.REGULARLY,), dates[0], dates[-1], whole, len(mine), codes, None, missed, possible)


def runs_from(calendar: SchoolCalendar, on: dt.date) -> dt.date:
    """The day from which runs that a day sees are followed: the first of the school year before.

    The holidays do not end a run, the summer's as little as others: school days are those on which the school met.
    """
    first, _ = calendar.year_span(calendar.year_of(on) - 1)
    return first


def _run_in(calendar: SchoolCalendar, period: Period, upto: dt.date, marks: Marks) -> Run | None:
    """The newest run of ten school days that reaches into the period."""
    found: Sequence[Run] = runs(calendar.sessions(runs_from(calendar, upto), upto), marks, ten_day_codes())
    return next((run for run in reversed(found) if run.is_ten_days and run.last >= period.first), None)


def _measured(calendar: SchoolCalendar, measure: Measure | None, upto: dt.date, marks: Marks) -> tuple[int, int]:
    if measure is None:
        return 0, 0
    since = measured_from(measure, calendar, upto)
    classes = [code_on(code, on).mark_class for (on, _), code in marks.items() if since <= on <= upto]
    possible = sum(1 for one in classes if one in _POSSIBLE)
    return sum(1 for one in classes if one in _counted(measure)), possible


def _missed_in(measure: Measure | None, period: Period, upto: dt.date, marks: Marks) -> set[tuple[dt.date, int]]:
    """The sessions missed within the period, of those the measure counts."""
    if measure is None:
        return set()
    counted = _counted(measure)
    return {
        (on, session)
        for (on, session), code in marks.items()
        if period.first <= on <= upto and code_on(code, on).mark_class in counted
    }


_POSSIBLE = frozenset({MarkClass.PRESENT, MarkClass.APPROVED, MarkClass.AUTHORISED, MarkClass.UNAUTHORISED})


def _counted(measure: Measure) -> frozenset[MarkClass]:
    unauthorised = frozenset({MarkClass.UNAUTHORISED})
    return unauthorised if measure.counted is Counted.UNAUTHORISED else unauthorised | {MarkClass.AUTHORISED}
