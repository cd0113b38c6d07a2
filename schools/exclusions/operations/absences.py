"""The E of an exclusion in the register, by the one door for what is known beforehand (`registers.operations.plans`).

E is wanted in every session a suspension or permanent exclusion keeps the pupil out of. Where the register has D, planned or
entered, it is wanted behind that: D stands and the clash is listed, whichever came first. From the sixth school day what is
planned at a provider takes its place. A lunchtime suspension and an internal placement make no mark.
"""

import datetime as dt
from typing import Final

from django.db.models import Q

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from schools.exclusions.models import Exclusion
from schools.exclusions.queries.due_elsewhere import Place
from schools.exclusions.queries.ledger import Ledger, ledgers_of
from schools.exclusions.queries.sixth_day import planned_elsewhere
from schools.exclusions.rules.periods import Kind, due_elsewhere, spanned_by
from schools.provision.operations.planning import PLANNED
from schools.registers.operations import CALENDAR_CHANGED, ROLL_CHANGED
from schools.registers.operations.plans import plan
from schools.registers.rules.plans import PlannedSession, PlanOutcome, PlanSource, Rank
from schools.roll.queries.signing import Signature

SOURCE: Final = PlanSource("suspension", Rank.SUSPENDED, "suspension")
CODE: Final = "E"
#: How far a permanent exclusion is planned ahead of its first day: longer than board, review and reconsideration take.
AHEAD: Final = dt.timedelta(days=183)
_REASON: Final = "Suspended or excluded by decision of the headteacher"
_OUT: Final = (Kind.SUSPENSION, Kind.PERMANENT)
#: The outbox topics of what E hangs on.
FOLLOWED: Final = (CALENDAR_CHANGED, PLANNED, ROLL_CHANGED)
#: As what the system signs.
_BY_RULE: Final = Signature(SYSTEM, "Exclusions")


def hold(row: Exclusion) -> Exclusion:
    """An exclusion as it stands now, with its pupil, held until the transaction ends."""
    return Exclusion.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=row.pk)


def plan_absences(row: Exclusion, *, signed: Signature, now: dt.datetime, may_amend: bool = False) -> PlanOutcome:
    """Have the register hold what the exclusion makes of it now; again changes nothing. Nothing for a proposal.

    Registers that have opened are entered only with `may_amend`; the outcome says which were not. It is held, so that one
    that is cancelled meanwhile is not planned as it was.
    """
    row = hold(row)
    ledger = ledgers_of([row.pupil], row.starts_on)[row.pupil_id]
    stands = row.decided_at is not None and row.kind in _OUT
    return plan(
        source=SOURCE.name,
        source_id=row.pk,
        pupil_key=row.pupil.key,
        sessions=_wanted(row, ledger) if stands else (),
        signed=signed,
        reason=_REASON if may_amend else "",
        may_amend=may_amend,
        now=now,
    )


def follow_absences(*, now: dt.datetime) -> None:
    """Let E stand as it is wanted now: the calendar, the roll or what is planned elsewhere has changed. Safe to repeat."""
    today = local(now).date()
    lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    keeps_out = Q(back_on__isnull=True) | Q(back_on__gt=today)
    rows = Exclusion.objects.filter(lasts, keeps_out, kind__in=_OUT, decided_at__isnull=False)
    # All are held before the first is planned, as by whoever plans one: first the exclusion, then the plans.
    for row in list(rows.select_for_update(no_key=True).order_by("pk")):
        plan_absences(row, signed=_BY_RULE, now=now)


def _wanted(row: Exclusion, ledger: Ledger) -> list[PlannedSession]:
    spanned = spanned_by(row.as_rule, ledger.calendar, until=row.starts_on + AHEAD).sessions
    by_provider, registered = _at_a_provider(row, ledger), ledger.due_elsewhere.in_register
    return [
        PlannedSession(one.date, one.session, CODE)
        for one in spanned
        if one not in by_provider
        and (one in registered or not due_elsewhere(one, ledger.elsewhere, begun_by=row.starts_on))
    ]


def _at_a_provider(row: Exclusion, ledger: Ledger) -> set[Place]:
    """Sessions from the sixth school day on for which something else is planned elsewhere, confirmed or not."""
    run = ledger.run_of(row)
    if run is None or run.sixth is None:
        return set()
    return planned_elsewhere([row.pupil.key], run.sixth)[row.pupil.key]
