"""The grounds on which a name may leave the admission register, reg 9 of SI 2024/208 [R8..R13; Torbay form].

A name taken off without a ground is off-rolling, so a removal without one is refused. Deletion is never retrospective.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from foundation.refusals import Malformed

NOT_COMPULSORY_AGE: Final = "9(3)"
NO_GROUND: Final = "A pupil leaves the roll only on a ground in regulation 9; choose one."


@dataclass(frozen=True, slots=True)
class LeavingGround:
    """One ground: its reference as stored ("a" to "o", or "9(3)"), what it says, and the evidence to hold for it."""

    ref: str
    words: str
    evidence: str

    @property
    def regulation(self) -> str:
        """The reference in full: "reg 9(1)(f)"."""
        return f"reg {self.ref}" if self.ref == NOT_COMPULSORY_AGE else f"reg 9(1)({self.ref})"


GROUNDS: Final = (
    LeavingGround("a", "Registered at another school", "Confirmation of the new roll, with its date"),
    LeavingGround("b", "Completed nursery and not continuing at the school", ""),
    LeavingGround("c", "Registered at another school as well, which consents", "Written consent of the other school"),
    LeavingGround("d", "School attendance order changed to name another school", "The order"),
    LeavingGround("e", "School attendance order revoked", "The local authority's notice"),
    LeavingGround("f", "Parent has written that the pupil will be educated otherwise than at school", "Letter, date"),
    LeavingGround("g", "No longer lives a reasonable distance away and is not expected back", "Address; enquiries"),
    LeavingGround("h", "Not returned 10 school days or more after leave ended", "Joint enquiries with the authority"),
    LeavingGround(
        "i",
        "Continuously absent for 20 school days or more, every mark G, N or O, and enquiries fail",
        "The run of codes; log of joint enquiries",
    ),
    LeavingGround("j", "Detained under a sentence of detention", "Release estimate"),
    LeavingGround("k", "Died", ""),
    LeavingGround("l", "Will be over compulsory school age and is not continuing to sixth form", ""),
    LeavingGround("m", "Boarder whose fees are unpaid", ""),
    LeavingGround("n", "Ceased to be a pupil of an independent or non-maintained special school", ""),
    LeavingGround("o", "Permanently excluded, reviews exhausted or waived", "Exclusion record"),
    LeavingGround(NOT_COMPULSORY_AGE, "Not of compulsory school age (nursery, sixth form)", "The reason, in words"),
)
_WRITTEN = re.compile(r"(?:REG(?:ULATION)?\.? ?)?(?:(?:9\(1\))?\(?([A-O])\)?|9\(3\))")


@cache
def _by_ref() -> dict[str, LeavingGround]:
    return {ground.ref: ground for ground in GROUNDS}


def parse_leaving_ground(text: str) -> LeavingGround:
    """The ground in "f", "(f)", "9(1)(f)", "Reg 9(1)(f)" or "9(3)". Malformed when it names none."""
    written = " ".join(text.split()).upper()
    if not written:
        raise Malformed(NO_GROUND)
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise Malformed("This is not a ground in regulation 9: write 9(1)(a) to 9(1)(o), or 9(3).")
    return _by_ref()[found[1].lower() if found[1] else NOT_COMPULSORY_AGE]


def leaving_refusal(ground: LeavingGround | None, *, compulsory_age: bool, note: str = "") -> str | None:
    """Words saying why a pupil may not leave the roll on that ground, or None when no rule here stands against it.

    `compulsory_age` is the pupil's on the leaving date. Whether the facts of the ground are true is for people to show.
    """
    if ground is None:
        return NO_GROUND
    if ground.ref == NOT_COMPULSORY_AGE and compulsory_age:
        return "Regulation 9(3) is for pupils not of compulsory school age; choose a ground in 9(1)."
    if ground.ref == NOT_COMPULSORY_AGE and not note.strip():
        return "Regulation 9(3) needs the reason in words; write it in the note."
    return None


def last_day_refusal(last_day: date, *, starts_on: date, today: date, recorded: date | None = None) -> str | None:
    """Words saying why a spell on the roll may not end on that day, or None.

    Deletion is not retrospective: a name stays until it is deleted, with the marks due until then, even when the pupil
    stopped coming earlier [Bradford, Central Beds guidance]. So no last day lies before the day it is recorded on.
    `recorded` is the last day already on record, when that is being corrected: to a later day at any time, but never
    from a day to come back to one that is past.
    """
    if last_day < starts_on:
        return "The last day on roll is before the starting day. Check both dates."
    if last_day >= today or (recorded is not None and last_day >= recorded):
        return None
    return (
        "A pupil cannot leave the roll on a day that has passed: deletion is not retrospective. "
        "Give today or a later day; the marks until then stand."
    )
