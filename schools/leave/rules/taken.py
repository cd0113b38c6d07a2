"""What became of leave: sessions away without it, and pupils who have not come back.

Refused and taken is G, and so is what is taken beyond the grant [R11]. G says that the purpose was a holiday,
which only a person can know: it is offered, never entered by itself. A pupil who has not returned ten school days after
leave ended may be taken off the roll on ground (h), once joint enquiries with the authority have been made [R9(1)(h)].
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError, SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.leave.rules.requests import Stretch
from schools.registers.rules.codes import MarkClass, code_on

#: Offered as G where one of these stands: nobody has explained the absence.
UNEXPLAINED: Final = frozenset({"N", "O"})
HOLIDAY: Final = "G"
#: After so many school days without a return, ground (h) is raised.
SCHOOL_DAYS_TO_RETURN: Final = 10

Codes = Mapping[SchoolSession, str]


def without_leave(
    asked: Stretch, granted: Stretch | None, sessions: Sequence[SchoolSession], codes: Codes
) -> list[SchoolSession]:
    """The sessions to offer as G: asked for and not granted, and those that follow without a return, where the mark is
    unexplained.

    `sessions` are the school's, in time order, from the first asked for on; `codes` the marks of taken registers.
    """
    found = [
        one
        for one in asked.of(sessions)
        if (granted is None or one not in granted) and codes.get(one, "") in UNEXPLAINED
    ]
    return found + _beyond(asked.last if granted is None else max(granted.last, asked.last), sessions, codes)


def _beyond(last: SchoolSession, sessions: Sequence[SchoolSession], codes: Codes) -> list[SchoolSession]:
    """The unexplained sessions that run on after the last one: until the pupil came, or another reason was given.

    Nobody runs on who was there in the last session themselves.
    """
    before = [one for one in sessions if one <= last]
    if before and came(codes.get(before[-1], ""), before[-1].date):
        return []
    found = []
    for one in sessions:
        if one <= last:
            continue
        code = codes.get(one, "")
        if code in UNEXPLAINED:
            found.append(one)
        elif code not in ("", HOLIDAY):
            break
    return found


def came(code: str, on: dt.date) -> bool:
    """Whether a mark says that the pupil attended: here, or where the school sent them."""
    return bool(code) and code_on(code, on).mark_class in (MarkClass.PRESENT, MarkClass.APPROVED)


def return_due(calendar: SchoolCalendar, last_day: dt.date) -> dt.date | None:
    """The tenth school day after leave ended: who is not back when it is over, is raised on the next day.

    The last day of leave is day 0, and only days on which the school met count. None where the calendar ends before.
    """
    try:
        return calendar.add_school_days(last_day, SCHOOL_DAYS_TO_RETURN)
    except CalendarTooShortError:
        return None


def has_not_returned(due: dt.date | None, attended: Collection[dt.date], today: dt.date) -> bool:
    """Whether ten school days are over without the pupil: `attended` are the days since leave ended on which they came."""
    return due is not None and today > due and not attended
