"""The words and signs by which pages say how a share stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted
from tenants.policies.rules import notice_states
from tenants.shares.models import Share
from tenants.shares.operations.answering import thing_of
from tenants.shares.rules import states
from tenants.shares.rules.due import PLANS, is_over
from tenants.shares.rules.purposes import Moves, Purpose

#: What an officer does next, by the state of a pack.
_NEXT_OF_PACK: Final = {
    notice_states.ISSUED: "Enter the day of receipt",
    notice_states.SERVED: "Enter what is paid",
    notice_states.UNPAID: "Prosecute, or withdraw",
}
#: By what sign a state is drawn, where nothing is due: what waits for an officer stands out.
_SIGNS: Final = {
    states.RECEIVED: "soon",
    states.ASKED: "requested",
    states.ACCEPTED: "soon",
    notice_states.UNPAID: "now",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as it is drawn: a sign and a word."""

    state: str
    word: str


def state_words(share: Share) -> str:
    """How a share stands, as a page says it alone."""
    words = thing_of(share).words(share.state)
    return f"{words[0].upper()}{words[1:]}"


def state_tag(share: Share) -> Tag:
    """How a share stands, whatever is due."""
    over = is_over(Purpose(share.purpose), share.state)
    return Tag("off" if over else _SIGNS.get(share.state, "sent"), state_words(share))


def due_tag(share: Share, due: dt.date | None, today: dt.date) -> Tag:
    """How a share stands: by how much it is over its date, or that it is today's; else its state."""
    if due is None or due > today:
        return state_tag(share)
    if due == today:
        return Tag("soon", "today")
    return Tag("now", f"{counted((today - due).days, 'day')} over")


def next_words(share: Share, today: dt.date) -> str:
    """What comes next, and from whom; nothing of what is over."""
    purpose = Purpose(share.purpose)
    if is_over(purpose, share.state):
        return ""
    if share.state == states.RECEIVED:
        return "Accept or ask" if purpose.listed.moves is Moves.PACK else "Acknowledge"
    if share.state == states.ASKED:
        return f"Waiting for {share.school_name}"
    if purpose in PLANS and share.next_on is not None and share.next_on <= today:
        return "Ask for the review"
    return _NEXT_OF_PACK.get(share.state, purpose.listed.next)
