"""A message, the states it passes through, and what a gateway can say about it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_REFERENCE: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


class Channel(StrEnum):
    """How a message reaches somebody."""

    TEXT = "text"
    EMAIL = "email"


class State(StrEnum):
    """Where a message is. `QUEUED` and `HELD` are its sender's to say; a gateway tells the others.

    `IN_DOUBT` says that it may have been sent: the carrier had it whole and we have no answer. It is never sent again
    before somebody has asked or looked, because whoever it is for would get it twice.
    """

    QUEUED = "queued"
    HELD = "held"
    IN_DOUBT = "in_doubt"
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    DELIVERED = "delivered"

    @property
    def said(self) -> str:
        """The state in words for a page."""
        return "may have been sent" if self is State.IN_DOUBT else self.value.replace("_", " ")


# What is told late never takes back what is known: "sent" after "delivered" is an old envelope. Delivered stands above
# failed, because carriers give up on a phone that is off and then reach it.
_RANK: Final = {state: rank for rank, state in enumerate(State)} | {State.HELD: 0}


def furthest(now: State, told: State) -> State:
    """The state after being told: the one further on; `now` where both are as far."""
    return told if _RANK[told] > _RANK[now] else now


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. Sent again, it is another message with another reference.

    `reference` is ours, unique and opaque: carriers keep it, and it stands in an address. `to` is a number's digits
    as we keep them (+447700900123) or an email address. A text has no subject.
    """

    reference: str
    channel: Channel
    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(self.reference):
            wrong = "a reference is 1 to 64 letters, digits and hyphens"
            raise ValueError(wrong)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, as far as its carrier says.

    `reason` is for people and `code` for programs, both empty where nothing went wrong; neither holds anything that the
    carrier wrote. `again` says that the message surely did not go and that the same may go later, after `wait` seconds.
    """

    state: State
    reason: str = ""
    code: str = ""
    provider_id: str = ""
    again: bool = False
    wait: int = 0


def failed(reason: str, code: str, *, again: bool = False, wait: int = 0, provider_id: str = "") -> Outcome:
    """It did not go, for sure."""
    return Outcome(State.FAILED, reason, code, provider_id, again, wait)


def in_doubt(reason: str, code: str) -> Outcome:
    """It may have been sent."""
    return Outcome(State.IN_DOUBT, reason, code)
