"""What was done about a child and what is next, in words."""

import datetime as dt
from dataclasses import dataclass

from foundation.ui.numbers import clock
from schools.absence.models import Attempt, HandOver, Message
from schools.absence.operations.messages import under_way
from schools.absence.queries.following import Child
from schools.absence.rules.ladder import Channel, Outcome, Standing
from schools.roll.pages.today_lists import Tag

_OUTCOME = {
    Outcome.WRITTEN: "sent",
    Outcome.FAILED: "not sent",
    Outcome.NO_ANSWER: "no answer",
    Outcome.MESSAGE_LEFT: "message left",
    Outcome.WRONG_NUMBER: "wrong number",
    Outcome.SPOKE: "spoke",
    Outcome.SEEN: "child seen",
    Outcome.ANSWERED: "answered",
}
CHANNEL_WORDS = {Channel.TEXT: "Text", Channel.EMAIL: "Email", Channel.CALL: "Call", Channel.VISIT: "Visit"}
_STATE_TAGS = {
    Message.State.QUEUED: "requested",
    Message.State.HELD: "soon",
    Message.State.SENDING: "requested",
    Message.State.HANDED_OVER: "sent",
    Message.State.DELIVERED: "sent",
    Message.State.FAILED: "now",
    Message.State.IN_DOUBT: "now",
    Message.State.WITHDRAWN: "off",
    Message.State.LAPSED: "off",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done or came in: when, what, and the note that goes with it."""

    at: dt.datetime
    words: str
    by: str
    note: str = ""
    tag: Tag | None = None


def state_tag(message: Message) -> Tag:
    """What has become of a message, and why."""
    return Tag(_STATE_TAGS[Message.State(message.state)], message.get_state_display(), message.why)


def outcome_words(attempt: Attempt) -> str:
    """ "Call, contact 1, no answer"; with the reason that was given."""
    parts = [CHANNEL_WORDS[Channel(attempt.channel)]]
    if attempt.place is not None:
        parts.append(f"contact {attempt.place}")
    parts.append(_OUTCOME[Outcome(attempt.outcome)])
    if attempt.code:
        parts.append(f"reason {attempt.code}")
    if attempt.safe:
        parts.append("safe and well")
    return ", ".join(parts)


def so_far(child: Child) -> str:
    """The newest thing that was done; a dash for nothing."""
    if child.attempts:
        newest = child.attempts[-1]
        return f"{outcome_words(newest)} {clock(newest.at)}"
    return "–"


def clock_tag(child: Child) -> Tag | str:
    """What presses: a call now, an answer by, the next step by, or who has it."""
    stands, over = child.stands, child.hand_over
    if over is not None and over.acknowledged_at is None:
        return Tag("now", "with the lead", f"since {clock(over.at)}")
    if child.unread is not None:
        return Tag("now", "replied", f"at {clock(child.unread.at)}")
    if stands.reached:
        return Tag("soon", "enter the reason")
    if child.answer is not None:
        return Tag("soon", "answered", "for a brother or sister")
    if (message := under_way(child)) is not None:
        return state_tag(message)
    return _step_tag(child.stands)


def _step_tag(stands: Standing) -> Tag | str:
    if stands.waiting:
        return Tag("requested", f"reply by {clock(stands.due_at)}")
    if stands.next is None:
        return Tag("now", "nobody left to ask")
    if stands.now:
        return Tag("now", f"{stands.next.channel} now")
    return f"{stands.next.channel} by {clock(stands.due_at)}"


def next_words(child: Child) -> str:
    """The likely act: "Call contact 1"."""
    if child.unread is not None:
        return "Read the reply"
    if child.answer is not None and not child.stands.reached:
        return "Confirm the answer"
    if child.stands.reached:
        return "Enter the reason"
    return child.stands.next.words if child.stands.next and not under_way(child) else "Open the call sheet"


def hand_over_words(row: HandOver) -> str:
    """Why the lead has a child, since when, and who has taken it."""
    words = f"{row.get_why_display()}. Handed over at {clock(row.at)} by {row.by_name}."
    if row.acknowledged_at is not None:
        words += f" Taken over by {row.acknowledged_by} at {clock(row.acknowledged_at)}."
    if row.settled_at is not None:
        words += f" Signed off by {row.settled_by} at {clock(row.settled_at)}."
    return words
