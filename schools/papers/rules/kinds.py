"""Papers that are handed to somebody outside the school: of which kinds, who decides on them, and what becomes of one.

That the headteacher approves a family's record, and the safeguarding lead or the headteacher whatever goes to child
protection, is the product's own choice, and no law's. So is what each kind may hold.
"""

from enum import StrEnum
from typing import Final


class PaperKind(StrEnum):
    """For whom a paper is."""

    FAMILY = "family"
    TAF = "taf"
    CIN = "cin"
    CORE = "core"
    CONFERENCE = "conference"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_restricted(self) -> bool:
        """Whether it is the safeguarding lead's and the headteacher's alone, that there is one included."""
        return self in {PaperKind.CIN, PaperKind.CORE, PaperKind.CONFERENCE}

    @property
    def is_for_agencies(self) -> bool:
        return self is not PaperKind.FAMILY


_WORDS: Final = {
    PaperKind.FAMILY: "Record for the family",
    PaperKind.TAF: "Team around the family",
    PaperKind.CIN: "Child in need meeting",
    PaperKind.CORE: "Core group",
    PaperKind.CONFERENCE: "Child protection conference",
}


class State(StrEnum):
    """What has become of a paper. From its approval on its words are fixed."""

    DRAFT = "draft"
    APPROVED = "approved"
    HANDED = "handed"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        return _STATES[self]


_STATES: Final = {
    State.DRAFT: "being prepared",
    State.APPROVED: "approved",
    State.HANDED: "handed over",
    State.DROPPED: "not needed",
}


class Chosen(StrEnum):
    """A part that whoever prepares a paper for another agency chooses. Notes that are restricted are chosen one by one."""

    ATTENDANCE = "attendance"
    STAGE = "stage"
    SUPPORT = "support"
    BARRIERS = "barriers"
    SENSITIVE = "sensitive"
    VIEWS = "views"
    CHRONOLOGY = "chronology"

    @property
    def words(self) -> str:
        return _PARTS[self]


_PARTS: Final = {
    Chosen.ATTENDANCE: "Attendance, by half-term",
    Chosen.STAGE: "Stage, and why",
    Chosen.SUPPORT: "What was offered and agreed",
    Chosen.BARRIERS: "Barriers that are not sensitive",
    Chosen.SENSITIVE: "Sensitive barriers",
    Chosen.VIEWS: "What child and parents say",
    Chosen.CHRONOLOGY: "Chronology",
}


class How(StrEnum):
    """How a paper reached whom it is for."""

    IN_PERSON = "in_person"
    POST = "post"
    SECURE_EMAIL = "secure_email"
    PORTAL = "portal"

    @property
    def words(self) -> str:
        return _HOW[self]


_HOW: Final = {
    How.IN_PERSON: "in person",
    How.POST: "by post",
    How.SECURE_EMAIL: "by secure email",
    How.PORTAL: "by the agency’s portal",
}
LONGEST_SUMMARY: Final = 4_000
LONGEST_PURPOSE: Final = 500
LONGEST_NAME: Final = 200
