"""Claiming messages: each is looked at once more at the moment of sending, and only then given to its carrier.

What is claimed is in nobody's hands yet: whoever looks next may claim it again, and only one of the two can hand it over.
Whoever hands it over commits that first and then speaks to the carrier, so that a worker killed in between leaves what was
handed over, and nothing else, as what may have been sent: that is never sent again by itself (ADR 0024).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from foundation import messaging
from foundation.access.gate import LINKS, hash_of
from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.refusals import Refused
from foundation.sealed import seal
from schools.absence.models import Gateway, Message, MessageChild
from schools.absence.operations.answering import open_answers
from schools.absence.operations.message_rows import write_given, write_messages
from schools.absence.operations.messages import SEND, midnight_after
from schools.absence.queries.gateways import Carrier, carrier_of
from schools.absence.queries.ladders import Settings, settings_now
from schools.absence.queries.messages import CAP_HOURS, Draft, drafts_of, sent_since
from schools.absence.rules.messages import subject_of, waits_for, words_of
from schools.journal.operations import note_lapsed, promise_at, record_each
from schools.registers.queries.sheets import Timetable

#: Messages claimed together by one look, and for how long it counts: what is not handed over by then is looked at again.
AT_ONCE: Final = 100
FRESH: Final = dt.timedelta(minutes=1)
#: Messages handed to their carriers together, side by side. A worker that is killed leaves no more than these in doubt.
HANDS: Final = 10
#: After so long without an outcome, whoever claimed it is gone: it is handed over while the look is fresh, and no exchange
#: takes more than some forty seconds, where a mail server drips.
LOST_AFTER: Final = dt.timedelta(minutes=5)
#: Outbox topic: look after what was claimed and never settled, and ask carriers about what is in doubt ({"date"}).
LOOK_AFTER: Final = "absence.look_after"
#: What whole texts of messages are sealed for.
SEALED_FOR: Final = "absence.message"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the school's name, and how a path on its host becomes a public address."""

    school: str
    address_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Given:
    """A claimed message, as its carrier gets it."""

    key: str
    carrier: Carrier
    message: messaging.Message
    link_hash: str


def never_given() -> Q:
    """Claimed, and not yet handed to a carrier: whoever claimed it is about to, or is gone."""
    return Q(state=Message.State.SENDING, given_at__isnull=True)


