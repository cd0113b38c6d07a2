"""Decisions as they are kept: the newest of each pupil, those that wait for a person, and who may see and answer them."""

import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from schools.cases.queries.rights import CasePolicy
from schools.cases.queries.stages import policy_on
from schools.cases.rules.rights import Level, Part
from schools.decisions.models import Decision
from schools.decisions.rules.agreeing import may_raise
from schools.policy.rules.decisions import Move
from schools.roll.models import Pupil
from schools.staff.queries import roles_on

#: What is a proposal to a person.
PROPOSALS: Final = (Move.UP.value, Move.EXIT.value)


class DecisionPolicy:
    """A permission about decisions: those of the pupils within reach of who has so much of a case's stage."""

    def __init__(self, level: Level) -> None:
        self._cases = CasePolicy(Part.STAGE, level)

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Decision]:
        rows = Decision.objects.select_related("pupil", "answer", "handed_on")
        return rows.filter(pupil__in=self.pupils(member)) if self.may(member) else rows.none()

    def pupils(self, member: Member) -> QuerySet[Pupil]:
        """The pupils within reach."""
        return self._cases.pupils(member)

    def reaches(self, member: Member, pupil: Pupil) -> bool:
        """Whether a pupil whom the reader was shown is within reach."""
        return self._cases.reaches(member, pupil)


class AgreePolicy(DecisionPolicy):
    """A permission to agree: to what one answers anyway, and to what one sees where the policy names one's role for it."""

    def __init__(self) -> None:
        super().__init__(Level.READ)
        self._writes = DecisionPolicy(Level.WRITE)

    def visible(self, member: Member) -> QuerySet[Decision]:
        rows, today = super().visible(member), clock.today()
        policy, roles = policy_on(today), roles_on(member, today)
        named = [] if policy is None else [one.key for one in policy.stages if may_raise(roles, one.key, policy)]
        writes = self._writes.pupils(member) if self._writes.may(member) else Pupil.objects.none()
        return rows.filter(Q(pupil__in=writes) | Q(move=Move.UP, stage__in=named))


see_policy: Final = DecisionPolicy(Level.READ)
answer_policy: Final = DecisionPolicy(Level.WRITE)
agree_policy: Final = AgreePolicy()


def newest_of(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, Decision]:
    """The newest decision of each of these that has one, with its answer. One query."""
    rows = Decision.objects.filter(pupil__in=list(pupils)).select_related("answer").defer("kept")
    return {row.pupil_id: row for row in rows.order_by("pupil_id", "-made_at", "-id").distinct("pupil_id")}


def waiting(member: Member) -> QuerySet[Decision]:
    """The proposals within reach that nobody has answered, the oldest first."""
    rows = see_policy.visible(member).filter(move__in=PROPOSALS, answer__isnull=True)
    return rows.defer("kept").order_by("made_at", "id")


def anything_waits() -> QuerySet[Decision]:
    """Every proposal of the school that waits: where there is none, no list of them is asked for."""
    return Decision.objects.filter(move__in=PROPOSALS, answer__isnull=True)


def decisions_of(pupil: uuid.UUID) -> QuerySet[Decision]:
    """Everything decided of one pupil, the newest first."""
    return Decision.objects.filter(pupil=pupil).select_related("answer").defer("kept").order_by("-made_at", "-id")
