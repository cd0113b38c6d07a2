"""Telephone numbers as people write them: kept as typed, with the digits a machine can dial.

A number without a country is British: it begins with 0 and has eleven digits, or ten after 01 and 0800 [Ofcom's plan]. A
number of another country is written with + or 00 and its country code. Extensions are not dialled and not accepted:
they belong into the label beside the number.
"""

import re
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Malformed

LONGEST: Final = 40
_WRITTEN = re.compile(r"[+0-9(][0-9 ().\-]*")
_BRITISH = re.compile(r"01[0-9]{8,9}|0800[0-9]{6,7}|0[2-9][0-9]{9}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_SHOWN_TRUNK: Final = "(0)"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number: `typed` is what people see, `digits` is + and the digits from the country code on."""

    typed: str
    digits: str


def parse_phone(text: str) -> Phone:
    """The number in "07700 900123", "(01632) 960 123", "+44 (0)7700 900123" or "0033 1 23 45 67 89".

    Malformed when it is none we can dial; the words say what to write.
    """
    typed = " ".join(text.split())
    if len(typed) > LONGEST or not _WRITTEN.fullmatch(typed):
        raise Malformed(
            "This is not a telephone number. Write digits, such as 07700 900123; put an extension beside it, "
            "under what the number is."
        )
    bare = typed.replace(_SHOWN_TRUNK, "") if typed.startswith(("+", "00")) else typed
    digits = re.sub(r"[ ().\-]", "", bare)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+44"):
        if not _BRITISH.fullmatch(f"0{digits[3:]}"):
            raise Malformed("A British number has ten digits after +44. Check it against the form.")
        return Phone(typed, digits)
    if digits.startswith("+"):
        if not _INTERNATIONAL.fullmatch(digits):
            raise Malformed("A number from abroad has 7 to 15 digits after the +. Check the country code.")
        return Phone(typed, digits)
    if not _BRITISH.fullmatch(digits):
        raise Malformed(
            "A British number begins with 0 and has 11 digits (after 01 sometimes 10); a number from abroad begins with + "
            "and its country code."
        )
    return Phone(typed, f"+44{digits[1:]}")
