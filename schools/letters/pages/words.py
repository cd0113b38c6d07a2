"""What is said of letters: their state, their way, what was done with them."""

from typing import Final

from foundation.clock import local
from foundation.ui.numbers import clock, middle_date
from schools.letters.models import Letter, LetterEvent
from schools.letters.rules.kinds import kinds
from schools.letters.rules.states import WORDS, State
from schools.roll.pages.today_lists import Tag

_TAGS: Final = {
    State.DRAFT: "amending",
    State.APPROVED: "requested",
    State.HELD: "soon",
    State.QUEUED: "requested",
    State.SENDING: "requested",
    State.HANDED_OVER: "sent",
    State.DELIVERED: "sent",
    State.FAILED: "now",
    State.IN_DOUBT: "now",
    State.PRINTED: "sent",
    State.WITHDRAWN: "off",
}
_DONE: Final = {
    "drafted": "Drafted",
    "changed": "Words changed",
    "approved": "Approved",
    "reopened": "Made a draft again",
    "printed": "Printed",
    "sending_asked": "To be sent by email",
    "let_go": "Let go",
    "held": "Held",
    "queued": "Not taken yet; tried again",
    "handed_over": "Given to the carrier",
    "delivered": "Delivered",
    "failed": "Not delivered",
    "in_doubt": "May have been sent",
    "settled": "Settled",
    "withdrawn": "Withdrawn",
}
TAB_WORDS: Final = {
    "drafts": "Drafts",
    "approved": "Approved",
    "waiting": "Need a person",
    "going": "Going",
    "gone": "Printed or sent",
    "withdrawn": "Withdrawn",
}


def state_tag(letter: Letter) -> Tag:
    """What has become of a letter, and why."""
    state = State(letter.state)
    return Tag(_TAGS[state], WORDS[state], letter.why)


def letter_label(letter: Letter) -> str:
    """What a letter is called: which of the policy's letters it is, where a policy words it; else its kind.

    Its heading would name the child, which a list that is projected does not.
    """
    which = str(letter.rests_on.get("letter", "")).replace("_", " ")
    return which.capitalize() or kind_label(letter.kind)


def kind_label(name: str) -> str:
    """What a kind is called; its own name where no room states it any more."""
    return next((kind.label for kind in kinds() if kind.name == name), name)


def when(letter: Letter) -> str:
    """When it came to its state; of what is queued, when it goes."""
    if letter.state == State.QUEUED and letter.send_at is not None:
        day = local(letter.send_at).date()
        on = "" if day == local(letter.state_at).date() else f" on {middle_date(day)}"
        return f"goes at {clock(letter.send_at)}{on}"
    return f"{middle_date(letter.state_at)}, {clock(letter.state_at)}"


def sent_words(letter: Letter) -> str:
    """What is said when a letter has been asked to be sent."""
    if letter.state == State.HELD:
        return "Held for a person."
    moment = f"It {when(letter)}" if letter.hold_hours else "It goes in a few minutes"
    return f"{moment}. Until then it can be withdrawn."


def event_words(event: LetterEvent) -> str:
    """What was done."""
    return _DONE.get(event.what, event.what.replace("_", " ").capitalize())
