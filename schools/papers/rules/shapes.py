"""What papers are made of: parts that are said the same on screen and on paper, and lines in the order of time."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

#: Heads of columns that hold names, which a page hides while it is projected.
_OF_NAMES = ("Who", "By")
#: Heads of columns that hold numbers, which are read from the right.
_OF_NUMBERS = frozenset({"Attended", "Possible", "Rate", "Authorised", "Unauthorised", "Late"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a paper: its heading; below it facts in pairs, rows under heads, and words; `none` where it is empty.

    `shares` are how the columns share the room on paper (`foundation.documents.typesetting.Table`).
    """

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    none: str = ""
    shares: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.rows or self.words)

    @property
    def cells(self) -> tuple[tuple[tuple[str, str, bool], ...], ...]:
        """Each row's cells: what stands there, under which head, and whether it is somebody's name."""
        return tuple(
            tuple((cell, head, head in _OF_NAMES) for cell, head in zip(row, self.heads, strict=True))
            for row in self.rows
        )

    @property
    def numbers(self) -> frozenset[str]:
        """The heads of columns of numbers."""
        return _OF_NUMBERS.intersection(self.heads)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything it says, in order."""
        said = [self.heading]
        said += [text for pair in self.facts for text in pair]
        said += [text for row in self.rows for text in row if text]
        said += self.words
        return (*said, self.none) if self.is_empty and self.none else tuple(said)

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """As it was kept."""
        kept: dict[str, Any] = {name: tuple(tuple(one) for one in plain[name]) for name in ("facts", "rows")}
        kept |= {name: tuple(plain[name]) for name in ("heads", "words", "shares")}
        return cls(heading=plain["heading"], none=plain["none"], **kept)


class Because(StrEnum):
    """Why something is left out of a paper."""

    CHILD = "child"
    PERSON = "person"
    VIEW = "view"
    LETTER = "letter"
    FILE = "file"
    SENSITIVE = "sensitive"
    RESTRICTED = "restricted"

    @property
    def words(self) -> str:
        return _BECAUSE[self]

    @property
    def may_be_put_back(self) -> bool:
        """Whether a person may find that it belongs in the paper after all."""
        return self not in {Because.LETTER, Because.SENSITIVE, Because.RESTRICTED}


_BECAUSE = {
    Because.CHILD: "the name of another child of the school",
    Because.PERSON: "the name of another contact of the child",
    Because.VIEW: "what another person says",
    Because.LETTER: "a letter to another person, which bears their address",
    Because.FILE: "a file that nobody has looked through",
    Because.SENSITIVE: "a sensitive barrier",
    Because.RESTRICTED: "a restricted note",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of a case on a day. `because` says why it is left out whole; `file` is a file that is bound in for it."""

    key: str
    on: dt.date
    what: str
    more: str = ""
    by: str = ""
    at: dt.datetime | None = None
    because: Because | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a paper does not hold: of which line and why; for whoever approves it, the words around it, and a name itself."""

    key: str
    on: dt.date
    what: str
    because: Because
    words: str = ""
    name: str = ""

    @property
    def said(self) -> str:
        """What it is, in words: of a name, in which sort of line it stood."""
        return f"{self.what}: {self.because.words}" if self.name else self.because.words.capitalize()

    @property
    def may_be_put_back(self) -> bool:
        return self.because.may_be_put_back


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The earliest first; of a day, what has no hour comes first."""
    return sorted(entries, key=lambda one: (one.on, one.at is not None, one.at.timestamp() if one.at else 0.0, one.key))


def digest(parts: Sequence[Part], *more: Sequence[str]) -> str:
    """What tells this paper from one that says anything else."""
    said = [[part.plain for part in parts], [list(one) for one in more]]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def clipped(words: str, most: int) -> str:
    """Words in one line, no longer than a page for a meeting has room for."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]} …"
