"""Bundles of evidence for an authority: of which kinds, and what becomes of one.

Only an authority prosecutes, and only it decides on a notice: a bundle asks it to. The kinds and states are the product's
own choice; which papers an authority wants is its profile's (`tenants/policies/rules/profile.py`).
"""

from enum import StrEnum
from typing import Final

from foundation.states import Move, State, Thing


class BundleKind(StrEnum):
    """What an authority is asked for."""

    PENALTY = "penalty"
    REFERRAL = "referral"
    PROSECUTION = "prosecution"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def asks(self) -> str:
        """What it asks the authority for, within a sentence."""
        return _ASKS[self]

    @property
    def is_signed(self) -> bool:
        """Whether the headteacher signs a statement and certifies the extract [rules.md 8, prosecution pack]."""
        return self is BundleKind.PROSECUTION


_WORDS: Final = {
    BundleKind.PENALTY: "Penalty notice request",
    BundleKind.REFERRAL: "Referral for legal action",
    BundleKind.PROSECUTION: "Prosecution bundle",
}
_ASKS: Final = {
    BundleKind.PENALTY: "to consider a penalty notice",
    BundleKind.REFERRAL: "to consider an order or other legal action",
    BundleKind.PROSECUTION: "to consider a prosecution",
}

DRAFT, FROZEN, SENT, ASKED = "draft", "frozen", "sent", "asked"
ACCEPTED, DECLINED, TAKEN_BACK, DROPPED = "accepted", "declined", "taken_back", "dropped"

BUNDLE: Final = Thing(
    "bundle",
    "Bundle",
    (
        State(DRAFT, "being prepared"),
        State(FROZEN, "frozen"),
        State(SENT, "sent"),
        State(ASKED, "asked about"),
        State(ACCEPTED, "accepted", over=True),
        State(DECLINED, "declined", over=True),
        State(TAKEN_BACK, "taken back", over=True),
        State(DROPPED, "not needed", over=True),
    ),
    (
        Move(
            "freeze", "frozen", (DRAFT, ASKED), FROZEN, "nothing lacking; of a prosecution, the headteacher’s signature"
        ),
        Move("send", "sent", (FROZEN,), SENT, "the day and the way"),
        Move("ask", "asked about", (SENT,), ASKED, "what the authority asks for"),
        Move("accept", "accepted", (SENT,), ACCEPTED, "the day"),
        Move("decline", "declined", (SENT, ASKED), DECLINED, "the authority’s reason"),
        Move("take_back", "taken back", (SENT, ASKED), TAKEN_BACK, "a reason"),
        Move("drop", "dropped", (DRAFT, FROZEN), DROPPED, "a reason, once it was frozen"),
    ),
)
#: States in which another bundle of the kind to the same parent would say the same twice.
OPEN: Final = (DRAFT, FROZEN, SENT, ASKED)


class How(StrEnum):
    """How a bundle reached the authority."""

    PORTAL = "portal"
    SECURE_EMAIL = "secure_email"
    IN_PERSON = "in_person"
    POST = "post"
    ROLLCALL = "rollcall"

    @property
    def words(self) -> str:
        return _HOW[self]


_HOW: Final = {
    How.PORTAL: "by the authority’s portal",
    How.SECURE_EMAIL: "by secure email",
    How.IN_PERSON: "in person",
    How.POST: "by post",
    How.ROLLCALL: "in Rollcall",
}
LONGEST_STATEMENT: Final = 8_000
LONGEST_REASON: Final = 500
#: Most school weeks that an extract goes back: a year, and the year before it.
LONGEST_PERIOD_DAYS: Final = 2 * 366
