"""Days on which the school does not meet: which may be entered or taken back, and what becomes of the marks.

A planned closure (INSET, polling station) holds no mark at all: # is never a pupil's. For an unplanned one the school was
to meet and could not, and its sessions hold Y4, which is no possible session. What the law does not say is our choice and
stands in docs/decisions/0019-closures.md.
"""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.calendar.rules.school_calendar import FRIDAY, DayOff, SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SESSIONS
from schools.registers.rules.codes import DUE_ELSEWHERE, UNEXPECTEDLY_CLOSED, MarkClass, code_on, refusal
from schools.registers.rules.entering import CellMark

#: The kinds that a page enters and removes; bank holidays come with the calendar.
PLANNED: Final = (DayOff.INSET, DayOff.CLOSURE)
#: What is known longer than this beforehand is planned. A choice of ours, as is the longest note.
MOST_DAYS_AHEAD: Final = 7
LONGEST_NOTE: Final = 200
HALVES: Final = {AM: "morning", PM: "afternoon"}
KIND_WORDS: Final = {
    DayOff.INSET: "INSET day",
    DayOff.CLOSURE: "planned closure",
    DayOff.BANK_HOLIDAY: "bank holiday",
    DayOff.UNPLANNED: "unplanned closure",
}


class Effect(StrEnum):
    """What an unplanned closure does to a cell."""

    FILLED = "filled"
    ELSEWHERE = "elsewhere"
    GIVES_WAY = "gives_way"
    CONFIRMED = "confirmed"
    AWAITED = "awaited"
    STAYS = "stays"


def effect_on(held: CellMark, on: dt.date, *, elsewhere: bool, awaited: bool = False) -> Effect:
    """The matrix. What somebody entered in a register stays, whatever it is: only blanks and plans are the closure's.

    A blank becomes Y4, or D where the session is due at the pupil's other school. A plan counted nowhere and its register
    will not be taken: leave from a session that is not held gives way to Y4; D and X, which say that the pupil was not
    due here, are confirmed. Where another place is to say whether the pupil came there, it still is: the trip goes on.
    """
    if held.code is None and awaited:
        return Effect.AWAITED
    if held.code is None:
        return Effect.ELSEWHERE if elsewhere else Effect.FILLED
    if not held.planned:
        return Effect.STAYS
    not_due = code_on(held.code, on).mark_class is MarkClass.NOT_POSSIBLE
    return Effect.CONFIRMED if not_due else Effect.GIVES_WAY


def becomes(held: CellMark, effect: Effect) -> str | None:
    """The code that a closure writes into a cell; None where it writes none."""
    if effect in (Effect.STAYS, Effect.AWAITED):
        return None
    if effect is Effect.CONFIRMED:
        return held.code
    return DUE_ELSEWHERE if effect is Effect.ELSEWHERE else UNEXPECTEDLY_CLOSED


# Which days


def sessions_of(session: int | None) -> tuple[int, ...]:
    """The sessions that an entry of the calendar closes: both, unless it names one."""
    return SESSIONS if session is None else (session,)


def never_held_words(calendar: SchoolCalendar, on: dt.date) -> str:
    """Why the school would not meet on a date anyway, closure or not; empty when it would."""
    if on.weekday() > FRIDAY:
        return f"{on:%A} {on.day} {on:%B %Y} is not a school day."
    if calendar.half_term_of(on) is None:
        return f"{on:%A} {on.day} {on:%B %Y} lies outside the half-terms in the school's calendar."
    return ""


def day_refusal(
    calendar: SchoolCalendar, closed_years: Collection[int], on: dt.date, session: int | None
) -> Fault | None:
    """Why a day, or one session of it, cannot be entered as one on which the school does not meet; None when it can."""
    if words := never_held_words(calendar, on):
        return Fault(words, "not_a_session", "on", remedy="Nothing need be entered for it.")
    if fault := year_refusal(calendar, closed_years, on):
        return fault
    shut = [one for one in sessions_of(session) if calendar.off_in(on, one)]
    if not shut:
        return None
    still = [one for one in sessions_of(session) if one not in shut]
    kind = KIND_WORDS[calendar.off_in(on, shut[0])[0].kind]
    day = f"{on:%A} {on.day} {on:%B}"
    when = day if session is None and not still else f"the {HALVES[shut[0]]} of {day}"
    remedy = f"Enter the {HALVES[still[0]]} alone." if still else "Take that back first, if it is wrong."
    words = f"The school is closed already on {when}: {kind}."
    return Fault(words, "closed_already", "session" if still else "on", remedy=remedy)


def year_refusal(calendar: SchoolCalendar, closed_years: Collection[int], on: dt.date) -> Fault | None:
    """Why nothing changes in a year whose registers are closed, or None."""
    if calendar.year_of(on) not in closed_years:
        return None
    return Fault(
        "The registers of this academic year are closed. Ask the headteacher to open the year again first.",
        "year_closed",
        "on",
    )


def unplanned_refusal(on: dt.date, today: dt.date) -> Fault | None:
    """Why a closure on a date cannot be an unplanned one, or None."""
    if (on - today).days > MOST_DAYS_AHEAD:
        words = f"An unplanned closure is entered at most {MOST_DAYS_AHEAD} days ahead."
        return Fault(words, "too_far_ahead", "on", remedy="Enter a planned closure.")
    unknown = refusal(UNEXPECTEDLY_CLOSED, on=on, session=AM, compulsory_age=True)
    return Fault(unknown, "code_refused", "on") if unknown is not None else None


def marks_refusal(marks: int, planned: int) -> Fault | None:
    """Why a planned closure may not be entered over marks, of which some are only planned; None where there are none."""
    if not marks:
        return None
    many = "1 mark stands" if marks == 1 else f"{marks:,} marks stand"
    of_them = "" if not planned else f", {'all' if planned == marks else f'{planned:,}'} of them only planned"
    return Fault(
        f"{many} in what would be closed{of_them}. A planned closure holds none.",
        "marks_stand",
        "on",
        remedy="Clear what is planned in the registers. If the school was to meet and could not, the closure is unplanned.",
    )


def may_be_undone(entered: dt.date, on: dt.date, today: dt.date) -> bool:
    """Whether an unplanned closure can still be undone at one stroke: on the day it was entered, or before its own is over.

    Later the registers are what people rely on, and are amended one by one.
    """
    return today <= max(entered, on)
