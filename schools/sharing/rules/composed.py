"""What a share would hold if it were agreed to now."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.refusals import Fault
from tenants.shares.rules.purposes import Snapshot


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of the school that goes with it, under the name it is sent by."""

    name: str
    document: uuid.UUID
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The facts of its purpose, files, the day of what comes next, and what is lacking before it may go.

    `pupils` are those whom one about several names.

    `facts` has the fields of its purpose alone (`tenants/shares/rules/purposes.toml`). Each of `lacking` names the field.
    """

    facts: Mapping[str, Any]
    files: Sequence[SentFile] = ()
    next_on: dt.date | None = None
    lacking: Sequence[Fault] = ()
    pupils: Sequence[uuid.UUID] = ()


#: What of the core is of the publication and not of whom it is about.
_OF_PUBLISHING: Final = ("agreed_by", "basis", "ring")


def says_the_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots tell an authority the same, whoever agreed to them: then there is nothing to publish anew."""
    return (one.purpose, one.facts, _about(one)) == (other.purpose, other.facts, _about(other))


def _about(one: Snapshot) -> dict[str, Any]:
    return {key: value for key, value in one.core.items() if key not in _OF_PUBLISHING}
