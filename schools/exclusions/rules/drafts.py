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
            _advice(known) if to in _FAMILY else "",
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
    length = "It is permanent." if known.permanent else f"It is {known.span} ({known.takes})."
    meets = f" {known.board}" if known.duty is not Duty.NOTHING else ""
    return _joined(
        f"I have decided on {known.of.lower()} of {known.name}. {length}",
        f"The reasons are: {known.reasons}. {known.circumstances}",
        "You may make representations about this decision to the governing board, in writing to its clerk at the school."
        f"{meets} You may ask that a meeting is held remotely, and both parents are heard.",
        _FIRST_FIVE[to],
        known.sixth,
        _advice(known),
    )


_FIRST_FIVE: Final = {
    To.PARENTS: "For the first five school days we set and mark work, and you must see that your child is not in a public"
    " place in school hours without good reason.",
    To.PUPIL: "For the first five school days we set and mark work.",
}


def _advice(known: Known) -> str:
    return f"Where you can find advice: {known.advice}" if known.advice else ""


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
