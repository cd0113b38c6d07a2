"""By what a pupil who moves is known between two schools of one trust, and for how long.

The UPN itself stands in no row above the schools. What does is its HMAC-SHA-256 under a key made for that trust alone from
secrets that are outside the database: who holds tables or backups, of this trust or of another, can try no UPN against
them. The secrets come newest first. Rows are written under the newest and found under all, so that one can be replaced.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: How long a row is kept after the pupil left, in years: our own choice and no law, as long as a notice that a parent was
#: sent counts towards the next.
KEPT_YEARS: Final = 3

#: How many bits of a digest number a key, so that the number fits a column of four bytes.
_NUMBER_BITS: Final = 31


@dataclass(frozen=True, slots=True)
class Known:
    """A pupil as they are known under one key: `key_number` says which, and tells nothing of it."""

    key_number: int
    mover: str


@dataclass(frozen=True, slots=True)
class _Key:
    number: int
    secret: bytes

    def known(self, upn: str) -> Known:
        return Known(self.number, hmac.digest(self.secret, upn.encode("ascii"), hashlib.sha256).hex())


class TrustKeys:
    """The keys of one trust, newest first."""

    def __init__(self, secrets: Sequence[str], trust_id: uuid.UUID) -> None:
        """ValueError when there is no secret: nobody may be known by nothing."""
        if not secrets:
            raise ValueError("No key is set by which a pupil who moves could be known.")
        self._keys = tuple(_key(secret, trust_id) for secret in secrets)

    def known(self, upn: str) -> tuple[Known, ...]:
        """A pupil as rows about them are written (the first), and as they may have been written before."""
        return tuple(key.known(upn) for key in self._keys)


def _key(secret: str, trust_id: uuid.UUID) -> _Key:
    """The trust's own key. Its number is a digest of it: keys need not be counted, and none is mistaken for another."""
    made = hmac.digest(secret.encode(), b"rollcall movers " + trust_id.bytes, hashlib.sha256)
    digest = hashlib.sha256(b"number of " + made).digest()
    return _Key(int.from_bytes(digest[:4], "big") >> (32 - _NUMBER_BITS), made)


def kept_until(day: dt.date) -> dt.date:
    """The last day of a row about somebody who left, or was asked after, on that day."""
    try:
        return day.replace(year=day.year + KEPT_YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + KEPT_YEARS, day=28)
