"""What became of messages: as the carrier answered, as it was asked later, and as it tells of its own accord.

States have a rank (`foundation.messaging.furthest`): what is told late, twice or the wrong way round never takes back what
is known.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from foundation import messaging
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.messaging import furthest
from foundation.refusals import Refused
from foundation.sealed import CannotUnseal, unseal
from schools.absence.models import Message, Stopped
from schools.absence.operations.message_rows import write_messages
from schools.absence.operations.messages import SEND, midnight_after, send_later
from schools.absence.operations.sending import LOST_AFTER, SEALED_FOR, Given, given_of, look_later, never_given
from schools.absence.queries.gateways import Carrier, carrier_of
from schools.absence.rules.ladder import Outcome
from schools.absence.rules.messages import MOST_TRIES
from schools.journal.operations import promise, record_all

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
    told: dict[str, list[News]] = defaultdict(list)
    for one in news:
        told[one.key].append(one)
    if not told:
        return
    rows = Message.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=told).order_by("pk")
    changed: dict[uuid.UUID, Message] = {}
    lines: list[tuple[tuple[str, object], dict[str, Any]]] = []
    stopped = set[str]()
    for row in rows:
        for one in told[str(row.pk)]:
            if _apply(row, one, now, retry=retry):
                changed[row.pk] = row
                lines.append((("message", row.pk), {"state": row.state}))
                stopped |= {row.address} if one.outcome.code == _OPTED_OUT else set()
    write_messages(list(changed.values()))
    _attempt([row for row in changed.values() if row.state != Message.State.QUEUED])
    _later(changed.values(), now)
    record_all("absence.message_state", lines, by=SYSTEM)
    _stop(stopped, now)


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


_ATTEMPT = """
INSERT INTO absence_attempt (
  day_id, at, channel, contact_id, place, outcome, note, safe, code, message_id, by_name, by_position, key)
SELECT named.day_id, coalesce(message.claimed_at, message.state_at), message.channel, message.contact_id, named.place,
  CASE message.state WHEN %(failed)s THEN %(not_sent)s ELSE %(written)s END, '', false, '', message.id, message.asked_by, '',
  replace(message.id::text || named.day_id::text, '-', '')
