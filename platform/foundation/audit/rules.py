"""Seals over audit lines: what is hashed, and what a seal says about the lines as they stand now.

Lines of one place are sealed in the order of the transactions that wrote them. Each seal keeps the hash of every line it
covers and is itself hashed together with the hash of the seal before: whoever alters a line has to alter that seal and
all after it, and the copies of their hashes that left the database with the log.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HASH_BYTES = 32
#: A seal as the log tells of it: the place, the number and the hash.
LOGGED = re.compile(r"\bsealed (\S+) seal (\d+) lines \d+ hash ([0-9a-f]{64})\b")
#: What the first seal of a place is chained to.
NOTHING_BEFORE = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True)
class SealFacts:
    """One seal: its number from 1, when it was made, the lines it covers in order, and the chain."""

    number: int
    at: dt.datetime
    cluster: int
    adopts: bool
    last_transaction: int
    last_line: int
    lines: tuple[int, ...]
    hashes: bytes
    before: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 over all the rest."""
        return _hash(
            [
                *(self.number, _plain(self.at), self.cluster, self.adopts, self.last_transaction, self.last_line),
                *(list(self.lines), self.hashes.hex(), self.before.hex()),
            ]
        )

    def columns(self) -> dict[str, Any]:
        """What its row holds."""
        return {name: getattr(self, name) for name in (*self.__slots__, "hash")} | {"lines": list(self.lines)}

    def told(self, place: str) -> str:
        """What the log says of it; `rollcall audit verify --log` reads it again there (`LOGGED`)."""
        return f"sealed {place} seal {self.number} lines {len(self.lines)} hash {self.hash.hex()}"

    def hash_of(self, index: int) -> bytes:
        """The kept hash of the line at this place among `lines`."""
        return self.hashes[index * HASH_BYTES : (index + 1) * HASH_BYTES]


@dataclass(frozen=True, slots=True)
class Tampering:
    """Something that is not as it was sealed: a line (by its number) or, without one, the seal itself."""

    seal: int
    line: int | None
    what: str

    def __str__(self) -> str:
        if self.line is None:
            return f"seal {self.seal} {self.what}"
        return f"line {self.line} {self.what} (seal {self.seal})"


def line_hash(values: Mapping[str, Any]) -> bytes:
    """SHA-256 of a line, by column. What is null is left out: a column that is added later changes no older line."""
    return _hash({name: _plain(value) for name, value in values.items() if value is not None})


def broken_chain(seals: Iterable[tuple[SealFacts, bytes]]) -> Iterator[Tampering]:
    """Seals, in order and each with the hash that stands beside it, which do not follow from those before."""
    before, expected = NOTHING_BEFORE, 1
    for seal, kept in seals:
        if seal.number != expected:
            yield Tampering(expected, None, "is missing")
        elif seal.before != before or seal.hash != kept:
            yield Tampering(seal.number, None, "was altered")
        before, expected = kept, seal.number + 1


def changed_lines(seal: SealFacts, now: Mapping[int, bytes]) -> Iterator[Tampering]:
    """Lines of a seal that are missing or altered, given the hashes of those that are there now."""
    for index, line in enumerate(seal.lines):
        if line not in now:
            yield Tampering(seal.number, line, "is missing")
        elif now[line] != seal.hash_of(index):
            yield Tampering(seal.number, line, "was altered")


def _plain(value: Any) -> Any:
    """A value as JSON knows it. Moments in UTC, whatever zone they were read in."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value if isinstance(value, dict | list | str | int | float | bool) else str(value)


def _hash(said: Any) -> bytes:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()
