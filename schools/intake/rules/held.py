"""What is held here of a pupil before an import, as the rules compare it."""

import uuid
from dataclasses import dataclass
from datetime import date

from schools.roll.rules.rows import Place, Spell


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A flag without an end."""

    kind: str
    starts_on: date
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldPupil:
    """A pupil as held here before the import. `key` is the row's."""

    key: uuid.UUID
    upn: str
    former_upn: str
    surname: str
    forename: str
    preferred: str
    birth: date
    sex: str
    spells: tuple[Spell, ...] = ()
    places: tuple[Place, ...] = ()
    flags: tuple[OpenFlag, ...] = ()
    #: Numbers borne before `former_upn`.
    earlier_upns: frozenset[str] = frozenset()

    @property
    def former_upns(self) -> frozenset[str]:
        """Every number borne before the one of today."""
        return self.earlier_upns | ({self.former_upn} if self.former_upn else set())

    @property
    def on_roll(self) -> bool:
        """Whether an admission is open."""
        return any(spell.ends_on is None for spell in self.spells)
