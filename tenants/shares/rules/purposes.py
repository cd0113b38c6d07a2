"""What a share is for, and what it may then hold: the closed lists of `purposes.toml`.

A school's worker makes a `Snapshot` of plain values; one with a field that its purpose does not list is refused before it
leaves the school, and again before it is shown. So widening a share takes a line in that file.
"""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Self

#: Letters of one text. A date is kept in ISO form; rows hold texts under the keys of their columns.
LONGEST_TEXT: Final = 4_000


class Purpose(StrEnum):
    """What something is shared for."""

    PENALTY_PACK = "penalty_pack"
    IMPROVEMENT = "improvement"
    TEN_DAYS = "ten_days"
    IRREGULAR = "irregular"
    SICKNESS = "sickness"
    PART_TIME = "part_time"
    ELSEWHERE = "elsewhere"
    NEW_PUPIL = "new_pupil"
    LEAVER = "leaver"
    MISSING = "missing"
    HOME_EDUCATION = "home_education"
    MEETING = "meeting"
    SOCIAL_WORKER = "social_worker"

    @property
    def listed(self) -> "Listed":
        """What the file says of it."""
        return _purposes()[self]

    @property
    def words(self) -> str:
        return self.listed.words

    @property
    def restricted(self) -> bool:
        """Whether it is in the safeguarding lead's hands alone."""
        return self.listed.restricted


class Moves(StrEnum):
    """By which table of states a share moves."""

    PACK = "pack"
    TOLD = "told"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key, the words it is shown under, its kind, and of rows their columns with theirs."""

    key: str
    words: str
    kind: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A purpose as the file has it. It is kept `kept_days` after the day in `kept_from`, or after it was published or
    answered. One that is `restricted` is the safeguarding lead's alone.
    """

    words: str
    source: str
    moves: Moves
    fields: Mapping[str, Field]
    kept_days: int
    kept_from: str
    next: str
    restricted: bool


#: How long what an authority has not answered is kept, where that is counted from its answer: our own choice.
UNANSWERED_DAYS: Final = 365
ANSWERED: Final = "answered"
#: Kept from the day on which its newest version was published.
PUBLISHED: Final = "published"


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files("tenants.shares.rules").joinpath("purposes.toml").read_text(encoding="utf-8"))


def _field(key: str, said: list[Any]) -> Field:
    words, kind, *columns = said
    return Field(key, words, kind, MappingProxyType(columns[0] if columns else {}))


@cache
def core_fields() -> Mapping[str, Field]:
    """What every share holds of whom it is about."""
    return MappingProxyType({key: _field(key, said) for key, said in _file()["core"].items()})


@cache
def _purposes() -> Mapping[Purpose, Listed]:
    return MappingProxyType({purpose: _listed(_file()[purpose.value]) for purpose in Purpose})


def _listed(said: Mapping[str, Any]) -> Listed:
    fields = MappingProxyType({key: _field(key, one) for key, one in said["fields"].items()})
    kept = said["expires"]
    return Listed(
        words=said["words"],
        source=said["source"],
        moves=Moves(said["moves"]),
        fields=fields,
        kept_days=kept["days"],
        kept_from=kept["from"],
        next=said["next"],
        restricted=said.get("restricted", False),
    )


@cache
def restricted_purposes() -> tuple[str, ...]:
    """Those of which nobody at a school learns but who keeps restricted flags."""
    return tuple(one.value for one in Purpose if one.restricted)


class UnlistedError(ValueError):
    """A share holds what its purpose does not list, or in another form. Names the field and never what stands in it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one publication of a share holds: nothing else of the school can be reached from it.

    `core` is who it is about; `facts` what is told. Of a meeting, which is about several, the core names the school alone.
    """

    purpose: Purpose
    core: Mapping[str, Any]
    facts: Mapping[str, Any]

    def __post_init__(self) -> None:
        """UnlistedError for a field, a column or a form that is not of its purpose."""
        _check(core_fields(), self.core)
        _check(self.purpose.listed.fields, self.facts)

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"purpose": self.purpose.value, "core": dict(self.core), "facts": dict(self.facts)}

    @property
    def digest(self) -> str:
        """SHA-256 of what it holds: the same value has the same digest."""
        said = json.dumps(self.plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """As it was kept; checked again."""
        return cls(Purpose(plain["purpose"]), plain["core"], plain["facts"])

    @property
    def about(self) -> str:
        """Whom it is about, as a list names them."""
        name = f"{self.core.get('forename', '')} {self.core.get('surname', '')}".strip()
        return name or str(self.core["school"])

    def told(self) -> Iterator[tuple[Field, Any]]:
        """Its facts in the order of the file, without those that are empty."""
        for key, field in self.purpose.listed.fields.items():
            if self.facts.get(key) not in (None, "", []):
                yield field, self.facts[key]


def _check(fields: Mapping[str, Field], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            message = f"{key} is not shared for this purpose"
            raise UnlistedError(message)
        if value is not None and not _fits(field, value):
            message = f"{key} is no {field.kind}"
            raise UnlistedError(message)


def _fits(field: Field, value: Any) -> bool:
    if field.kind == "rows":
        return isinstance(value, list) and all(_is_row(field, row) for row in value)
    if field.kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if field.kind == "yes":
        return isinstance(value, bool)
    return (
        isinstance(value, str) and len(value) <= LONGEST_TEXT and (field.kind != "date" or not value or _is_day(value))
    )


def _is_row(field: Field, row: Any) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() <= field.columns.keys()
        and all(isinstance(one, str) for one in row.values())
    )


def _is_day(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def kept_until(snapshot: Snapshot, published: dt.date) -> dt.date:
    """The last day on which a share may be opened, when it was published on a day and nobody ends or answers it.

    What is kept from its answer is kept `UNANSWERED_DAYS` while there is none.
    """
    listed = snapshot.purpose.listed
    if listed.kept_from == ANSWERED:
        return published + dt.timedelta(UNANSWERED_DAYS)
    from_day = snapshot.facts.get(listed.kept_from)
    begins = dt.date.fromisoformat(from_day) if from_day else published
    return max(begins, published) + dt.timedelta(listed.kept_days)


def kept_after(purpose: Purpose, answered: dt.date) -> dt.date | None:
    """The last day once the authority has answered on a day; None where the purpose is not kept from its answer.

    Both ends reckon by this: each further move of a notice is an answer too, so that a pack is kept from the last of them.
    """
    listed = purpose.listed
    return answered + dt.timedelta(listed.kept_days) if listed.kept_from == ANSWERED else None
