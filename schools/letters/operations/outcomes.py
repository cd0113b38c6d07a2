"""What became of letters that were sent: as the carrier answered, as it was asked later, and as it tells of its own accord.

States have a rank (`foundation.messaging.furthest`): what is told late, twice or the wrong way round never takes back what
is known.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from foundation import messaging
from foundation.audit.actors import SYSTEM
from foundation.messaging import furthest
from foundation.refusals import Refused
from schools.absence.queries.gateways import carrier_of
from schools.absence.rules.messages import MOST_TRIES
from schools.journal.operations import promise, promise_at
from schools.letters.models import Letter
from schools.letters.operations.events import move, note
from schools.letters.operations.filing import file_later
from schools.letters.operations.sending import LOST_AFTER, SEND, Given, due_key, look_later, message_of
from schools.letters.rules.states import State

#: A carrier is asked once more when "we have no such message" is proof (`foundation.messaging`, SETTLES_AFTER).
_ASKED_AGAIN: Final = dt.timedelta(minutes=6)
#: Whatever is in doubt for longer is for a person.
_ASKED_FOR: Final = dt.timedelta(minutes=30)
_WAITS: Final = dt.timedelta(minutes=1)
_OPEN_TO_NEWS: Final = {
    State.QUEUED: messaging.State.QUEUED,
    State.SENDING: messaging.State.IN_DOUBT,
    State.IN_DOUBT: messaging.State.IN_DOUBT,
    State.HANDED_OVER: messaging.State.HANDED_OVER,
    State.FAILED: messaging.State.FAILED,
    State.DELIVERED: messaging.State.DELIVERED,
}
_WENT: Final = {messaging.State.HANDED_OVER, messaging.State.DELIVERED}


def settle(key: uuid.UUID, outcome: messaging.Outcome, *, now: dt.datetime, tries: int | None = None) -> None:
    """Write down what became of a letter. What surely did not go, by the answer to a try, is tried again a few times.

    `tries` says which try a carrier tells of by itself. Safe to repeat.
    """
    row = Letter.objects.select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if row is None or row.tries == 0 or State(row.state) not in _OPEN_TO_NEWS:
        return
    before, was = State(row.state), _OPEN_TO_NEWS[State(row.state)]
    if outcome.state is messaging.State.FAILED and tries not in (None, row.tries):
        return
    if was is messaging.State.QUEUED and outcome.state not in _WENT:
        return
    row.provider_id = row.provider_id or outcome.provider_id[:120]
    after = _after(row, before, was, outcome, now)
    if after is None:
        row.save(update_fields=["provider_id"])
        return
    move(row, after, now, why=outcome.reason)
    row.save()
    note(row, after.value, by=SYSTEM, now=now, words=outcome.reason)
    _follow(row, now)


def _after(
    row: Letter, before: State, was: messaging.State, outcome: messaging.Outcome, now: dt.datetime
) -> State | None:
    """The state it comes to by what the carrier said; None where that is nothing new."""
    if before is State.SENDING and outcome.state is messaging.State.IN_DOUBT:
        return State.IN_DOUBT
    state = furthest(was, outcome.state)
    if state is was:
        return None
    if outcome.again and row.tries < MOST_TRIES and before is State.SENDING:
        row.send_at = now + max(_WAITS * row.tries, dt.timedelta(seconds=outcome.wait))
        return State.QUEUED
    return State(state.value)


def _follow(row: Letter, now: dt.datetime) -> None:
    """What follows from a letter's new state: another try, another question, or a file of what went."""
    if row.state == State.QUEUED and row.send_at is not None:
        promise_at(SEND, {"letter": str(row.pk)}, key=due_key(row), at=row.send_at)
    elif row.state == State.IN_DOUBT:
        look_later(row, now + _ASKED_AGAIN)
    elif row.state in (State.HANDED_OVER, State.DELIVERED):
        file_later([row])


def find_lost(key: str, *, now: dt.datetime) -> None:
    """A letter that was handed over and never settled may have been sent: whoever claimed it is gone. One that was claimed
    and never handed over was not, and somebody looks at it again."""
    row = Letter.objects.filter(pk=key, state=State.SENDING, claimed_at__lte=now - LOST_AFTER).first()
    if row is None:
        return
    if row.given_at is None:
        promise(SEND, {"letter": str(row.pk)})
        return
    words = "Rollcall was interrupted while it was being sent"
    settle(row.pk, messaging.Outcome(messaging.State.IN_DOUBT, words, "lost"), now=now)


def in_doubt(key: str, *, school: str, now: dt.datetime) -> tuple[Given, dt.datetime] | None:
    """A letter in doubt about which its carrier can still be asked, and when it was given to it."""
    row = Letter.objects.filter(pk=key, state=State.IN_DOUBT, claimed_at__gt=now - _ASKED_FOR).first()
    if row is None or row.given_at is None or row.claim is None:
        return None
    try:
        carrier = carrier_of(messaging.Channel.EMAIL.value)
    except Refused:
        return None
    if carrier.kind != row.gateway:
        return None
    return Given(row.pk, row.claim, carrier, message_of(row, school)), row.given_at


def receive(payloads: Iterable[Mapping[str, Any]], *, now: dt.datetime) -> None:
    """Take what a carrier told of letters; what it told of anything else is not ours. Safe to repeat, in any order."""
    for told in payloads:
        about = _about(told)
        if about is not None:
            outcome = messaging.Outcome(
                messaging.State(told["state"]), told["reason"], told["code"], told["provider_id"]
            )
            settle(about[0], outcome, now=now, tries=about[1])


def _about(told: Mapping[str, Any]) -> tuple[uuid.UUID, int | None] | None:
    """The letter a receipt is about and which try of it: by our reference, or else by the carrier's id."""
    key, _, tries = told["reference"].rpartition("-")
    try:
        named = uuid.UUID(key), int(tries)
    except ValueError:
        named = None
    if named is not None and Letter.objects.filter(pk=named[0], gateway=told["kind"]).exists():
        return named
    if not told["provider_id"]:
        return None
    row = Letter.objects.filter(provider_id=told["provider_id"], gateway=told["kind"]).first()
    return None if row is None else (row.pk, None)
