"""What an import has planned, as the plain rows that the roll and the registers take. Only those rooms write them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake.rules.mark_plan import MarkPlan
from schools.intake.rules.roll_plan import PERSONAL, PupilPlan, RollPlan
from schools.intake.rules.week_moves import week_moves
from schools.registers.operations import MarkRow, ReplacedMark, WeekMove
from schools.registers.queries.marks import half_term_number
from schools.roll.rules.rows import PupilChange

# The roll


def roll_changes(plan: RollPlan) -> list[PupilChange]:
    """What is to be written about each pupil."""
    return [_pupil_change(one) for one in plan.pupils]


def _pupil_change(plan: PupilPlan) -> PupilChange:
    return PupilChange(
        upn=plan.row.upn,
        key=plan.held.key if plan.held is not None else None,
        personal=plan.personal if plan.held is not None else {name: getattr(plan.row, name) for name in PERSONAL},
        new_spells=plan.new_spells,
        corrected_spells=plan.corrected_spells,
        new_places=plan.new_places,
        corrected_place=plan.corrected_place,
        ended_places=list(_kept([plan.ended_place] if plan.ended_place is not None else [])),
        dropped_places=[key for key, _ in _kept(plan.dropped_places)],
        new_flags=plan.new_flags,
        ended_flags=list(_kept(plan.ended_flags)),
        dropped_flags=[key for key, _ in _kept(plan.dropped_flags)],
    )


def _kept(rows: Iterable[tuple[uuid.UUID | None, dt.date]]) -> Iterator[tuple[uuid.UUID, dt.date]]:
    """Rows that are there, each with its key: what is ended or dropped was read from the database."""
    for key, day in rows:
        assert key is not None
        yield key, day


# Marks


def first_marks(plan: MarkPlan) -> Iterator[MarkRow]:
    """The marks for sessions that have none, pupil by pupil."""
    sessions = [plan.marks.session_at(slot) for slot in range(plan.marks.high + 1)]
    for one in plan.changed:
        for slot, old, new, late in plan.each(one):
            if old is None:
                yield one.key, *sessions[slot], new, late


def replaced_marks(plan: MarkPlan) -> Iterator[tuple[int, list[ReplacedMark]]]:
    """The marks that take the place of others, for each pupil who has any."""
    for one in plan.changed:
        replaced = [
            (*plan.marks.session_at(slot), old, new, late) for slot, old, new, late in plan.each(one) if old is not None
        ]
        if replaced:
            yield one.key, replaced


def moved_weeks(plan: MarkPlan, calendar: SchoolCalendar) -> Iterator[WeekMove]:
    """By what each pupil's weeks move."""
    for key, monday, half_term, counts in week_moves(plan, calendar):
        yield key, monday, half_term_number(half_term.academic_year, half_term.number), counts
