"""Leave in the registers: what stands of it is planned through the registers' one door, and nowhere else."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from foundation.clock import local
from foundation.refusals import Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.operations.plans import plan
from schools.registers.queries.plans import plans_of
from schools.registers.rules.plans import PlannedSession, PlanOutcome, PlanSource, Rank
from schools.roll.queries.signing import Signature

LEAVE: Final = PlanSource("leave", Rank.LEAVE, "leave")
RECORDED: Final = PlanSource("recorded", Rank.OTHER, "recorded absence")
PART_TIME: Final = PlanSource("part_time", Rank.PART_TIME, "part-time timetable")
EXAM_LEAVE: Final = PlanSource("exam_leave", Rank.LEAVE, "study leave")


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, at which moment, and whether they may amend a register that was taken."""

    signed: Signature
    now: dt.datetime
    may_amend: bool = False

    @property
    def today(self) -> dt.date:
        return local(self.now).date()


def put(
    source: PlanSource,
    source_id: uuid.UUID,
    pupil_key: int,
    sessions: Iterable[SchoolSession],
    code: str,
    *,
    act: Act,
    reason: str = "",
    new_from: SchoolSession | None = None,
) -> PlanOutcome:
    """Have a thing want this code in exactly these sessions of a pupil, none when it is withdrawn.

    Before `new_from` it wants none that it did not want until now: a register of the past that cannot be entered any more
    keeps nothing that is ahead from being planned. Refused when one of them may not hold it, and nothing is kept. Where
    another plan or a mark entered by hand stands before it, it is kept behind that, as the registers have it.
    """
    wanted = list(sessions)
    if new_from is not None:
        held = {(row.date, row.session) for row in plans_of(source.name, source_id, [pupil_key])}
        wanted = [one for one in wanted if one >= new_from or one in held]
    outcome = plan(
        source=source.name,
        source_id=source_id,
        pupil_key=pupil_key,
        sessions=[PlannedSession(one.date, one.session, code) for one in wanted],
        signed=act.signed,
        reason=reason,
        may_amend=act.may_amend,
        now=act.now,
    )
    if outcome.faults:
        raise Refused.because(*outcome.faults)
    return outcome
