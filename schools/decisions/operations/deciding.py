"""Deciding anew: what differs from a pupil's last decision is kept, what it takes back is taken back at once.

Asked for twice, it does nothing the second time: whatever a killed worker left is done by whoever is asked next. Pupils
are held in one order, so that an answer and a decision of one pupil wait for each other.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.functions import new_keys
from foundation.database.scope import ALIAS
from schools.cases.queries.stages import policy_on
from schools.cases.rules import states
from schools.decisions.models import Answer, Decision
from schools.decisions.operations.following import follow
from schools.decisions.queries.asking import asked_of
from schools.decisions.queries.decided import PROPOSALS, newest_of
from schools.decisions.queries.facts import Ground, ground_at
from schools.decisions.rules.comparing import says_nothing
from schools.journal.operations import record_all
from schools.policy.rules import decisions as rules
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil as Asked
from schools.policy.rules.replaying import keep
from schools.roll.models import Pupil


@dataclass(frozen=True)
class Look:
    """Pupils, held and asked on a day, with the newest decision of each that is kept."""

    ground: Ground
    asked: Mapping[uuid.UUID, Asked]
    newest: Mapping[uuid.UUID, Decision]

    def made(self, pupil: uuid.UUID) -> rules.Decision:
        """What is decided of a pupil now."""
        return self.asked[pupil].decide(self.ground.today)


def hold(pupils: Collection[uuid.UUID], *, now: dt.datetime, policy: CitedPolicy | None = None) -> Look | None:
    """These pupils held until the transaction ends, and ready to be decided about; None at a school without a policy.

    By the policy in force, or by that with which a run of many parts began: one that is approved while it runs asks again
    of everybody, in a run of its own.
    """
    policy = policy or policy_on(local(now).date())
    if policy is None:
        return None
    rows = Pupil.objects.select_for_update(no_key=True).filter(pk__in=list(pupils)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    ground = ground_at(now)
    return Look(ground, asked_of(keys, policy, ground), newest_of(keys))


@transaction.atomic(using=ALIAS)
def look_at(pupils: Collection[uuid.UUID], *, now: dt.datetime, policy: CitedPolicy | None = None) -> int:
    """Decide anew of these pupils, and follow what is new; how many decisions were. `policy` as `hold` takes it."""
    look = hold(pupils, now=now, policy=policy)
    if look is None:
        return 0
    new: dict[uuid.UUID, rules.Decision] = {}
    same: list[uuid.UUID] = []
    for pupil, asked in look.asked.items():
        made, before = look.made(pupil), look.newest.get(pupil)
        if before is None:
            if not says_nothing(made, asked.policy.stages[0].key):
                new[pupil] = made
        elif rules.differs(rules.Decision.read(before.text), made) or _comes_again(before, look.ground.today):
            new[pupil] = made
        else:
            same.append(before.pk)
    Decision.objects.filter(pk__in=same, checked_on__lt=look.ground.today).update(checked_on=look.ground.today)
    _overtake([row for pupil, row in look.newest.items() if pupil in new], now=now)
    _keep(new, look, now=now)
    follow(look.asked, now=now)
    return len(new)


def _comes_again(row: Decision, today: dt.date) -> bool:
    """Whether a person put a proposal off to a day that has come."""
    answer = getattr(row, "answer", None)
    return row.move in PROPOSALS and answer is not None and answer.until is not None and answer.until <= today


def _keep(new: Mapping[uuid.UUID, rules.Decision], look: Look, *, now: dt.datetime) -> None:
    rows = [
        _row(key, pupil, made, look, now) for key, (pupil, made) in zip(new_keys(len(new)), new.items(), strict=True)
    ]
    Decision.objects.bulk_create(rows)
    details = [
        (("pupil", row.pupil_id), {"decision": str(row.pk), "move": row.move, "stage": row.stage}) for row in rows
    ]
    record_all("decision.made", details, by=SYSTEM)


def _row(key: uuid.UUID, pupil: uuid.UUID, made: rules.Decision, look: Look, now: dt.datetime) -> Decision:
    asked, today = look.asked[pupil], look.ground.today
    entered = asked.entered_under
    return Decision(
        id=key,
        pupil_id=pupil,
        as_at=today,
        made_at=now,
        checked_on=today,
        move=made.move,
        stage=made.stage,
        was=made.was,
        text=made.text,
        kept=keep(
            asked.policy,
            asked.facts,
            asked.standing,
            today,
            entered_under=None if entered is asked.policy else entered,
        ),
    )


def _overtake(rows: Collection[Decision], *, now: dt.datetime) -> None:
    """What nobody answered before the facts changed is not to be answered any more."""
    left = [row for row in rows if row.move in PROPOSALS and getattr(row, "answer", None) is None]
    state = states.DECISION.after(states.PROPOSED, "overtake")
    Answer.objects.bulk_create(
        Answer(decision=row, state=state, at=now, by_name=SYSTEM.name, by_position=SYSTEM.name) for row in left
    )
