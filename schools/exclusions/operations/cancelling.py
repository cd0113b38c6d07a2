"""Cancelling an exclusion before the board has met: what is to come is given back, what was served still counts."""

import datetime as dt
from dataclasses import replace

from foundation.clock import local
from foundation.refusals import Overtaken, Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.models import Exclusion
from schools.exclusions.operations.absences import plan_absences
from schools.exclusions.operations.letters import withdraw_letters
from schools.exclusions.operations.returning import withdraw_return
from schools.exclusions.queries.board import board_of
from schools.exclusions.queries.ledger import Ledger, ledger_of
from schools.exclusions.queries.sessions import has_opened
from schools.exclusions.rules.periods import taken_by
from schools.exclusions.rules.stops import faults_of_cancelling, year_totals
from schools.journal.operations import record
from schools.roll.operations.admissions import lock
from schools.roll.queries.signing import Signature


def cancel(row: Exclusion, *, first_back: SchoolSession, reason: str, signed: Signature, now: dt.datetime) -> Exclusion:
    """Cancel an exclusion; the pupil may be back from `first_back`, which is not past. All told are owed the reason.

    Raises Refused with everything that stands against it: the board has met, over 45 days, no reason.
    """
    pupil = lock(row.pupil)
    row = Exclusion.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.decided_at is None:
        raise Refused("It was not decided on. Drop the proposal instead.", code="not_decided")
    if row.cancelled_at is not None:
        raise Overtaken("It was cancelled already.", code="cancelled")
    today = local(now).date()
    if first_back.date < today or has_opened(first_back, now):
        raise Refused(
            "That session is past or has begun, and what was missed stays missed.",
            code="past",
            field="back_on",
            remedy="Give the next session, or a later one.",
        )
    board = board_of(row)
    ledger = ledger_of(pupil, today)
    faults = faults_of_cancelling(
        row.as_rule,
        back_from=first_back,
        reason=reason,
        board_met=board is not None and board.has_met(now),
        half_days_in_year=_fullest_year(row, first_back, ledger),
    )
    if faults:
        raise Refused.because(*faults)
    row.cancelled_at, row.cancelled_by, row.cancelled_because = now, signed.by.name, reason.strip()
    row.back_on, row.back_session = first_back
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because", "back_on", "back_session"])
    details = {"kind": row.kind, "back": f"{first_back.date} {first_back.session}"}
    record("exclusion.cancelled", about=("exclusion", row.pk), by=signed.by, details=details)
    plan_absences(row, signed=signed, now=now)
    withdraw_return(row, now=now)
    withdraw_letters(row, signed=signed, now=now)
    return row


def _fullest_year(row: Exclusion, back: SchoolSession, ledger: Ledger) -> int:
    """The most half-days over every school of any year it touches, if the pupil came back then."""
    lines = ledger.with_proposed(replace(row.as_rule, back_from=back))
    taken = [taken_by(one, ledger.calendar, ledger.elsewhere, until=back.date) for one in lines]
    first, last = (ledger.calendar.year_of(on) for on in (row.starts_on, max(row.starts_on, back.date)))
    totals = year_totals(taken, ledger.calendar, ledger.outside, years=range(first, last + 1))
    return max(total.half_days for total in totals)
