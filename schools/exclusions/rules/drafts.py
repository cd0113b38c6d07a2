"""The words with which a notice begins, from what is known of the exclusion; whoever gives it reads and changes them.

What parents must be told [domain, exclusions: what the headteacher must do]: the period or that it is permanent, the
reasons, that they may make representations and how, the board's meeting where one is required, what happens from the sixth
day, their duty in the first five, that they may ask to be heard remotely, and where there is advice. Partly unverified.
"""

from dataclasses import dataclass
from typing import Final

from schools.exclusions.rules.notices import About, To
from schools.exclusions.rules.triggers import Duty

#: Said beside every draft for parents.
TO_CONFIRM: Final = (
    "Check this against the statutory guidance in force: its content is partly unverified in our sources."
)

REPRESENTATIONS: Final = (
    "You may make representations about this decision to the governing board, in writing to its clerk at the school."
)
REMOTE: Final = "You may ask that a meeting is held remotely, and both parents are heard."
FIRST_FIVE: Final = (
    "For the first five school days we set and mark work, and you must see that your child is not in a public place in"
    " school hours without good reason."
)
#: To a pupil of 18 or older, whom nobody need see to.
_FIRST_FIVE_OWN: Final = "For the first five school days we set and mark work."


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft is made of, in words. `name` is the child's; `of` what it is: "a suspension"."""

    name: str
    of: str
    span: str
    takes: str
    reasons: str
    circumstances: str
    in_term: str
    board: str
    duty: Duty
    sixth: str
    permanent: bool
    advice: str = ""
    exam: str = ""
    cancelled_because: str = ""
    returns: str = ""
    decision: str = ""
    because: str = ""
    review: str = ""


def draft(to: To, about: About, known: Known) -> str:
    """The words a notice begins with; none for the safeguarding lead, who writes to whom the list does not name."""
    if to is To.LEAD:
        return ""
    if about is About.CANCELLED:
        return _joined(
            f"{known.of} of {known.name}, {known.span}, is cancelled.",
            f"The reason is: {known.cancelled_because}",
            f"{known.name} may be back from {known.returns}." if known.returns else "",
            "You are welcome to a meeting with the headteacher about it." if to is To.PARENTS else "",
        )
    if about is About.DECIDED:
        return _joined(
            f"The governing board has considered {known.of.lower()} of {known.name}, {known.span}.",
            f"It {known.decision}. Its reasons are: {known.because}",
            f"{known.name} is back from {known.returns}." if known.returns else "",
            known.review if to is To.PARENTS else "",
            advice_of(known) if to in _FAMILY else "",
        )
    if to in _FAMILY:
        return _to_family(to, known)
    return _joined(
        f"{known.of} of {known.name}: {known.span} ({known.takes}). Reasons: {known.reasons}.",
        known.circumstances,
        f"With it, the total is {known.in_term}. {known.board}" if to is To.BOARD else "",
        f"A public exam or national curriculum test would be missed: {known.exam}." if known.exam else "",
    )


_FAMILY: Final = (To.PARENTS, To.PUPIL)


def _to_family(to: To, known: Known) -> str:
    meets = meeting_of(known)
    return _joined(
        f"I have decided on {known.of.lower()} of {known.name}. {length_of(known)}",
        reasons_of(known),
        " ".join(filter(None, [REPRESENTATIONS, meets, REMOTE])),
        FIRST_FIVE if to is To.PARENTS else _FIRST_FIVE_OWN,
        known.sixth,
        advice_of(known),
    )


def length_of(known: Known) -> str:
    """The period, or that it is permanent."""
    return "It is permanent." if known.permanent else f"It is {known.span} ({known.takes})."


def reasons_of(known: Known) -> str:
    """The reasons, and what happened."""
    return f"The reasons are: {known.reasons}. {known.circumstances}".strip()


def meeting_of(known: Known) -> str:
    """The board's meeting; empty where none is required."""
    return known.board if known.duty is not Duty.NOTHING else ""


def advice_of(known: Known) -> str:
    """Where there is advice; empty where the school has set none."""
    return f"Where you can find advice: {known.advice}" if known.advice else ""


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