def claim(on: dt.date, *, sender: Sender, now: dt.datetime) -> list[Given]:
    """Claim the next messages of a day whose moment has come; empty when none is left or the day is over.

    A message whose reason to be is gone is not sent; one that waits for a person is held. What somebody else has claimed and
    not handed over comes last.
    """
    if on != local(now).date():
        return []
    while True:
        # One worker at a time counts what the hour still allows.
        list(Gateway.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        due = Message.objects.select_for_update(of=("self",), no_key=True).filter(
            never_given() | Q(state=Message.State.QUEUED), date=on, send_at__lte=now
        )
        rows = list(due.order_by("state", "send_at", "pk")[:AT_ONCE])
        if not rows:
            return []
        sent = sent_since(now - CAP_HOURS, besides=[row.pk for row in rows])
        given = _Claiming(sender, settings_now(), sent, now).take(drafts_of(rows, on, timetable=Timetable.now()))
        if given:
            return given


def give(claimed: Sequence[Given], *, at: dt.datetime) -> list[Given]:
    """Put down, before anybody speaks to a carrier, that these go to theirs now: `at`, by the real clock.

    Those of them that this claim may hand over: each once, and none that was claimed again or taken out meanwhile.
    """
    mine = write_given([(one.key, one.link_hash) for one in claimed], at=at)
    return [one for one in claimed if one.key in mine]


class _Claiming:
    """One look at a few messages, and what is written down of it."""

    def __init__(self, sender: Sender, settings: Settings, sent: int, now: dt.datetime) -> None:
        self._sender, self._settings, self._sent, self._now = sender, settings, sent, now
        self._carriers: dict[str, Carrier | str] = {}
        self._changed: list[MessageChild] = []

    def take(self, drafts: list[Draft]) -> list[Given]:
        """Claim each for its carrier, unless something stands against it: then it says what."""
        going = [(draft, carrier) for draft in drafts if (carrier := self._way(draft)) is not None]
        named = [(draft.message, [child for child, _ in draft.staying]) for draft, _ in going]
        paths = open_answers(named, self._now)
        given = [self._give(draft, carrier, path) for (draft, carrier), path in zip(going, paths, strict=True)]
        messages = [draft.message for draft in drafts]
        write_messages(messages)
        MessageChild.objects.bulk_update(self._changed, ["left_out"])
        kept_back = [("message", message.pk) for message in messages if message.state != Message.State.SENDING]
        record_each("absence.message_kept_back", about=kept_back, by=SYSTEM)
        if given:
            at = (self._now + LOST_AFTER).replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
            look_later(messages[0].date, at)
        return given

    def _way(self, draft: Draft) -> Carrier | None:
        """Who carries a message that may go; None, with why in the message, for one that may not."""
        message, carrier = draft.message, self._carrier(draft.message.channel)
        for child, look in draft.children:
            if child.left_out != look.left_out:
                child.left_out = look.left_out
                self._changed.append(child)
        stopped = self._stopped(draft, carrier)
        if stopped is not None:
            message.state, message.held_for, message.why = stopped
            message.state_at, message.sealed = self._now, None
        if stopped is not None or isinstance(carrier, str):
            return None
        self._sent += 1
        return carrier

    def _stopped(self, draft: Draft, carrier: Carrier | str) -> tuple[Message.State, str, str] | None:
        """The state a message comes to instead of being sent, whom it is held for, and why: nothing is left of it, it waits
        for somebody, or it has no way to go."""
        staying = [look for _, look in draft.staying]
        if not staying:
            why = "; ".join(sorted({look.left_out for _, look in draft.children}))
            return Message.State.WITHDRAWN, "", why.capitalize()[:200]
        waits = waits_for(
            staying,
            released=bool(draft.message.released_by),
            by_lead=draft.message.released_by_lead,
            over_cap=self._sent >= self._settings.most_messages,
        )
        if waits:
            return Message.State.HELD, waits, Message.HeldFor(waits).label
        why = draft.no_address or (carrier if isinstance(carrier, str) else "")
        return (Message.State.FAILED, "", why[:200]) if why else None

    def _give(self, draft: Draft, carrier: Carrier, path: str) -> Given:
        message, names = draft.message, [look.first_name for _, look in draft.staying]
        text = self._words(names, path)
        message.body = self._words(names, f"{LINKS}…")
        message.sealed = seal(text, purpose=SEALED_FOR).encode("ascii")
        message.link_hash = hash_of(path.removeprefix(LINKS).strip("/"))
        message.address, message.gateway, message.why = draft.address, carrier.kind, ""
        if message.state != Message.State.SENDING:  # claimed before and never handed over, it is the same try
            message.state, message.tries = Message.State.SENDING, message.tries + 1
        message.claimed_at = message.state_at = self._now
        message.given_at = None
        return given_of(message, carrier, text, self._sender.school)

    def _words(self, names: list[str], path: str) -> str:
        address = self._sender.address_of(path)
        return words_of(self._sender.school, names, ring=self._settings.ring, address=address)

    def _carrier(self, channel: str) -> Carrier | str:
        """Who carries a channel, or why nobody does."""
        if channel not in self._carriers:
            try:
                self._carriers[channel] = carrier_of(channel)
            except Refused as refused:
                self._carriers[channel] = refused.first.said
        return self._carriers[channel]


def given_of(message: Message, carrier: Carrier, text: str, school: str) -> Given:
    """A message as a gateway takes it. Each try has a reference of its own, which tells us which try a receipt is about."""
    channel = messaging.Channel(message.channel)
    subject = subject_of(school) if channel is messaging.Channel.EMAIL else ""
    carried = messaging.Message(f"{message.pk}-{message.tries}", channel, message.address, text, subject)
    return Given(str(message.pk), carrier, carried, message.link_hash)


def look_later(on: dt.date, at: dt.datetime) -> None:
    """Have somebody look after what was given to a carrier by then and never settled, and ask about what is in doubt."""
    promise_at(LOOK_AFTER, {"date": on.isoformat()}, key=f"{local(at):%Y-%m-%d %H:%M}", at=at)


def lapse(on: dt.date, *, now: dt.datetime) -> int:
    """Let what was not sent by the end of its day never be sent: it is listed. How many that were. Safe to repeat."""
    if now < midnight_after(on):
        return 0
    waiting = Q(state__in=[Message.State.QUEUED, Message.State.HELD])
    rows = Message.objects.filter(waiting | never_given(), date=on)
    keys = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    if keys:
        note_lapsed(SEND, on, at=midnight_after(on))
    Message.objects.filter(pk__in=keys).update(
        state=Message.State.LAPSED, state_at=now, sealed=None, why="The day was over before it could be sent"
    )
    record_each("absence.message_lapsed", about=[("message", key) for key in keys], by=SYSTEM)
    return len(keys)
