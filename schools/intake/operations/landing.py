"""What an import has planned, as the plain rows that the roll and the registers take. Only those rooms write them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from schools.intake.rules.mark_plan import MarkPlan, Tally
from schools.intake.rules.roll_plan import PERSONAL, PupilPlan, RollPlan
from schools.registers.operations import MarkRow, ReplacedMark
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
    for _, key, changes in plan.changes(Tally()):
        for slot, old, new, late in changes:
            if old is None:
                on, session = sessions[slot]
                yield key, on, session, new, late


def replaced_marks(plan: MarkPlan) -> Iterator[tuple[int, list[ReplacedMark]]]:
    """The marks that take the place of others, for each pupil who has any."""
    for _, key, changes in plan.changes(Tally()):
        replaced = [
            (*plan.marks.session_at(slot), old, new, late) for slot, old, new, late in changes if old is not None
        ]
        if replaced:
            yield key, replaced
