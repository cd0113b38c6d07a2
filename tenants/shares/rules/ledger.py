"""By what an authority's ledger knows a child, and a child with a parent: never by name or UPN.

HMAC-SHA-256 under a key that is outside the database, and the same for all authorities: else none could answer another's
question. Spaces, case and accents do not tell two spellings apart; anything else does, which the answer says. Rows are
written under the newest key and found under all.
"""

import datetime as dt
import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: How long a notice counts towards the next, and its row is kept after that day, in years [rules.md 9].
KEPT_YEARS: Final = 3
_NUMBER_BITS: Final = 31


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as known under one key; `key_number` says under which, and tells nothing of it."""

    key_number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Child:
    """What a child is known by. All three, since a UPN may be mistyped and a name is shared."""

    upn: str
    surname: str
    birth: dt.date

    @property
    def _said(self) -> bytes:
        return "\n".join((_plain(self.upn), _plain(self.surname), self.birth.isoformat())).encode()

    def known(self, secrets: Sequence[str]) -> tuple[Known, ...]:
        """As rows about them are written (the first), and as they may have been written before. ValueError without a key."""
        return _known(secrets, b"child\n" + self._said)

    def known_with(self, parent: str, secrets: Sequence[str]) -> tuple[Known, ...]:
        """As `known`, of the child and one parent."""
        return _known(secrets, b"parent\n" + self._said + b"\n" + _plain(parent).encode())


def _plain(words: str) -> str:
    """Small letters and digits, without accents, spaces, hyphens and apostrophes."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in apart if letter.isalnum()).casefold()


def _known(secrets: Sequence[str], said: bytes) -> tuple[Known, ...]:
    if not secrets:
        raise ValueError("No key is set by which an authority's ledger could know a child.")
    keys = [hmac.digest(secret.encode(), b"rollcall ledgers of authorities", hashlib.sha256) for secret in secrets]
    return tuple(Known(_number(key), hmac.digest(key, said, hashlib.sha256).hex()) for key in keys)


def _number(key: bytes) -> int:
    digest = hashlib.sha256(b"number of " + key).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - _NUMBER_BITS)


def kept_until(issued: dt.date) -> dt.date:
    """The last day on which a notice first issued on a day is kept: while it counts for one proposed then."""
    try:
        return issued.replace(year=issued.year + KEPT_YEARS)
    except ValueError:  # 29 February
        return issued.replace(year=issued.year + KEPT_YEARS, day=28)
