"""What another place says of a session in which a pupil was expected there."""

import datetime as dt
import uuid

from foundation import clock
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.registers.models import Plan
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.plan_writing import PlanMark, hold_plans, put_marks
from schools.registers.queries.plans import plan_cells
from schools.registers.rules.entering import Entering, needs_reason
from schools.registers.rules.plans import PlannedSession, SessionOutcome, Standing, Wanted, judge_word
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature


def confirm(
    *,
    source: str,
    source_id: uuid.UUID,
    pupil_key: int,
    date: dt.date,
    session: int,
    code: str,
    signed: Signature,
    reason: str = "",
    may_amend: bool = True,
    now: dt.datetime | None = None,
) -> SessionOutcome:
    """Enter what another place says of a session in which a pupil was expected there: that they came, or the absence.

    The same again changes nothing; another word later is an amendment, with a reason. The outcome says where it cannot be
    entered: another plan comes first, somebody entered a mark by hand, the session has not begun. Refused where nobody was
    expected.
    """
    moment = now or clock.now()
    hold_plans()
    lock_weeks(date, date)
    row = Plan.objects.filter(
        source=source, source_id=source_id, pupil_key=pupil_key, date=date, session=session
    ).first()
    if row is None or not row.expects:
        raise Refused("Nobody was expected there in that session.", code="not_expected", field="session")
    (cell,) = plan_cells([(pupil_key, date, session)], moment)
    wanted = Wanted(row.source, row.source_id, row.rank, row.code, row.confirmed)
    verdict = judge_word(cell, wanted, code, Entering(may_amend, reason))
    asked = PlannedSession(date, session, code)
    if verdict.enters:
        why = reason.strip() if needs_reason(cell.slot, cell.mark) else None
        mark = PlanMark(cell, code, planned=False, reason=why)
        entry = put_marks([mark], source_id=source_id, signed=signed, now=moment)
        details = {"source": source, "plan": str(source_id), "date": date.isoformat(), "session": session}
        pupil = Pupil.objects.values_list("pk", flat=True).get(key=pupil_key)
        record("plan.confirmed", about=("pupil", pupil), by=signed.by, details=details | {"entry": entry})
    if verdict.standing is Standing.STANDS:
        Plan.objects.filter(pk=row.pk).update(
            code=code, confirmed=True, at=moment, by_name=signed.by.name, by_position=signed.position
        )
    return SessionOutcome(asked, verdict, cell.mark.code, code if verdict.enters else cell.mark.code)
