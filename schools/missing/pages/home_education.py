"""Home education on a case's page: who spoke of it, the writing, the talk, and what stops it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schools.cases.models import Case
from schools.missing.models import Consent, HomeEducation
from schools.missing.queries.standing import intent_row
from schools.missing.rules.home_education import DO_NOT_ENCOURAGE, Bar, Speaker, Talk


@dataclass(frozen=True, slots=True)
class HomePart:
    """What is held; `row` is None where nothing is yet. `bars` are what stops it, each with the consent that lifts it."""

    row: HomeEducation | None
    bars: Sequence[tuple[Bar, Consent | None]]

    @property
    def encourage(self) -> str:
        return DO_NOT_ENCOURAGE

    @property
    def spoke(self) -> str:
        return Speaker(self.row.spoke).words if self.row is not None and self.row.spoke else ""

    @property
    def talk(self) -> str:
        return Talk(self.row.talk).words if self.row is not None and self.row.talk else ""

    @property
    def stopped(self) -> list[Bar]:
        """The bars that no consent has lifted."""
        return [bar for bar, consent in self.bars if consent is None]


def home_part(case: Case) -> HomePart:
    """What a case holds of home education. Two queries."""
    row = intent_row(case)
    given = {one.bar: one for one in Consent.objects.filter(case=case)}
    held = row.bars or [] if row is not None else []
    return HomePart(row, [(bar, given.get(bar.value)) for bar in Bar if bar.value in held])
