"""The trials a trust asked for, and which of its schools have answered."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import of_plain as example_of
from tenants.trusts.models import School
from trust_reporting.trials.models import SchoolAnswer, TrustExample, TrustTrial
from trust_reporting.trials.rules import Told, of_plain


@dataclass(frozen=True, slots=True)
class Answered:
    """A school, and what it told; `why_not` where it could not try, and neither while it has not answered."""

    school: School
    told: Told | None = None
    why_not: str = ""

    @property
    def waits(self) -> bool:
        return self.told is None and not self.why_not


def trials_of(trust_id: uuid.UUID) -> QuerySet[TrustTrial]:
    """What a trust asked for, the newest first."""
    return TrustTrial.objects.filter(trust_id=trust_id)


def answers_to(trial: TrustTrial) -> Sequence[Answered]:
    """Every school of the trust, by name, with what it answered. Two queries."""
    answers = {row.school_id: row for row in SchoolAnswer.objects.filter(trial=trial)}
    schools = School.objects.filter(trust=trial.trust_id).order_by("name")
    return [_answered(school, answers.get(school.pk)) for school in schools]


def _answered(school: School, row: SchoolAnswer | None) -> Answered:
    if row is None:
        return Answered(school)
    return Answered(school, None if row.told is None else of_plain(row.told), row.why_not)


def trust_examples() -> dict[uuid.UUID, Example]:
    """The examples that the trust has added itself, by name: of the trust that the transaction works for."""
    return {row.pk: example_of(row.example) for row in TrustExample.objects.all()}
