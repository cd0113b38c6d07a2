"""What Today shows of messages: those that wait for a person, and how many families the ladder would write to next."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.ui.numbers import counted
from schools.absence.models import Message
from schools.absence.operations.messages import next_written
from schools.absence.pages.today_reads import read_channels, read_children
from schools.absence.pages.words import state_tag
from schools.absence.queries.following import Child
from schools.absence.queries.messages import TO_SETTLE, messages_of
from schools.absence.rules.ladder import Channel
from schools.roll.pages.today_lists import Answer, Asked, Line, Since, Tag

_ACTS = {
    Message.State.HELD: "Let it go or take it back",
    Message.State.IN_DOUBT: "Say whether it was sent",
    Message.State.FAILED: "Try another way",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """What the ladder would write next: a button for each channel that somebody carries."""

    families: Mapping[Channel, int]
    on: str

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """The channel and what its button says."""
        each = self.families.items()
        return [(one.value, f"{_VERBS[one]} {counted(count, 'family', 'families')}") for one, count in each]


_VERBS = {Channel.TEXT: "Text", Channel.EMAIL: "Email"}


def writing(asked: Asked, children: Sequence[Child]) -> Writing | None:
    """The families that the ladder writes to next; None where nobody carries the school's messages."""
    carried = asked.once(read_channels)
    recipients = [channel for _, channel in next_written(children, asked.now) if channel.value in carried]
    families = {channel: recipients.count(channel) for channel in _VERBS if channel in recipients}
    return Writing(families, asked.today.isoformat()) if carried else None


def messages_waiting(asked: Asked) -> Answer:
    """Messages that are held, may have been sent, or were not delivered and nobody has tried since."""
    children = {child.day.pk: child for child in asked.once(read_children)}
    rows = [one for one in messages_of(asked.today) if one.state in TO_SETTLE and _waits(one, children)]
    held = sum(1 for one in rows if one.state == Message.State.HELD)
    return Answer(
        heads=("About", "How", "State", "Since", "Next"),
        lines=[_line(one, asked) for one in rows],
        aside="held for a person, not delivered, or perhaps sent",
        hint=Tag("soon", f"{held} held") if held else "",
    )


def _waits(message: Message, children: Mapping[uuid.UUID, Child]) -> bool:
    """Whether a person is still needed: what failed is over once somebody was asked another way, or the child has come."""
    if message.state != Message.State.FAILED:
        return True
    about = [children[child.day_id] for child in message.children.all() if child.day_id in children]
    return any(
        not child.stands.reached
        and not any(attempt.at > message.state_at for attempt in child.attempts)
        and child.messages[-1:] == (message,)
        for child in about
    )


def _line(message: Message, asked: Asked) -> Line:
    pupils = [child.day.pupil for child in message.children.all() if not child.left_out]
    address = f"{reverse('messages', args=[asked.today.isoformat()])}#message-{message.pk}"
    return Line(
        key=str(message.pk),
        head=str(pupils[0]) if pupils else "Nobody any more",
        note=f"and {len(pupils) - 1} more" if len(pupils) > 1 else "",
        address=address,
        pupil=pupils[0].key if pupils else None,
        cells=(_VERBS[Channel(message.channel)], state_tag(message), Since(message.state_at)),
        act=_ACTS[Message.State(message.state)],
        act_address=address,
        now=message.state != Message.State.HELD,
    )
