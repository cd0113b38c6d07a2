"""Unique pupil numbers: form, check letter and the ways a spreadsheet spoils them.

Thirteen characters: a check letter, the local authority's three digits, the establishment's four, two for the year and
a serial of three digits, or of two digits and a letter in a *temporary* UPN [GovTalk; CBDS26]. The letters I, O and S
are never used. There is deliberately no list of local authorities: lists go out of date, and Welsh ones issue UPNs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Malformed

LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
NEVER_USED: Final = frozenset("IOS")
LENGTH: Final = 13
WEIGHTS: Final = range(2, LENGTH + 1)

_BODY = re.compile(r"[0-9]{11}[0-9A-Z]")
_SCIENTIFIC = re.compile(r"[A-Z]?[0-9]+([.,][0-9]+)?E[+-]?[0-9]{1,3}")
_DECIMAL = re.compile(r"[0-9]+[.,]0+")
_INVISIBLE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


class UpnFault(StrEnum):
    """What is wrong with a UPN, for a list of problems to group by."""

    EMPTY = "empty"
    SCIENTIFIC = "scientific"
    START_EATEN = "start_eaten"
    LENGTH = "length"
    LETTERS = "letters"
    CHARACTERS = "characters"
    CHECK_LETTER = "check_letter"


_WORDS: Final = {
    UpnFault.EMPTY: "There is no UPN. Ask the pupil's last school, or look the pupil up before giving a temporary one.",
    UpnFault.SCIENTIFIC: (
        "A spreadsheet has turned this UPN into a number such as 1.23E+12, and its digits are lost. "
        "Export again with the column as text."
    ),
    UpnFault.START_EATEN: (
        "The start of this UPN is missing: it begins with a digit, and a UPN begins with a check letter. "
        "Export again with the column as text."
    ),
    UpnFault.LENGTH: f"A UPN has {LENGTH} characters. Check it against the last school's record.",
    UpnFault.LETTERS: (
        "A UPN never has the letters I, O or S; 1, 0 or 5 may have been meant. "
        "Check it against the last school's record."
    ),
    UpnFault.CHARACTERS: (
        "A UPN is a letter and 12 digits, or for a temporary UPN a letter, 11 digits and a letter. "
        "Check it against the last school's record."
    ),
    UpnFault.CHECK_LETTER: (
        "The check letter does not fit the other characters, so one of them is wrong. "
        "Check it against the last school's record."
    ),
}


class UpnError(Malformed):
    """Text that is not a UPN. The words never repeat it, since it may still point to a pupil."""

    def __init__(self, fault: UpnFault) -> None:
        super().__init__(_WORDS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Upn:
    """A UPN that has passed every check. `value` is its 13 characters."""

    value: str

    @property
    def temporary(self) -> bool:
        """Whether it ends in a letter: given by a school until the pupil's permanent number is known."""
        return self.value[-1].isalpha()

    @property
    def authority(self) -> str:
        """The three digits of the local authority that issued it (not always the pupil's now)."""
        return self.value[1:4]

    @property
    def establishment(self) -> str:
        """The four digits of the establishment that issued it."""
        return self.value[4:8]

    def __str__(self) -> str:
        return self.value


def check_letter(body: str) -> str:
    """The check letter for the 12 characters after it.

    Each is worth its digit, or for a final letter its place among the 23; the sum weighted by position, modulo 23, is
    the letter's place. ValueError when the body is not 11 digits and a digit or an allowed letter.
    """
    if not _BODY.fullmatch(body) or body[-1] in NEVER_USED:
        raise ValueError(
            "The part of a UPN after its check letter is 11 digits and a digit or letter other than I, O, S."
        )
    values = (int(character) if character.isdigit() else LETTERS.index(character) for character in body)
    return LETTERS[sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True)) % len(LETTERS)]


def normalise_upn(text: str) -> str:
    """Upper-case, without white space or invisible characters anywhere; text outside ASCII is not upper-cased."""
    squeezed = _INVISIBLE.sub("", text)
    return squeezed.upper() if squeezed.isascii() else squeezed


def _bad_characters(upn: str) -> bool:
    return upn[0] not in LETTERS or not _BODY.fullmatch(upn[1:])


# In order: each check may take for granted that those before it found nothing.
_CHECKS: Final[tuple[tuple[UpnFault, Callable[[str], bool]], ...]] = (
    (UpnFault.EMPTY, lambda upn: not upn),
    (UpnFault.SCIENTIFIC, lambda upn: _SCIENTIFIC.fullmatch(upn) is not None),
    (UpnFault.START_EATEN, lambda upn: upn[0].isdigit() and (len(upn) < LENGTH or _DECIMAL.fullmatch(upn) is not None)),
    (UpnFault.LENGTH, lambda upn: len(upn) != LENGTH),
    (UpnFault.LETTERS, lambda upn: not NEVER_USED.isdisjoint(upn)),
    (UpnFault.CHARACTERS, _bad_characters),
    (UpnFault.CHECK_LETTER, lambda upn: check_letter(upn[1:]) != upn[0]),
)


def parse_upn(text: str) -> Upn:
    """The UPN in a typed or imported text. UpnError, saying what to do, when it is not one."""
    upn = normalise_upn(text)
    for fault, found in _CHECKS:
        if found(upn):
            raise UpnError(fault)
    return Upn(upn)