FROM absence_message AS message
JOIN absence_messagechild AS named ON named.message_id = message.id
WHERE message.id = ANY(%(messages)s) AND named.left_out = ''
ORDER BY named.id
ON CONFLICT DO NOTHING
"""


def _attempt(rows: list[Message]) -> None:
    """Note, for every child named, that it was written about: once a message, however often we hear of it."""
    values: dict[str, Any] = {
        "messages": [row.pk for row in rows],
        "failed": Message.State.FAILED.value,
        "not_sent": Outcome.FAILED.value,
        "written": Outcome.WRITTEN.value,
    }
    if rows:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_ATTEMPT, values)


def _stop(digits: Collection[str], now: dt.datetime) -> None:
    """Remember that these numbers take no more texts: their holders told the carrier."""
    rows = [Stopped(digits=one, since=now, by_name="Twilio") for one in sorted(digits)]
    Stopped.objects.bulk_create(rows, ignore_conflicts=True)


def _later(rows: Iterable[Message], now: dt.datetime) -> None:
    """Have sent at its moment what is tried again, and asked about once more what is in doubt: once a moment."""
    tried, asked = set[tuple[dt.date, dt.datetime]](), set[tuple[dt.date, dt.datetime]]()
    for row in rows:
        if row.state == Message.State.QUEUED:
            tried.add((row.date, row.send_at))
        elif row.state == Message.State.IN_DOUBT and row.claimed_at is not None:
            asked.add((row.date, row.claimed_at + _ASKED_AGAIN))
    for on, at in sorted(tried):
        send_later(on, at)
    for on, at in sorted(asked):
        if at > now:
            look_later(on, at.replace(second=0, microsecond=0) + dt.timedelta(minutes=1))


# Looking after what nobody settled


@dataclass(frozen=True, slots=True)
class Asked:
    """A message in doubt, as its carrier is asked about it."""

    given: Given
    sent_at: dt.datetime
    known: frozenset[str]


def find_lost(on: dt.date, *, now: dt.datetime) -> None:
    """What was handed over and never settled may have been sent: whoever claimed it is gone. What was claimed and never
    handed over was not, and somebody looks at it again."""
    lost = Message.objects.filter(date=on, state=Message.State.SENDING, claimed_at__lte=now - LOST_AFTER)
    if lost.filter(never_given()).exists():
        promise(SEND, {"date": on.isoformat()})
    words = "Rollcall was interrupted while it was being sent"
    doubt = messaging.Outcome(messaging.State.IN_DOUBT, words, "lost")
    settle([News(str(key), doubt) for key in lost.exclude(never_given()).values_list("pk", flat=True)], now=now)


def in_doubt(on: dt.date, *, school: str, now: dt.datetime) -> list[Asked]:
    """The messages in doubt about which a carrier can still be asked."""
    found = Message.objects.filter(
        date=on, state=Message.State.IN_DOUBT, sealed__isnull=False, claimed_at__gt=now - _ASKED_FOR
    )
    rows = list(found.order_by("pk"))
    carriers = {channel: _carrier(channel) for channel in {row.channel for row in rows}}
    known = _known({row.address for row in rows})
    asked = []
    for row in rows:
        carrier = carriers[row.channel]
        try:
            text = unseal(bytes(row.sealed or b"").decode("ascii"), purpose=SEALED_FOR)
        except CannotUnseal:  # nobody can be asked: it stays for a person
            continue
        if carrier is not None and carrier.kind == row.gateway and row.given_at is not None:
            others = frozenset(name for key, name in known.get(row.address, ()) if key != row.pk)
            asked.append(Asked(given_of(row, carrier, text, school), row.given_at, others))
    return asked


def _carrier(channel: str) -> Carrier | None:
    try:
        return carrier_of(channel)
    except Refused:
        return None


def _known(addresses: Collection[str]) -> dict[str, list[tuple[uuid.UUID, str]]]:
    """What carriers call the messages that went to each of these addresses, by our keys."""
    found: dict[str, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    rows = Message.objects.filter(address__in=addresses).exclude(provider_id="")
    for address, key, name in rows.values_list("address", "pk", "provider_id"):
        found[address].append((key, name))
    return found


# What carriers tell


def receive(payloads: Iterable[Mapping[str, Any]], *, now: dt.datetime) -> int:
    """Take receipts as they came; how many were about no message of ours. Safe to repeat, in any order.

    A fixed number of statements, however many they are.
    """
    receipts = list(payloads)
    found = _messages_of(receipts)
    settle(
        [
            News(str(about[0]), _outcome_of(told), about[1])
            for told, about in zip(receipts, found, strict=True)
            if about is not None
        ],
        now=now,
    )
    return found.count(None)


def _outcome_of(told: Mapping[str, Any]) -> messaging.Outcome:
    return messaging.Outcome(messaging.State(told["state"]), told["reason"], told["code"], told["provider_id"])


def _messages_of(receipts: Sequence[Mapping[str, Any]]) -> list[tuple[uuid.UUID, int | None] | None]:
    """The message each receipt is about, and which try of it: by our reference, or else by the carrier's id."""
    references = [_reference(told["reference"]) for told in receipts]
    keys = [one[0] for one in references if one is not None]
    names = {told["provider_id"] for told in receipts} - {""}
    by_key = set(Message.objects.filter(pk__in=keys).values_list("pk", "gateway"))
    rows = Message.objects.filter(provider_id__in=names).order_by("-pk")
    by_name = {(name, kind): key for key, name, kind in rows.values_list("pk", "provider_id", "gateway")}
    found: list[tuple[uuid.UUID, int | None] | None] = []
    for told, reference in zip(receipts, references, strict=True):
        key = by_name.get((told["provider_id"], told["kind"]))
        ours = reference is not None and (reference[0], told["kind"]) in by_key
        found.append(reference if ours else None if key is None else (key, None))
    return found


def _reference(text: str) -> tuple[uuid.UUID, int] | None:
    """The key and the try that a reference of ours holds; None for any other words."""
    key, _, tries = text.rpartition("-")
    try:
        return uuid.UUID(key), int(tries)
    except ValueError:
        return None
