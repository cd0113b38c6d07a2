"""The codes of education elsewhere, who can say of each whether the pupil came, and in which sessions one is expected.

K, B, W, P and V are attendance only where it is confirmed for each session; D stands by the schedule and needs no
confirmation, for that session is another school's to mark, and its report of an absence is asked for [rules.md 2, 3]. B
must be supervised in person and says the nature of the activity; so does K, though the exact wording is unverified.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.calendar.rules.sessions import SESSIONS
from schools.roll.rules.week_slots import SLOTS, slot_of

#: Due at another school.
DUE_ELSEWHERE: Final = "D"
#: Attendance there must be confirmed, session by session.
CONFIRMED_ELSEWHERE: Final = ("K", "B", "W", "P", "V")
CODES: Final = (*CONFIRMED_ELSEWHERE, DUE_ELSEWHERE)
#: Of whom the provider itself is asked by a link each day; of the others the trip leader, coach or employer is asked by
#: the officer, who writes down what they say. Which is our choice.
BY_LINK: Final = frozenset({"K", "B", DUE_ELSEWHERE})
#: The longest one placement is planned ahead: a school year and its summer. Our bound; a longer one is extended.
LONGEST: Final = dt.timedelta(days=400)

WORDS: Final = {
    "K": "Education arranged by the local authority",
    "B": "Educated off site, supervised in person",
    "W": "Work experience",
    "P": "Supervised sport",
    "V": "Educational visit or trip",
    "D": "Due at another school",
}
#: Who says whether the pupil came.
SAYS: Final = {
    "K": "the provider",
    "B": "the provider",
    "W": "the employer",
    "P": "whoever supervises the sport",
    "V": "the trip leader",
    "D": "the other school",
}


class Said(StrEnum):
    """What a place says of a pupil in one session."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return {Said.PRESENT: "Present", Said.ABSENT: "Absent", Said.UNKNOWN: "Not known"}[self]


class Stands(StrEnum):
    """How one expected session stands, the most urgent first."""

    #: What the place says could not be entered, because of what stands in the register.
    KEPT_OUT = "kept_out"
    #: The place says that the pupil did not come, and nobody here has decided what is entered.
    ABSENT = "absent"
    #: It has begun, and nobody has said whether the pupil came.
    OPEN = "open"
    #: They were asked, and did not know.
    UNKNOWN = "unknown"
    #: It has not begun.
    AHEAD = "ahead"
    #: The place has said that the pupil came, or what is entered has been decided.
    SETTLED = "settled"


def stands(said: Said | None, *, begun: bool, settled: bool, kept_out: bool = False) -> Stands:
    """How a session stands: what was said of it last, whether it has begun, whether a person has dealt with it, and whether
    the register did not take what was said."""
    if settled:
        return Stands.SETTLED
    if kept_out:
        return Stands.KEPT_OUT
    if said is Said.PRESENT:
        return Stands.SETTLED
    if said is Said.ABSENT:
        return Stands.ABSENT
    if not begun:
        return Stands.AHEAD
    return Stands.UNKNOWN if said is Said.UNKNOWN else Stands.OPEN


def sessions_between(slots: Collection[int], first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """Every session from a day to a day that is one of these of the week, in order, whether or not the school meets."""
    for number in range((last - first).days + 1):
        on = first + dt.timedelta(days=number)
        yield from ((on, session) for session in SESSIONS if slot_of(on, session) in slots)


def dates_fault(first: dt.date, last: dt.date) -> Fault | None:
    """Why a placement cannot hold from a day to a day, or None."""
    if last < first:
        return Fault("The last day is before the first.", "order", "ends_on", remedy="Correct one of the two.")
    if last - first > LONGEST:
        words = f"That is more than {LONGEST.days} days."
        return Fault(
            words, "too_long", "ends_on", remedy="Give an earlier last day; it can be moved later, after a review."
        )
    return None


def slots_fault(slots: Collection[int]) -> Fault | None:
    """Why these cannot be the sessions of a week, or None."""
    if not slots:
        return Fault("Choose at least one session of the week.", "no_sessions", "slots")
    if not set(slots) <= set(SLOTS):
        return Fault("These are not sessions of a school week.", "unknown_session", "slots")
    return None


def code_fault(code: str, *, of_school: bool, at_other_school: bool) -> Fault | None:
    """Why a code cannot be used at a place, or None.

    D is for another school where the pupil is also registered, and K never is: D is used there instead [rules.md 2].
    `of_school` when the place is a school, `at_other_school` when the roll has the pupil registered at another school for
    all of these sessions.
    """
    if code not in CODES:
        return Fault("Choose K, B, W, P, V or D.", "code", "code")
    if code == DUE_ELSEWHERE and not of_school:
        words = "D is only for another school, and this place is not one."
        return Fault(
            words,
            "not_a_school",
            "code",
            remedy="Choose another code, or say on its page that it is a school.",
        )
    if code == DUE_ELSEWHERE and not at_other_school:
        words = "The roll does not have the pupil registered at another school for all of these sessions and days."
        return Fault(
            words, "not_dual", "code", remedy="Record the registration on the pupil’s page first, or choose fewer."
        )
    if code == "K" and of_school and at_other_school:
        words = "The pupil is registered at another school then: the code is D, and not K."
        return Fault(words, "dual", "code", remedy="Choose D.")
    return None
