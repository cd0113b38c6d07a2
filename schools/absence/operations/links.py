"""Sending a link to one person: looked at once more as it goes, given to the carrier, and what became of it.

It is marked before the carrier is spoken to, so that a worker killed in between leaves it as what may have been sent, and
never sent again by itself (ADR 0024).
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from foundation import clock, messaging
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from schools.absence.models import SentLink
from schools.absence.operations.sending import Sender
from schools.absence.queries.gateways import Carrier, carrier_of
from schools.journal.operations import promise_at
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work

#: How often what surely did not go is given to its carrier in all.
MOST_TRIES: Final = 3

State = SentLink.State
Row = TypeVar("Row", bound=SentLink)
UNDER_WAY: Final = (State.QUEUED, State.SENDING)
NOT_SENT: Final = (State.FAILED, State.IN_DOUBT)
#: The fields that change as one is sent.
CHANGED: Final = ("state", "why", "state_at", "tries", "to")
_ENDED: Final = {messaging.State.FAILED: State.FAILED, messaging.State.IN_DOUBT: State.IN_DOUBT}


@dataclass(frozen=True, slots=True)
class Written:
    """What goes: to whom, and the words with the link in them. Only an email has the subject."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was taken up, as its carrier gets it."""

    key: uuid.UUID
    carrier: Carrier
    message: messaging.Message


@dataclass(frozen=True, slots=True)
class Links(Generic[Row]):
    """How the links of one purpose are sent.

    `topic` is the outbox's, whose messages hold the row's key under `named`. `held` is the row, locked with what it rests
    on. `write` makes a new link, which closes the ones before; Refused when it may not go (any more). `keep` writes down
    what has become of it (`CHANGED`), with an audit line of one that did not surely go (`NOT_SENT`).
    """

    topic: str
    named: str
    held: Callable[[str], Row | None]
    write: Callable[[Row, Sender, dt.datetime], Written]
    keep: Callable[[Row], None]

    def send(self, school: School, messages: list[Message]) -> None:
        """Send those of the messages, each by itself, as the worker does."""
        sender = Sender(school.name, partial(address, host_of(school)))
        for key in dict.fromkeys(message.payload[self.named] for message in messages):
            with school_work(school):
                given = self.take_up(key, sender=sender, now=clock.now())
            if given is None:
                continue
            outcome = given.carrier.gateway.send(given.message)
            with school_work(school):
                self.settle(key, outcome, now=clock.now())

    def take_up(self, key: str, *, sender: Sender, now: dt.datetime) -> Given | None:
        """Mark one as being sent; None when it is not to be sent (any more). One that another worker has taken up and never
        settled may have been sent."""
        row = self.held(key)
        if row is None or row.state not in UNDER_WAY:
            return None
        if row.state == State.SENDING:
            self._move(row, State.IN_DOUBT, "Rollcall was interrupted while it was being sent", now)
            return None
        try:
            carrier = carrier_of(row.way)
            written = self.write(row, sender, now)
        except Refused as refused:
            self._move(row, State.FAILED, refused.first.said, now)
            return None
        row.to, row.tries = written.to, row.tries + 1
        self._move(row, State.SENDING, "", now)
        channel = messaging.Channel(row.way)
        subject = written.subject if channel is messaging.Channel.EMAIL else ""
        message = messaging.Message(f"{row.pk}-{row.tries}", channel, row.to, written.text, subject)
        return Given(row.pk, carrier, message)

    def settle(self, key: str, outcome: messaging.Outcome, *, now: dt.datetime) -> None:
        """Put down what the carrier said. What surely did not go, and may later, is tried again a few times."""
        row = self.held(key)
        if row is None or row.state != State.SENDING:
            return
        if outcome.state is messaging.State.FAILED and outcome.again and row.tries < MOST_TRIES:
            self._move(row, State.QUEUED, outcome.reason, now)
            at = now + dt.timedelta(seconds=max(outcome.wait, 60))
            promise_at(self.topic, {self.named: key}, key=f"{row.pk}-{row.tries}", at=at)
            return
        self._move(row, _ENDED.get(outcome.state, State.HANDED_OVER), outcome.reason, now)

    def _move(self, row: Row, state: State, why: str, now: dt.datetime) -> None:
        row.state, row.why, row.state_at = state, why[:200], now
        self.keep(row)
