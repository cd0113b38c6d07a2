"""What the registers are to expect of a placement: planned as it is agreed, and D as far as the roll goes with it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import promise
from schools.provision.models import ProvisionPlacement
from schools.provision.queries.placements import DUAL, ELSEWHERE
from schools.provision.rules.elsewhere import DUE_ELSEWHERE, sessions_between
from schools.registers.models import Plan
from schools.registers.operations.plans import PlannedSession, PlanOutcome, plan
from schools.registers.rules.plans import Standing
from schools.roll.queries import due_elsewhere
from schools.roll.queries.families import Dual
from schools.roll.queries.signing import Signature

#: Outbox topic: what is planned elsewhere of a pupil has changed. Payload `placement`.
PLANNED: Final = "provision.planned"
#: A date and its session.
Place = tuple[dt.date, int]
#: As what the system signs.
BY_RULE: Final = Signature(SYSTEM, "Provision")


def put_plans(row: ProvisionPlacement, *, may_amend: bool, signed: Signature, now: dt.datetime) -> int:
    """Have the registers expect the pupil elsewhere in exactly these sessions; in how many it does not stand.

    Refused whole when one of them may not be. Of D what is past stays as it was planned, and nothing is added: it needs no
    confirmation that could still come.
    """
    outcome = _put(row, may_amend=may_amend, signed=signed, now=now)
    if outcome.faults:
        raise Refused.because(*outcome.faults)
    return len(outcome.of(Standing.BEHIND, Standing.BY_HAND))


def _put(row: ProvisionPlacement, *, may_amend: bool, signed: Signature, now: dt.datetime) -> PlanOutcome:
    """What became of the sessions that are wanted now."""
    today = local(now).date()
    stood = set(Plan.objects.filter(source=DUAL, source_id=row.pk, date__lt=today).values_list("date", "session"))
    due = [PlannedSession(*place, DUE_ELSEWHERE) for place in sorted(stood)]
    # What is no longer wanted goes first, so that nothing stands behind it.
    if row.code == DUE_ELSEWHERE:
        away = due_elsewhere([row.pupil_id], today, row.ends_on).get(row.pupil_id, [])
        due += [PlannedSession(*place, DUE_ELSEWHERE) for place in _to_come(row, away, today)]
        wishes = [(ELSEWHERE, []), (DUAL, due)]
    else:
        agreed = sessions_between(row.slots, row.starts_on, row.ends_on)
        wanted = [PlannedSession(*place, row.code, confirmed=False) for place in agreed if place not in stood]
        wishes = [(DUAL, due), (ELSEWHERE, wanted)]
    for source, sessions in wishes:
        outcome = plan(
            source=source,
            source_id=row.pk,
            pupil_key=row.pupil.key,
            sessions=sessions,
            signed=signed,
            may_amend=may_amend,
            now=now,
        )
    promise(PLANNED, {"placement": str(row.pk)})
    return outcome


def _to_come(row: ProvisionPlacement, away: Collection[Dual], today: dt.date) -> list[Place]:
    """The sessions of a D from today on in which the roll has the pupil registered at another school."""
    agreed = sessions_between(row.slots, max(row.starts_on, today), row.ends_on)
    return [place for place in agreed if any(dual.holds(*place) for dual in away)]


@transaction.atomic(using=ALIAS)
def follow_roll(*, now: dt.datetime) -> None:
    """Let D stand from today on as far as the roll has the pupil registered at another school. Safe to repeat.

    Where it does not (any more), the session is due here again. What is agreed stays as it is written down, and what has
    been entered is amended by a person.
    """
    today = local(now).date()
    rows = ProvisionPlacement.objects.filter(code=DUE_ELSEWHERE, ends_on__gte=today).select_related("pupil")
    held = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not held:
        return
    away = due_elsewhere([row.pupil_id for row in held], today, max(row.ends_on for row in held))
    planned = _planned([row.pk for row in held], today)
    for row in held:
        if set(_to_come(row, away.get(row.pupil_id, []), today)) != planned[row.pk]:
            _put(row, may_amend=False, signed=BY_RULE, now=now)


def _planned(placements: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, set[Place]]:
    """The sessions of each D that are planned from today on."""
    found: dict[uuid.UUID, set[Place]] = defaultdict(set)
    rows = Plan.objects.filter(source=DUAL, source_id__in=placements, date__gte=today)
    for key, on, session in rows.values_list("source_id", "date", "session"):
        found[key].add((on, session))
    return found
