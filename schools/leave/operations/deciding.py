"""Granting leave or a part of it, refusing it, and withdrawing a request."""

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from schools.journal.operations import record
from schools.leave.models import LeaveRequest
from schools.leave.operations.letters import REQUEST, draft_decision, withdraw_unsent
from schools.leave.operations.planning import LEAVE, RECORDED, Act, put
from schools.leave.queries.requests import agreed_study, begins_at, policy_now, sessions_of, to_plan
from schools.leave.rules.grounds import Ground
from schools.leave.rules.requests import Asking, Granting, Stretch, asking_faults, granting_faults
from schools.registers.queries.sheets import Timetable

State = LeaveRequest.State


@transaction.atomic(using=ALIAS)
def grant(request: LeaveRequest, granted: Stretch, *, why: str, act: Act) -> LeaveRequest:
    """Grant leave for all or a part of what was asked, and plan its code in the registers.

    Refused when it has begun (while the school keeps to that), on a ground that no longer holds, or in a closed year;
    Overtaken when somebody else has decided meanwhile.
    """
    row = _held(request)
    times = Timetable.now()
    sessions = sessions_of(granted, times)
    faults = granting_faults(
        Granting(
            asked=row.stretch,
            granted=granted,
            sessions=sessions,
            begins_at=begins_at(sessions[0] if sessions else granted.first, times),
            now=act.now,
            never_after=policy_now().never_after,
        )
    )
    ground = Ground(row.ground)
    asking = Asking(ground, granted, sessions, row.pupil.birth, row.asked_on, row.lives_with)
    faults = faults or asking_faults(asking, study=agreed_study(granted) if ground is Ground.STUDY else ())
    if faults:
        raise Refused.because(*faults)
    row.granted_from, row.granted_from_session = granted.first
    row.granted_to, row.granted_to_session = granted.last
    _decide(row, State.GRANTED, why, act)
    away, reason = to_plan(granted, times.calendar), f"Leave of absence granted by {act.signed.by.name}."
    put(LEAVE, row.pk, row.pupil.key, away, row.meaning.code, act=act, reason=reason)
    draft_decision(row, act=act)
    _written_down(row, act, sessions=len(sessions))
    return row


@transaction.atomic(using=ALIAS)
def refuse(request: LeaveRequest, *, why: str, act: Act) -> LeaveRequest:
    """Refuse leave. Nothing is planned: an absence then is what the register finds, and is offered as G to a person."""
    row = _held(request)
    if not why.strip():
        raise Refused("Write why it is refused: the family is told.", code="no_reason", field="why")
    _decide(row, State.REFUSED, why, act)
    draft_decision(row, act=act)
    _written_down(row, act, sessions=0)
    return row


@transaction.atomic(using=ALIAS)
def withdraw(request: LeaveRequest, *, why: str, act: Act) -> bool:
    """Take back a request, decided or not: what it planned ahead is withdrawn, and what was entered stays as it is.

    A letter about it goes no more; whether one has left already.
    """
    row = LeaveRequest.objects.select_for_update(no_key=True).select_related("pupil").get(pk=request.pk)
    if row.state == State.WITHDRAWN:
        raise Overtaken("It was withdrawn already.", code="withdrawn")
    if not why.strip():
        raise Refused("Write who withdrew it, and why.", code="no_reason", field="why")
    source = RECORDED if row.state == State.RECORDED else LEAVE
    before = row.state
    row.state = State.WITHDRAWN
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_as = act.now, act.signed.by.name, why.strip()[:500]
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_as"])
    put(source, row.pk, row.pupil.key, [], row.meaning.code, act=act)
    details = {"request": str(row.pk), "before": before}
    record("leave.withdrawn", about=("pupil", row.pupil_id), by=act.signed.by, details=details)
    return withdraw_unsent(REQUEST, row.pk, why="The request was withdrawn.", act=act)


def _held(request: LeaveRequest) -> LeaveRequest:
    """The request, held, while nobody has decided it."""
    row = LeaveRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=request.pk)
    if row.state != State.WAITING:
        words = f"It is {row.get_state_display().lower()} already{f', by {row.decided_by}' if row.decided_by else ''}."
        raise Overtaken(words, code="decided", remedy="Look at it again.")
    return row


def _decide(row: LeaveRequest, state: LeaveRequest.State, why: str, act: Act) -> None:
    row.state = state
    row.decided_at = act.now
    row.decided_by, row.decided_position = act.signed.by.name, act.signed.position
    row.decision = why.strip()
    row.save()


def _written_down(row: LeaveRequest, act: Act, *, sessions: int) -> None:
    details = {"request": str(row.pk), "code": row.meaning.code, "sessions": sessions, "state": row.state}
    record("leave.decided", about=("pupil", row.pupil_id), by=act.signed.by, details=details)
