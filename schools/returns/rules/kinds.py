"""The kinds of return, and how far one has come."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What is told. The first four are asked for by regulation 13; the others are notices that rooms above queue."""

    NEW_PUPIL = "new_pupil"
    DELETION = "deletion"
    ATTENDANCE = "attendance"
    SICKNESS = "sickness"
    PART_TIME = "part_time"
    SUSPENSION = "suspension"
    PERMANENT = "permanent"
    CME = "cme"
    EHE = "ehe"


@dataclass(frozen=True, slots=True)
class Words:
    """How people say it: one, several, and what it rests on."""

    one: str
    many: str
    source: str


WORDS: Final = MappingProxyType(
    {
        Kind.NEW_PUPIL: Words("New pupil", "New pupils", "regulation 13(1)"),
        Kind.DELETION: Words("Deletion", "Deletions", "regulation 13"),
        Kind.ATTENDANCE: Words("Attendance", "Attendance", "regulation 13, and the interval agreed"),
        Kind.SICKNESS: Words("Sickness", "Sickness", "regulation 13"),
        Kind.PART_TIME: Words("Part-time timetable", "Part-time timetables", "the authority’s own rule"),
        Kind.SUSPENSION: Words("Suspension", "Suspensions", "the exclusion regulations"),
        Kind.PERMANENT: Words("Permanent exclusion", "Permanent exclusions", "the exclusion regulations"),
        Kind.CME: Words("Missing education", "Missing education", "joint enquiries with the authority"),
        Kind.EHE: Words("Home education", "Home education", "the authority is told at once"),
    }
)
#: Those that rooms above queue.
QUEUED: Final = (Kind.PART_TIME, Kind.SUSPENSION, Kind.PERMANENT, Kind.CME, Kind.EHE)


class State(StrEnum):
    """How far a return has come.

    Checking is no state: what is missing is worked out whenever it is looked at, and nothing incomplete is approved.
    """

    DETECTED = "detected"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    NOT_NEEDED = "not_needed"
    RETREATED = "retreated"


#: What still waits for a person, and may change or retreat.
OPEN: Final = (State.DETECTED, State.DRAFTED, State.APPROVED)
#: What a person has still to put in order.
UNAPPROVED: Final = (State.DETECTED, State.DRAFTED)

STATE_WORDS: Final = MappingProxyType(
    {
        State.DETECTED: "detected",
        State.DRAFTED: "drafted",
        State.APPROVED: "approved, to send",
        State.SENT: "sent",
        State.NOT_NEEDED: "not needed",
        State.RETREATED: "retreated",
    }
)
