"""Why Twilio or a network refused a text, by Twilio's error codes [twilio.com/docs/api/errors], in words for a school."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence, and whether the same text may go to the same number later."""

    words: str
    again: bool = False


_SET_UP: Final = "Twilio refused it as its account is set up. Tell whoever looks after Twilio."
_NUMBER: Final = "This is no number that takes texts. Check it on the contact."

_CODES: Final = {
    20003: Why("Twilio refused our account or token. Tell whoever looks after Twilio."),
    20429: Why("Twilio takes no more this moment. It can be sent again.", again=True),
    14107: Why("Twilio takes no more this moment. It can be sent again.", again=True),
    21211: Why(_NUMBER),
    21214: Why(_NUMBER),
    21265: Why(_NUMBER),
    21408: Why("Twilio's account may not send texts to that country. Tell whoever looks after Twilio."),
    21602: Why("The text was empty."),
    21604: Why(_NUMBER),
    21606: Why("Our own number at Twilio cannot send this text. Tell whoever looks after Twilio."),
    21608: Why("Twilio's account is on trial and texts only numbers proved to it. Tell whoever looks after Twilio."),
    21610: Why("They answered STOP, so no text may go to this number. Ring instead."),
    21611: Why("Too many texts wait at Twilio. It can be sent again.", again=True),
    21612: Why("No network carries a text from our number to this one. Ring instead."),
    21614: Why(_NUMBER),
    21617: Why("The text has more than 1,600 characters. Shorten it."),
    30001: Why("Too many texts waited at Twilio. It can be sent again.", again=True),
    30002: Why("Twilio suspended the account. Tell whoever looks after Twilio."),
    30003: Why("The phone was off or without signal. Try another way."),
    30004: Why("The network or the phone blocks our texts. Ring instead."),
    30005: Why("The number is not in use. Check it on the contact."),
    30006: Why("The number is a landline, or its network takes no texts. Ring instead."),
    30007: Why("A network took the text for spam. Tell whoever looks after Twilio."),
    30008: Why("The network could not deliver it and did not say why. Try another way."),
    30036: Why("It lay at Twilio for too long and lapsed. It can be sent again.", again=True),
    30410: Why("The network did not answer Twilio. It can be sent again.", again=True),
}


def why(code: int) -> Why:
    """What a code of Twilio's means; what it cannot mean to us, by its number."""
    return _CODES.get(code, Why(f"{_SET_UP} Its error is number {code}." if code else _SET_UP))
