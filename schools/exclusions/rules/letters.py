"""The notice of an exclusion to parents as a letter: the school words it, and what parents must be told stands in it.

What they must be told [domain, exclusions: what the headteacher must do; partly unverified] is a field each, and no school's
text of a notice may leave one out. The sentences are those with which every notice begins (`drafts`). The letter says that
the headteacher has decided, so only who decides approves it, and signs it by that.
"""

from typing import Final

from foundation.access.permissions import Permission
from foundation.documents.merging import Field
from schools.exclusions.rules.drafts import (
    FIRST_FIVE,
    REMOTE,
    REPRESENTATIONS,
    Known,
    advice_of,
    length_of,
    meeting_of,
    reasons_of,
)
from schools.exclusions.rules.periods import Kind
from schools.letters.rules.kinds import LetterKind

_WHAT: Final = Field("what", "What was decided on", "the suspension")
_HELD: Final = (
    Field("length", "The period, or that it is permanent", "It is 16 November to 18 November 2026 (3 days)."),
    Field("reasons", "The reasons, and what happened", "The reasons are: Bullying. It happened on the bus."),
    Field("representations", "That they may make representations, and how", REPRESENTATIONS),
    Field(
        "meeting",
        "The board’s meeting, where one is required",
        "The board must consider reinstatement within 15 school days of receiving the notice.",
    ),
    Field("remote", "That they may ask to be heard remotely", REMOTE),
    Field("first_five", "Their duty in the first five school days", FIRST_FIVE),
    Field(
        "sixth_day",
        "What happens from the sixth school day",
        "It takes under six school days, so no other education has to be arranged; the school sets and marks work.",
    ),
    Field("advice", "Where there is advice, as the school has set it", "Where you can find advice: our website."),
)
_TEXT: Final = (
    "Dear {contact_name}\n\nI have decided on {what} of {pupil_name}. {length}\n\n{reasons}\n\n{representations}\n\n"
    "{meeting}\n\n{remote}\n\n{first_five}\n\n{sixth_day}\n\n{advice}\n\n"
    "If you would like to talk about this, please ring {ring}."
)


def _notice(name: str, label: str) -> LetterKind:
    return LetterKind(
        name,
        label,
        fields=(_WHAT, *_HELD),
        must_name=frozenset(one.name for one in _HELD),
        heading="About {what} of {pupil_name}",
        text=_TEXT,
        approve=Permission.DECIDE_EXCLUSIONS,
        seen_by=Permission.SEE_EXCLUSION_PAPERS,
    )


SUSPENDED: Final = _notice("suspension_notice", "Notice of a suspension")
EXCLUDED: Final = _notice("exclusion_notice", "Notice of a permanent exclusion")


def kind_for(kind: Kind) -> LetterKind:
    """The letter that tells parents of an exclusion of a kind."""
    return EXCLUDED if kind is Kind.PERMANENT else SUSPENDED


def values_of(known: Known, *, meets: str = "") -> dict[str, str]:
    """What such a letter is filled in with. `meets` is when and where the board meets, once the clerk has recorded it."""
    meeting = meeting_of(known)
    return {
        "what": known.of.lower(),
        "length": length_of(known),
        "reasons": reasons_of(known),
        "representations": REPRESENTATIONS,
        "meeting": f"{meeting} It meets on {meets}." if meeting and meets else meeting,
        "remote": REMOTE,
        "first_five": FIRST_FIVE,
        "sixth_day": known.sixth,
        "advice": advice_of(known),
    }
