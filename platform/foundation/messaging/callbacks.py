"""What a carrier tells us of its own accord: that a message arrived or did not, and what somebody answered."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from foundation.messaging.messages import State
from foundation.messaging.replies import Wish
from foundation.refusals import Refused

#: Bytes a callback may have: whoever serves the address refuses a larger one unread, and none is made of it here. A reply of
#: 1,600 characters, percent-encoded with everything around it, takes 16 kB.
LARGEST_CALLBACK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Callback:
    """A request that claims to be a carrier's.

    `address` is the public one we gave the carrier, with the request's own query: built from our settings, never from the
    Host header, which is the sender's to choose. Names of `headers` are in lower case.
    """

    address: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.body) > LARGEST_CALLBACK:
            raise Refused("This request is larger than any of a carrier's.", code="too_large")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message of ours. `reference` is ours, empty when the carrier keeps none for it.

    `event_id` of every event is the same whenever the same thing is told; with it, what was seen before is known.
    """

    event_id: str
    state: State
    reference: str
    provider_id: str
    reason: str = ""
    code: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody wrote to us. `text` is plain: no markup is meant, controls are gone, its lines are kept.

    `sender` and `recipient` are numbers as we keep them where they can be read as such, else as given.
    """

    event_id: str
    sender: str = field(repr=False)
    recipient: str
    text: str = field(repr=False)
    wish: Wish | None
    pictures: int = 0
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """It is the carrier and we do not know what this is: it is noted and answered as all is well."""

    event_id: str


Event = Receipt | Reply | Unrecognised


def same_secret(given: str, ours: str) -> bool:
    """Whether both are the same, in the same time whatever they are. What we have not set opens nothing."""
    return bool(ours) and hmac.compare_digest(given.encode(errors="replace"), ours.encode())


def unsigned() -> Refused:
    """The refusal of whoever is not the carrier. It does not say what was missing."""
    return Refused("This request does not prove that it comes from the carrier.", code="unsigned")


def digest(body: bytes) -> str:
    """A name for a body that names itself by nothing else."""
    return hashlib.sha256(body).hexdigest()[:32]
