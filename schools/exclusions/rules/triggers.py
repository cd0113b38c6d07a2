"""What an exclusion obliges the governing board to do, and by when [domain, exclusions: review triggers, algorithm].

Days are totalled for one pupil over one term of this school; a lunchtime is half a day. The board's days are school days
and run from the day after it *received* the head's notice. A deadline that is missed stays to be met: what the board then
decides is valid, and is shown as late.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError, SchoolCalendar
from schools.exclusions.rules.periods import Elsewhere, Excluded, Kind, Taken, days_words, taken_by
from schools.exclusions.rules.school_terms import SchoolTerm

#: More than 15 days in a term, more than 5: in half-days.
OVER_15: Final = 30
OVER_5: Final = 10
MEET_SOON: Final = 15
MEET_ASKED: Final = 50


class Trigger(StrEnum):
    """The situations, the strongest first."""

    PEX = "pex"
    EXAM = "exam"
    OVER15 = "over15"
    OVER5 = "over5"
    UPTO5 = "upto5"

    @property
    def words(self) -> str:
        """The situation in words."""
        return {
            Trigger.PEX: "Permanent exclusion",
            Trigger.EXAM: "Would miss a public exam or national curriculum test",
            Trigger.OVER15: "More than 15 days in the term",
            Trigger.OVER5: "More than 5 and up to 15 days in the term",
            Trigger.UPTO5: "5 days or fewer in the term",
        }[self]


@dataclass(frozen=True, slots=True)
class Weighed:
    """An exclusion with what it takes and what it makes: the pupil's half-days in that term up to and with it."""

    excluded: Excluded
    taken: Taken
    term: SchoolTerm | None
    in_term: int
    trigger: Trigger

    @property
    def words(self) -> str:
        """ "16 days in Spring term 2026/27"."""
        return f"{days_words(self.in_term)} in {self.term.words}" if self.term else days_words(self.in_term)


def trigger_of(one: Excluded, half_days_in_term: int) -> Trigger:
    """The situation an exclusion makes."""
    if one.kind is Kind.PERMANENT:
        return Trigger.PEX
    if one.misses_exam:
        return Trigger.EXAM
    if half_days_in_term > OVER_15:
        return Trigger.OVER15
    return Trigger.OVER5 if half_days_in_term > OVER_5 else Trigger.UPTO5


def weigh(
    ledger: Sequence[Excluded],
    calendar: SchoolCalendar,
    terms: Sequence[SchoolTerm],
    elsewhere: Sequence[Elsewhere] = (),
    *,
    until: dt.date,
) -> list[Weighed]:
    """Every exclusion of one pupil, in the order they begin, with the situation it makes; a term's total runs up with each.

    One that runs into another term counts in each for the days it has there, and makes the stronger situation. A permanent
    one is counted up to `until`. Entering an earlier one later weighs those after it anew.
    """
    found: list[Weighed] = []
    ordered = sorted((one for one in ledger if one.counts), key=lambda one: (one.starts, one.order))
    so_far = dict.fromkeys(terms, 0)
    for one in ordered:
        taken = taken_by(one, calendar, elsewhere, until=until)
        standing: list[tuple[Trigger, int, SchoolTerm | None]] = []
        for span in terms:
            here = taken.within(span.starts_on, span.ends_on).half_days
            if here:
                so_far[span] += here
                standing.append((trigger_of(one, so_far[span]), so_far[span], span))
        trigger, in_term, term = min(
            standing or [(trigger_of(one, taken.half_days), taken.half_days, None)],
            key=lambda each: list(Trigger).index(each[0]),
        )
        found.append(Weighed(one, taken, term, in_term, trigger))
    return found


class Duty(StrEnum):
    """What the board must do."""

    MEET = "meet"
    READ = "read"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class BoardDuty:
    """What the board must do about an exclusion, by when, and whether it may reinstate the pupil.

    `by` is None while nothing is to be done, while the board's receipt is not recorded, and where the school's calendar
    ends sooner (`too_short`).
    """

    duty: Duty
    words: str
    days: int = 0
    by: dt.date | None = None
    may_reinstate: bool = False
    too_short: bool = False


def board_duty(
    trigger: Trigger, *, received_on: dt.date | None, represented: bool, calendar: SchoolCalendar
) -> BoardDuty:
    """What the board must do, from the day it received the head's notice; `represented`: parents made representations."""
    if trigger is Trigger.UPTO5:
        if not represented:
            return BoardDuty(Duty.NOTHING, "The board need not meet and cannot reinstate.")
        return BoardDuty(
            Duty.READ, "The board must consider what the parents have written. It cannot reinstate and need not meet."
        )
    if trigger is Trigger.OVER5 and not represented:
        return BoardDuty(
            Duty.NOTHING, "The board need not meet, and has no power to reinstate, unless parents make representations."
        )
    days = MEET_ASKED if trigger is Trigger.OVER5 else MEET_SOON
    words = f"The board must consider reinstatement within {days} school days of receiving the notice."
    if trigger is Trigger.EXAM:
        words = f"{words} It takes reasonable steps to meet before the exam or test."
    if received_on is None:
        return BoardDuty(Duty.MEET, words, days, may_reinstate=True)
    try:
        by = calendar.add_school_days(received_on, days)
    except CalendarTooShortError:
        return BoardDuty(Duty.MEET, words, days, may_reinstate=True, too_short=True)
    return BoardDuty(Duty.MEET, words, days, by, may_reinstate=True)


def is_late(by: dt.date | None, on: dt.date) -> bool:
    """Whether a day lies after a deadline."""
    return by is not None and on > by
