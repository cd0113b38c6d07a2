"""Marks and calendars as an example writes them: "23 Sep OO; 5 Oct to 9 Oct II", and Mondays of whole weeks.

Of each day its morning and its afternoon, as the register writes them: L12 is late by 12 minutes, - is no mark. Every other
session since the year began (or the pupil came) is present, for a reader should see only what matters.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from foundation.refusals import Malformed
from foundation.ui.dates import read_date
from schools.calendar.rules.academic_year import academic_year_of
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SESSIONS
from schools.policy.rules.facts import PupilMark, Session
from schools.policy.rules.times import Times
from schools.registers.rules.codes import UNEXPECTEDLY_CLOSED, CodeNotValidOn, UnknownCode, code_on

PRESENT: Final = {AM: "/", PM: "\\"}
NONE: Final = "-"
_ENTRY: Final = re.compile(r"(.+?)(?:\s+to\s+(.+?))?\s+(\S+)")
_CELL: Final = re.compile(r"[LU][0-9]{1,3}(?![0-9])|[A-Z][0-9]?|[/\\-]")
_OFF: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (AM|PM))?")
#: A mark that was changed has a version of its own, above those of all that stood from the start.
_CHANGED: Final = 100_000

_LONGEST: Final = dt.timedelta(days=366)

Cells = dict[Session, tuple[str, int | None]]


def cells_of(text: str, times: Times, today: dt.date) -> Cells:
    """The cells an example writes. Raises Malformed, naming the entry that cannot be read."""
    cells: Cells = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        found = _ENTRY.fullmatch(entry)
        pair = found and _CELL.findall(found[3])
        if found is None or not pair or len(pair) != len(SESSIONS) or "".join(pair) != found[3]:
            raise _unread(entry, "Write a day and its two sessions, such as 23 Sep OO, with - for no mark.")
        first = read_date(found[1], today=today)
        last = read_date(found[2], today=today) if found[2] else first
        if not first <= last <= first + _LONGEST:
            raise _unread(entry, "Write the earlier day first, and at most a year at once.")
        days = [on for on in _days(first, last) if times.calendar.is_due(on, AM) or times.calendar.is_due(on, PM)]
        if not days:
            raise _unread(entry, "The school does not meet then. Choose a school day of the example's calendar.")
        for on in days:
            cells |= {Session(on, session): _cell(one, on, entry) for session, one in zip(SESSIONS, pair, strict=True)}
    return cells


def _cell(written: str, on: dt.date, entry: str) -> tuple[str, int | None]:
    if written == NONE:
        return NONE, None
    late = written[0] in "LU" and len(written) > 1
    code, minutes = (written[0], int(written[1:])) if late else (written, None)
    try:
        code_on(code, on)
    except (UnknownCode, CodeNotValidOn) as unknown:
        raise _unread(entry, str(unknown)) from None
    return code, minutes


def marks_of(cells: Cells, times: Times, first: dt.date, through: Session, earlier: Cells) -> tuple[PupilMark, ...]:
    """All marks: what is written, and presence in every other session due from `first` to `through`.

    Each has a version by its place; one that `earlier` has otherwise was changed since, and has a later version.
    """
    every = {**dict(_present(times, first, through)), **cells}
    marks = []
    for number, (session, (code, minutes)) in enumerate(sorted(every.items()), 1):
        changed = session in earlier and earlier[session] != (code, minutes)
        if code != NONE:
            marks.append(PupilMark(*session, code, minutes, number + (_CHANGED if changed else 0)))
    return tuple(marks)


def _present(times: Times, first: dt.date, through: Session) -> Iterator[tuple[Session, tuple[str, int | None]]]:
    calendar = times.calendar
    for on in _days(first, through.date):
        for session in SESSIONS:
            held = calendar.is_session(on, session)
            if not held and calendar.unplanned_closure(on, session) is None:
                continue
            if on < through.date or session <= through.session:
                yield Session(on, session), (PRESENT[session] if held else UNEXPECTEDLY_CLOSED, None)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=after) for after in range((last - first).days + 1))


# Calendars


def of_weeks(mondays: Iterable[dt.date], off: Iterable[str], unplanned: Iterable[str]) -> Times:
    """A calendar of whole weeks; those that follow one another are a half-term."""
    ordered = sorted(set(mondays))
    if not ordered or any(monday.weekday() for monday in ordered):
        raise Malformed("The weeks of an example are named by their Mondays.", code="weeks", field="weeks")
    ends = [one for one, after in pairwise(ordered) if after - one > dt.timedelta(days=7)] + ordered[-1:]
    starts = ordered[:1] + [after for one, after in pairwise(ordered) if after - one > dt.timedelta(days=7)]
    numbers: dict[int, int] = {}
    half_terms = []
    for first, last in zip(starts, ends, strict=True):
        year = academic_year_of(first)
        numbers[year] = numbers.get(year, 0) + 1
        half_terms.append(HalfTerm(year, numbers[year], first, last + dt.timedelta(days=4)))
    return Times(SchoolCalendar(tuple(half_terms), days_off(off, unplanned)))


def of_terms(written: Mapping[str, list[list[dt.date]]], off: Iterable[str], unplanned: Iterable[str]) -> Times:
    """A calendar of half-terms as the packaged ones are written: by academic year, first and last days in order."""
    half_terms = tuple(
        HalfTerm(int(year), number, first, last)
        for year, spans in written.items()
        for number, (first, last) in enumerate(spans, 1)
    )
    return Times(SchoolCalendar(half_terms, days_off(off, unplanned)))


def days_off(off: Iterable[str], unplanned: Iterable[str]) -> tuple[NonSchoolDay, ...]:
    """Days, or sessions of days ("2026-10-07 PM"), on which the school does not meet."""
    kinds = [(one, DayOff.CLOSURE) for one in off] + [(one, DayOff.UNPLANNED) for one in unplanned]
    return tuple(_off(written, kind) for written, kind in kinds)


def _off(written: str, kind: DayOff) -> NonSchoolDay:
    found = _OFF.fullmatch(written)
    if found is None:
        raise Malformed(
            f"“{written}” is no day off.", code="off", field="off", remedy="Write 2026-10-07, or 2026-10-07 PM."
        )
    session = {"AM": AM, "PM": PM}.get(found[2] or "")
    return NonSchoolDay(dt.date.fromisoformat(found[1]), kind, session)


def _unread(entry: str, remedy: str) -> Malformed:
    return Malformed(f"“{entry}” cannot be read as marks.", code="marks", field="marks", remedy=remedy)
