"""What the clerk records of the governing board: receipt, representations, the meeting, the decision."""

import datetime as dt

from foundation.clock import local
from foundation.refusals import Overtaken, Refused
from schools.calendar.rules.sessions import AM
from schools.exclusions.models import Board, Exclusion, Representation
from schools.exclusions.operations.absences import plan_absences
from schools.exclusions.operations.returning import queue_return
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.rules.reviews import Decision
from schools.exclusions.rules.triggers import is_late
from schools.journal.operations import record
from schools.roll.queries.signing import Signature


def hold_board(row: Exclusion) -> Board:
    """The board's side of an exclusion, held until the transaction ends; made where nothing is recorded yet."""
    row = Exclusion.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.decided_at is None:
        raise Refused("The headteacher has not decided on it yet.", code="not_decided")
    board, _ = Board.objects.get_or_create(exclusion=row)
    return Board.objects.select_for_update(no_key=True).select_related("exclusion__pupil").get(pk=board.pk)


def receive(row: Exclusion, *, received_on: dt.date, signed: Signature, now: dt.datetime) -> Board:
    """The clerk records when the board received the head's notice: its deadline runs from that day."""
    board = hold_board(row)
    assert board.exclusion.decided_at is not None
    if received_on > local(now).date():
        raise Refused("That is still to come.", code="ahead", field="received_on")
    if received_on < local(board.exclusion.decided_at).date():
        raise Refused("That is before the headteacher decided. Check the day.", code="early", field="received_on")
    was, board.received_on, board.received_by = board.received_on, received_on, signed.by.name
    board.save(update_fields=["received_on", "received_by"])
    details = {"on": str(received_on), "was": str(was or "")}
    record("exclusion.board_received", about=("exclusion", row.pk), by=signed.by, details=details)
    return board


def note_representation(
    row: Exclusion,
    *,
    received_on: dt.date,
    from_whom: str,
    words: str,
    remote: bool,
    signed: Signature,
    now: dt.datetime,
) -> Representation:
    """Record representations; from 5 to 15 days in the term they oblige the board to meet."""
    board = hold_board(row)
    if received_on > local(now).date():
        raise Refused("That is still to come.", code="ahead", field="received_on")
    if not from_whom.strip():
        raise Refused("Say who made them.", code="nobody", field="from_whom")
    made = Representation.objects.create(
        exclusion=board.exclusion,
        received_on=received_on,
        from_whom=from_whom.strip(),
        words=words.strip(),
        remote=remote,
        at=now,
        by_name=signed.by.name,
    )
    record("exclusion.represented", about=("exclusion", row.pk), by=signed.by, details={"row": str(made.pk)})
    return made


def set_meeting(row: Exclusion, *, meets_at: dt.datetime, place: str, signed: Signature) -> Board:
    """Record when and where the board meets to consider it; a deadline that is missed stays to be met."""
    board = hold_board(row)
    if board.decided_on is not None:
        raise Overtaken("The board has decided already.", code="decided")
    if board.exclusion.cancelled_at is not None:
        raise Refused("The exclusion was cancelled, so there is nothing to consider.", code="cancelled")
    board.meets_at, board.place = meets_at, place.strip()
    board.save(update_fields=["meets_at", "place"])
    record("exclusion.board_meets", about=("exclusion", row.pk), by=signed.by, details={"at": meets_at.isoformat()})
    return board


def record_decision(
    row: Exclusion,
    *,
    decision: Decision,
    decided_on: dt.date,
    because: str,
    back_on: dt.date | None,
    signed: Signature,
    now: dt.datetime,
) -> Board:
    """Record what the board decided, with its reasons. Its panel's access to the pack ends with it.

    A decision after the deadline is valid, and shown as late. Reinstatement gives back what is to come of E.
    """
    board = hold_board(row)
    exclusion = board.exclusion
    if board.decided_on is not None:
        raise Overtaken("The board’s decision is recorded already.", code="decided")
    if exclusion.cancelled_at is not None:
        raise Refused("The exclusion was cancelled, so there is nothing to decide.", code="cancelled")
    today = local(now).date()
    standing = standing_of(exclusion, ledger_of(exclusion.pupil, today), today)
    _check(decision, decided_on, because, back_on, may_reinstate=standing.duty.may_reinstate, today=today)
    assert exclusion.decided_at is not None
    if decided_on < local(exclusion.decided_at).date():
        raise Refused("That is before the headteacher decided. Check the day.", code="early", field="decided_on")
    board.decision, board.decided_on, board.because, board.back_on = decision, decided_on, because.strip(), back_on
    board.recorded_at, board.recorded_by = now, signed.by.name
    board.save(update_fields=["decision", "decided_on", "because", "back_on", "recorded_at", "recorded_by"])
    details = {"decision": decision, "on": str(decided_on), "late": is_late(standing.duty.by, decided_on)}
    record("exclusion.board_decided", about=("exclusion", row.pk), by=signed.by, details=details)
    if back_on is not None:
        reinstate(exclusion, back_on=back_on, signed=signed, now=now)
    return board


def reinstate(exclusion: Exclusion, *, back_on: dt.date, signed: Signature, now: dt.datetime) -> None:
    """Have an exclusion keep nobody out from a day on, as the board directed: what is to come of its E is given back.

    The authority's return, while it is not sent, says what the exclusion comes to by then.
    """
    exclusion.back_on, exclusion.back_session = back_on, AM
    exclusion.save(update_fields=["back_on", "back_session"])
    plan_absences(exclusion, signed=signed, now=now)
    queue_return(exclusion, by=signed.by, now=now)


def _check(
    decision: Decision,
    decided_on: dt.date,
    because: str,
    back_on: dt.date | None,
    *,
    may_reinstate: bool,
    today: dt.date,
) -> None:
    if decided_on > today:
        raise Refused("That is still to come. Record it once it is decided.", code="ahead", field="decided_on")
    if not because.strip():
        raise Refused(
            "Write the board’s reasons: everybody concerned is told them.", code="no_reasons", field="because"
        )
    check_back_on(decision, back_on, decided_on)
    if decision is Decision.CONSIDERED:
        if may_reinstate:
            words = "The board must decide whether to reinstate: choose one of the two."
            raise Refused(words, code="must_decide", field="decision")
        return
    if not may_reinstate:
        words = "The board has no power over reinstatement here: it considers the representations."
        raise Refused(words, code="no_power", field="decision")


def check_back_on(decision: Decision, back_on: dt.date | None, decided_on: dt.date) -> None:
    """Refused unless a reinstatement, and nothing else, names the day the pupil is back: the board's own day or later."""
    if (decision is Decision.REINSTATED) != (back_on is not None):
        words = "Say from which day the pupil is back." if back_on is None else "Only a reinstatement has a day."
        raise Refused(words, code="back_on", field="back_on")
    if back_on is not None and back_on < decided_on:
        words = "That is before the board decided, and what was missed by then stays missed."
        raise Refused(words, code="back_too_early", field="back_on", remedy="Give the day of the decision, or a later.")
