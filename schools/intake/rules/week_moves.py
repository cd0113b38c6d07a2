"""By what the weeks of pupils move when a file's marks are entered: counted from its arrays and not from the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.intake.rules.mark_plan import MarkPlan
from schools.registers.rules.codes import turns_by
from schools.registers.rules.week_counts import week_delta


@dataclass(frozen=True, slots=True)
class _Week:
    """A week, or the part of one with the same half-term and meaning of codes, and where a plan has its sessions."""

    monday: date
    half_term: HalfTerm
    sessions: slice
    on: date


def week_moves(plan: MarkPlan, calendar: SchoolCalendar) -> Iterator[tuple[int, date, HalfTerm, tuple[int, ...]]]:
    """For each pupil and week in which a mark changes: key, Monday, half-term, and the change of each of COUNTED.

    Only what counts is ever planned: a session in a half-term, of a pupil on roll. A week may come more than once, for a
    pupil under two numbers and where codes changed in it. Most are like many others, and each different one is counted once.
    """
    weeks, known = _weeks(plan, calendar), dict[tuple[int, bytes, bytes], tuple[int, ...]]()
    for one in plan.changed:
        for number, week in enumerate(weeks):
            new = one.new[week.sessions]
            if not any(new):
                continue
            marks = (number, bytes(sorted(new)), bytes(sorted(one.old[week.sessions])))
            moved = known.get(marks)
            if moved is None:
                moved = known[marks] = _moved(plan.marks.codes, week.on, *marks[1:])
            yield one.key, week.monday, week.half_term, moved


def _weeks(plan: MarkPlan, calendar: SchoolCalendar) -> list[_Week]:
    days = [plan.marks.session_at(slot)[0] for slot in range(plan.first, plan.marks.high + 1)]
    found, begins = [], 0
    for (monday, half_term, _), group in groupby(
        days, lambda on: (week_start(on), calendar.half_term_of(on), turns_by(on))
    ):
        each = list(group)
        if half_term is not None:
            found.append(_Week(monday, half_term, slice(begins, begins + len(each)), each[0]))
        begins += len(each)
    return found


def _moved(codes: Sequence[str], on: date, new: bytes, old: bytes) -> tuple[int, ...]:
    """By what a week moves that loses the marks of some places in `codes` and gets those of others; 0 is no mark."""
    come = [week_delta(None, codes[place], on) for place in new if place]
    gone = [week_delta(codes[place], None, on) for place in old if place]
    return tuple(map(sum, zip(*come, *gone, strict=True)))
