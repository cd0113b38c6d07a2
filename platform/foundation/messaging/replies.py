"""What people write back: made plain text, and whether it asks us to stop."""

import re
from enum import StrEnum
from typing import Final

# NUL, which PostgreSQL refuses, and the other controls but line breaks and tabs; halves of characters, which no answer can
# say back; and the marks that turn a line's direction, with which a text can show another order than it has.
_UNPLAIN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029]")

# What British networks and Twilio take as opting out, alone or with the courtesies and objects people put beside it. "Yes",
# which Twilio takes as opting in, is what parents answer to a question: only Twilio's own word for it counts.
_STOP: Final = frozenset("stop stopall unsubscribe optout cancel end quit revoke".split())
_START: Final = frozenset("start unstop optin".split())
_BESIDE: Final = frozenset("please pls thanks thank you all texts text texting messages messaging me now".split())


class Wish(StrEnum):
    """What a reply asks about further messages to its number."""

    STOP = "stop"
    START = "start"


def plain(text: str) -> str:
    """The text without what is not text, its line breaks as ours. Markup stays as the characters it is."""
    return _UNPLAIN.sub("", _BREAKS.sub("\n", text)).strip()


def wish(text: str) -> Wish | None:
    """STOP for "Stop", "STOP please!", "opt out" or "stop texting me"; None where anything else is said too.

    A longer text is for a person to read: "Stop the bus, he is in it" stops nothing.
    """
    words = re.findall(r"[a-z']+", re.sub(r"\b(opt)[ -](in|out)\b", r"\1\2", text.lower()))
    asked = [word for word in words if word not in _BESIDE]
    if len(asked) != 1 or re.search(r"\d", text):
        return None
    if asked[0] in _STOP:
        return Wish.STOP
    return Wish.START if asked[0] in _START else None
