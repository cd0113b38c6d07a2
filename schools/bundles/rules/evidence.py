"""What a bundle holds, as plain values, and what it is known by.

The same evidence has the same digest and makes the same files, whoever makes them and when: nothing in it is the moment of
making. `as_at` is the moment the evidence was frozen; later amendments are flagged beside a bundle and never change it.
"""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from schools.papers.rules.shapes import Part
from schools.registers.rules.windows import SlotMark


@dataclass(frozen=True, slots=True)
class Reading:
    """One session of the extract: what stood there, and when it was written down by whom. An empty code: nothing stood."""

    date: dt.date
    session: int
    code: str
    words: str
    minutes: int | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chronology."""

    on: dt.date
    what: str
    more: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that somebody chose to send with it, as it was uploaded."""

    document: str
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One bundle: about one child, for one parent.

    `about` are pairs of a term and words that open it; `parts` what is said on paper besides extract and chronology.
    """

    kind: str
    number: int
    as_at: dt.datetime
    authority: str
    school: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]
    chronology: tuple[Line, ...]
    attached: tuple[Attached, ...] = ()
    statement: str = ""
    signed: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, Attached], ...]:
        """Its attachments, each with the name under which it is sent: its place keeps two of one name apart."""
        return tuple((f"attachment-{place:02}.{one.kind}", one) for place, one in enumerate(self.attached, 1))

    @property
    def counted(self) -> tuple[SlotMark, ...]:
        """The sessions that it rests on."""
        return tuple(SlotMark(one.date, one.session, one.code) for one in self.readings if one.counted)

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(json.loads(canonical(asdict(self))))

    @property
    def digest(self) -> str:
        """SHA-256 of all that it holds, in hexadecimal: printed in the PDF, since no file can hold its own."""
        return sha256(canonical(asdict(self)))

    @property
    def reads(self) -> str:
        """What tells it from what it said before or will say later, whenever that is asked."""
        return sha256(canonical(asdict(self) | {"as_at": None}))

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """As it was kept."""
        kept = dict(plain)
        kept["as_at"] = dt.datetime.fromisoformat(plain["as_at"])
        kept["about"] = tuple((term, words) for term, words in plain["about"])
        kept["parts"] = tuple(map(Part.of, plain["parts"]))
        kept["readings"] = tuple(Reading(**one | {"date": _day(one["date"])}) for one in plain["readings"])
        kept["chronology"] = tuple(Line(**one | {"on": _day(one["on"])}) for one in plain["chronology"])
        kept["attached"] = tuple(Attached(**one) for one in plain["attached"])
        kept["signed"] = tuple(plain["signed"])
        return cls(**kept)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: the same value is the same bytes."""
    said = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_said)
    return said.encode()


def _said(value: Any) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    message = f"{type(value).__name__} has no place in a bundle"
    raise TypeError(message)


def sha256(content: bytes) -> str:
    """As it stands in a manifest: hexadecimal, in small letters."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of a bundle: under which name it is sent, and its bytes' hash and size."""

    name: str
    size: int
    sha256: str


def manifest(evidence: Evidence, files: tuple[MadeFile, ...]) -> bytes:
    """What is in a bundle, in canonical JSON: each file with its hash, and the digest of the evidence.

    Its own hash stands on the bundle's page, for whoever receives it to ask for.
    """
    return canonical(
        {
            "format": 1,
            "kind": evidence.kind,
            "number": evidence.number,
            "as_at": evidence.as_at,
            "authority": evidence.authority,
            "school": evidence.school,
            "evidence_sha256": evidence.digest,
            "files": [asdict(one) for one in sorted(files, key=lambda one: one.name)],
        }
    )
