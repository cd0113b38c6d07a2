"""The interface of every gateway. ADR 0021 says why it has three verbs and what each may answer."""

import datetime as dt
from collections.abc import Collection
from typing import Final, Protocol

from foundation.messaging.callbacks import Callback, Event
from foundation.messaging.messages import Channel, Message, Outcome

#: Seconds an exchange with a carrier may take, connecting and answering each.
PATIENCE: Final = 5.0
#: How long after a message was sent "we have no such message" becomes proof that it never arrived. Until then the carrier
#: may still be at work on the request whose answer we missed.
SETTLES_AFTER: Final = dt.timedelta(minutes=5)


class Gateway(Protocol):
    """A carrier of messages. Each call is one exchange; none retries, and none raises for what a carrier does."""

    name: str
    channels: frozenset[Channel]

    def send(self, message: Message) -> Outcome:
        """Give it to the carrier: handed over, failed, or in doubt. A channel it does not have is a ValueError."""

    def ask(self, message: Message, *, sent_at: dt.datetime, now: dt.datetime, known: Collection[str] = ()) -> Outcome:
        """What became of a message that was sent at that moment. Sends nothing. Both moments are of the real clock.

        `known` are the carrier's ids of other messages, so that a carrier that cannot be asked by our reference does not
        give us one of theirs. In doubt again means: ask later, and in the end let a person settle it.
        """

    def read_callback(self, callback: Callback) -> tuple[Event, ...]:
        """What the carrier tells us. Refused with `unsigned` when it is not the carrier, Malformed when it cannot be read.

        Nothing in a callback says when it was made, so one that is replayed is told by its events' ids alone.
        """
