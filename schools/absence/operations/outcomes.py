"""What became of messages: as the carrier answered, as it was asked later, and as it tells of its own accord.

States have a rank (`foundation.messaging.furthest`): what is told late, twice or the wrong way round never takes back what
is known.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from foundation import messaging
from foundation.audit.actors import SYSTEM
from foundation.messaging import furthest
from foundation.refusals import Refused
from foundation.sealed import CannotUnseal, unseal
from schools.absence.models import Attempt, Message, MessageChild, Stopped
from schools.absence.operations.message_rows import write_messages
from schools.absence.operations.messages import midnight_after, send_later
from schools.absence.operations.sending import LOST_AFTER, SEALED_FOR, Given, as_carried, look_later
from schools.absence.queries.gateways import carrier_of
from schools.absence.rules.ladder import Outcome
from schools.absence.rules.messages import MOST_TRIES
from schools.journal.operations import record_each

#: Outbox topic: a carrier told what became of a message.
RECEIPT: Final = "absence.receipt"

#: When a carrier is asked once more: by then "we have no such message" is proof (`foundation.messaging`, SETTLES_AFTER).
_ASKED_AGAIN: Final = dt.timedelta(minutes=6)
#: Whatever is in doubt for longer is for a person.
_ASKED_FOR: Final = dt.timedelta(minutes=30)
_WAITS: Final = dt.timedelta(minutes=1)
#: Twilio's answer for a number whose holder has told it to stop.
_OPTED_OUT: Final = "twilio:21610"
#: States that a carrier's word may change. One that waits for another try may have been sent after all.
_OPEN_TO_NEWS: Final = {
    Message.State.QUEUED: messaging.State.QUEUED,
    Message.State.SENDING: messaging.State.IN_DOUBT,
    Message.State.IN_DOUBT: messaging.State.IN_DOUBT,
    Message.State.HANDED_OVER: messaging.State.HANDED_OVER,
    Message.State.FAILED: messaging.State.FAILED,
    Message.State.DELIVERED: messaging.State.DELIVERED,
    # Taken back while it waited for another try: one of those before may have gone.
    Message.State.WITHDRAWN: messaging.State.QUEUED,
}
_WENT: Final = {messaging.State.HANDED_OVER, messaging.State.DELIVERED}


@dataclass(frozen=True, slots=True)
class News:
    """What a carrier says of one message: by which try, and which id it has there."""

    key: str
    outcome: messaging.Outcome
    tries: int | None = None


def settle(news: Iterable[News], *, now: dt.datetime, retry: bool = False) -> None:
    """Write down what became of messages. With `retry`, what surely did not go is given to its carrier again, a few times.

    What is written to a family is an attempt from here on: the ladder waits for the answer. Safe to repeat.
    """
    told = {one.key: one for one in news}
    rows = Message.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=told).order_by("pk")
    changed = [row for row in rows if _apply(row, told[str(row.pk)], now, retry=retry)]
    write_messages(changed)
    _attempt([row for row in changed if row.state != Message.State.QUEUED])
    for row in changed:
        if row.state == Message.State.QUEUED:
            send_later(row.date, row.send_at)
        if row.state == Message.State.IN_DOUBT and row.claimed_at is not None:
            _ask_later(row, now)
    by_state: dict[str, list[tuple[str, uuid.UUID]]] = {}
    for row in changed:
        by_state.setdefault(row.state, []).append(("message", row.pk))
    for state, about in by_state.items():
        record_each("absence.message_state", about=about, by=SYSTEM, details={"state": state})
    _stop([row.address for row in changed if told[str(row.pk)].outcome.code == _OPTED_OUT], now)


def _apply(row: Message, news: News, now: dt.datetime, *, retry: bool) -> bool:
    """Change a message as its carrier says; whether anything is different."""
    outcome, before = news.outcome, Message.State(row.state)
    was = _OPEN_TO_NEWS.get(before)
    if was is None or row.tries == 0:
        return False
    if outcome.state is messaging.State.FAILED and news.tries not in (None, row.tries):
        return False
    if was is messaging.State.QUEUED and outcome.state not in _WENT:  # it waits for its next try, or went nowhere
        return False
    named, row.provider_id = row.provider_id, row.provider_id or outcome.provider_id[:120]
    if before is Message.State.SENDING and outcome.state is messaging.State.IN_DOUBT:
        row.state, row.why, row.state_at = Message.State.IN_DOUBT, outcome.reason[:200], now
        return True
    state = furthest(was, outcome.state)
    if state is was:
        return named != row.provider_id
    again = retry and outcome.again and row.tries < MOST_TRIES and before is Message.State.SENDING
    send_at = now + max(_WAITS * row.tries, dt.timedelta(seconds=outcome.wait))
    if again and send_at < midnight_after(row.date):
        row.state, row.send_at = Message.State.QUEUED, send_at
    else:
        row.state = Message.State(state.value)
    row.why, row.state_at, row.sealed = outcome.reason[:200], now, None
    return True


def _attempt(rows: list[Message]) -> None:
    """Note, for every child named, that it was written about: once a message, however often we hear of it."""
    named = MessageChild.objects.filter(message__in=[row.pk for row in rows], left_out="")
    messages = {row.pk: row for row in rows}
    Attempt.objects.bulk_create(
        (_attempt_of(messages[child.message_id], child) for child in named.order_by("pk")), ignore_conflicts=True
    )


def _attempt_of(message: Message, child: MessageChild) -> Attempt:
    return Attempt(
        day_id=child.day_id,
        at=message.claimed_at or message.state_at,
        channel=message.channel,
        contact_id=message.contact_id,
        place=child.place,
        outcome=Outcome.FAILED if message.state == Message.State.FAILED else Outcome.WRITTEN,
        message_id=message.pk,
        by_name=message.asked_by,
        key=f"{message.pk.hex}{child.day_id.hex}",
    )


def _stop(digits: list[str], now: dt.datetime) -> None:
    """Remember that a number takes no more texts: its holder told the carrier."""
    for one in digits:
        Stopped.objects.get_or_create(digits=one, until=None, defaults={"since": now, "by_name": "Twilio"})


def _ask_later(row: Message, now: dt.datetime) -> None:
    at = row.claimed_at + _ASKED_AGAIN if row.claimed_at else now
    if at > now:
        look_later(row.date, at.replace(second=0, microsecond=0) + dt.timedelta(minutes=1))


# Looking after what nobody settled


@dataclass(frozen=True, slots=True)
class Asked:
    """A message in doubt, as its carrier is asked about it."""

    given: Given
    sent_at: dt.datetime
    known: frozenset[str]


def find_lost(on: dt.date, *, now: dt.datetime) -> None:
    """What was claimed and never settled may have been sent: whoever claimed it is gone."""
    lost = Message.objects.filter(date=on, state=Message.State.SENDING, claimed_at__lte=now - LOST_AFTER)
    words = "Rollcall was interrupted while it was being sent"
    doubt = messaging.Outcome(messaging.State.IN_DOUBT, words, "lost")
    settle([News(str(key), doubt) for key in lost.values_list("pk", flat=True)], now=now)


def in_doubt(on: dt.date, *, school: str, now: dt.datetime) -> list[Asked]:
    """The messages in doubt about which a carrier can still be asked."""
    rows = Message.objects.filter(
        date=on, state=Message.State.IN_DOUBT, sealed__isnull=False, claimed_at__gt=now - _ASKED_FOR
    )
    asked = []
    for row in rows.order_by("pk"):
        try:
            carrier = carrier_of(row.channel)
            text = unseal(bytes(row.sealed or b"").decode("ascii"), purpose=SEALED_FOR)
        except (Refused, CannotUnseal):  # nobody can be asked: it stays for a person
            continue
        if carrier.kind == row.gateway and row.given_at is not None:
            others = Message.objects.filter(address=row.address).exclude(provider_id="").exclude(pk=row.pk)
            known = frozenset(others.values_list("provider_id", flat=True))
            asked.append(Asked(Given(str(row.pk), carrier, as_carried(row, text, school)), row.given_at, known))
    return asked


# What carriers tell


def receive(payloads: Iterable[Mapping[str, Any]], *, now: dt.datetime) -> int:
    """Take receipts as they came; how many were about no message of ours. Safe to repeat, in any order."""
    unknown = 0
    for told in payloads:
        found = _message_of(told)
        if found is None:
            unknown += 1
            continue
        outcome = messaging.Outcome(messaging.State(told["state"]), told["reason"], told["code"], told["provider_id"])
        settle([News(str(found[0]), outcome, found[1])], now=now)
    return unknown


def _message_of(told: Mapping[str, Any]) -> tuple[uuid.UUID, int | None] | None:
    """The message a receipt is about, and which try of it: by our reference, or else by the carrier's id."""
    key, _, tries = told["reference"].rpartition("-")
    try:
        row = Message.objects.filter(pk=uuid.UUID(key), gateway=told["kind"]).values_list("pk", flat=True).first()
        if row is not None:
            return row, int(tries)
    except ValueError:
        pass
    ours = (
        Message.objects.filter(provider_id=told["provider_id"], gateway=told["kind"]) if told["provider_id"] else None
    )
    row = ours.values_list("pk", flat=True).first() if ours is not None else None
    return None if row is None else (row, None)
