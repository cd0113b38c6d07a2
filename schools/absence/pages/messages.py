"""A day's messages: to whom, about whom, what has become of each, and what a person can do about it."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from foundation.ui.numbers import clock, counted, long_date
from schools.absence.models import Message
from schools.absence.operations.messages import SEND
from schools.absence.pages.words import CHANNEL_WORDS, state_tag
from schools.absence.queries.messages import messages_of
from schools.absence.rules.ladder import Channel
from schools.journal.queries import lapsed
from schools.roll.models import Pupil
from schools.roll.pages.today_lists import Tag

#: What can be done about a message in a state, and in which words its buttons say so.
ACTS = {
    Message.State.QUEUED: (("take_back", "Take back"),),
    Message.State.HELD: (("let_go", "Let it go"), ("take_back", "Take back")),
    Message.State.IN_DOUBT: (("was_sent", "It was sent"), ("was_not_sent", "It was not sent")),
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `pupils` are those of its children whom the reader reaches; names taken out stand with why."""

    message: Message
    pupils: tuple[Pupil, ...]
    taken_out: tuple[tuple[Pupil, str], ...]
    acts: tuple[tuple[str, str], ...]

    @property
    def how(self) -> str:
        return CHANNEL_WORDS[Channel(self.message.channel)]

    @property
    def state(self) -> Tag:
        return state_tag(self.message)

    @property
    def when(self) -> str:
        """When it came to that; of what is queued, when it goes."""
        if self.message.state == Message.State.QUEUED:
            return f"goes at {clock(self.message.send_at)}"
        return clock(self.message.state_at)

    @property
    def by(self) -> str:
        one = self.message
        return f"{one.asked_by}, let go by {one.released_by}" if one.released_by else one.asked_by


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The page of a day. `late` are earlier days of which something was not sent in time, until that is ticked off."""

    on: dt.date
    today: bool
    rows: tuple[MessageRow, ...]
    late: tuple[dt.date, ...] = ()

    @property
    def lede(self) -> str:
        """How many messages the day has, and how many of them wait for a person."""
        if not self.rows:
            return f"No message on {long_date(self.on)}."
        waiting = sum(1 for row in self.rows if row.message.state in (Message.State.HELD, Message.State.IN_DOUBT))
        needs = "needs" if waiting == 1 else "need"
        rest = f"{waiting} {needs} a person." if waiting else "None needs a person."
        return f"{counted(len(self.rows), 'message')} on {long_date(self.on)}. {rest}"

    @property
    def held(self) -> list[uuid.UUID]:
        """Those that one act lets go: all that are held, but for those that wait for the lead's word."""
        return [
            row.message.pk
            for row in self.rows
            if row.message.state == Message.State.HELD and row.message.held_for != Message.HeldFor.LEAD
        ]

    @property
    def shown(self) -> set[int]:
        """The compact keys of everybody the page names."""
        return {pupil.key for row in self.rows for pupil in (*row.pupils, *(one for one, _ in row.taken_out))}


def messages_page(on: dt.date, *, today: bool, reached: Collection[uuid.UUID], lead: bool) -> MessagesPage:
    """The messages about these pupils on a day; `lead` may let go what waits for the lead's word."""
    rows = [row for one in messages_of(on) if (row := _row(one, reached, today=today, lead=lead)) is not None]
    late = tuple(day for day, topic in lapsed() if topic == SEND and day < on) if today else ()
    return MessagesPage(on, today, tuple(rows), late)


def day_address(on: dt.date) -> str:
    """Where the messages of a day are."""
    return reverse("messages", args=[on.isoformat()])


def _row(message: Message, reached: Collection[uuid.UUID], *, today: bool, lead: bool) -> MessageRow | None:
    children = [child for child in message.children.all() if child.day.pupil_id in reached]
    if not children:
        return None
    acts = ACTS.get(Message.State(message.state), ())
    if not today:
        acts = tuple(one for one in acts if one[0] in ("was_sent", "was_not_sent"))
    if message.held_for == Message.HeldFor.LEAD and not lead:
        acts = tuple(one for one in acts if one[0] != "let_go")
    return MessageRow(
        message,
        tuple(child.day.pupil for child in children if not child.left_out),
        tuple((child.day.pupil, child.left_out) for child in children if child.left_out),
        acts,
    )
