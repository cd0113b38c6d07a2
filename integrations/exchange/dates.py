"""Dates as exports write them, decided for a file as a whole.

Day first is the rule. 03/04/2015 alone could be the American 4 March, so the file is watched: one date that can only be
month first gives the whole file up, because then the others were read wrongly too; and when nothing in it proves day
first, a person is asked to confirm.

A date never moves by a time zone. The time behind a date says nothing, as long as it names no zone; one that names an
offset is a moment, and is the day that midnight in London begins, or that was written and is London's day too. Any other
moment, and the last hour of a day, is refused: it may stand for a birth or a mark of the day before or after.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from foundation.london import LONDON
from foundation.refusals import Malformed, Refused
from schools.intake.rules.problems import Problems

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_TIME = re.compile(
    r"[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?([AaPp])[Mm])?(?: ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_LATE: Final = 23
_KEPT: Final = 50_000
_MONTHS_A_YEAR: Final = 12
_NOON: Final = 12


class Dates:
    """Reads the dates of one file of a system's. Each different text is read once."""

    def __init__(self, system: str) -> None:
        self._system = system
        self._read: dict[str, date] = {}
        self._proof_day_first = 0
        self._either_way = 0
        self._either_way_row = 0

    def read(self, text: str, *, row: int) -> date:
        """The date in a text. Malformed when it is none; Refused when the file turns out American."""
        found = self._read.get(text)
        if found is None:
            found = self._parse(text, row)
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[text] = found
        return found

    def warn_if_unproven(self, problems: Problems) -> None:
        """At the end of the file: ask for confirmation when every date could be read either way."""
        if self._either_way and not self._proof_day_first:
            problems.warning(
                "ambiguous_dates",
                "No date in the file shows whether the day or the month comes first; the day is taken to.",
                "Check the dates shown; if they are wrong, export with dates as dd/mm/yyyy or yyyy-mm-dd.",
                row=self._either_way_row,
            )

    def _parse(self, text: str, row: int) -> date:
        for form, build in self._forms(row):
            found = form.match(text)
            if found is None:
                continue
            behind = text[found.end() :]
            at = _TIME.fullmatch(behind)
            if at is not None or not behind:
                day = build(found)
                return day if at is None else _day_of(day, at, self._system)
        raise _no_date(text, self._system)

    def _forms(self, row: int) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...]:
        return (
            (_ISO, lambda found: _date(int(found[1]), int(found[2]), int(found[3]))),
            (_DAY_FIRST, lambda found: self._day_first(int(found[1]), int(found[3]), int(found[4]), row)),
            (_NAMED, lambda found: _date(int(found[3]), _month(found[2]), int(found[1]))),
        )

    def _day_first(self, day: int, month: int, year: int, row: int) -> date:
        if month > _MONTHS_A_YEAR >= day > 0:
            raise Refused(
                f"A date has {month} in the place of the month, so this file has American dates (month first).",
                code="american_dates",
                row=row,
                remedy="Export it with dates as dd/mm/yyyy or yyyy-mm-dd. None of it is used, since 03/04 would be misread.",
            )
        if day > _MONTHS_A_YEAR:
            self._proof_day_first += 1
        elif day != month:
            self._either_way += 1
            self._either_way_row = self._either_way_row or row
        return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Malformed(
            "There is no such date in the calendar.", code="no_such_date", remedy="Correct it and export again."
        ) from None


def _month(name: str) -> int:
    """The number of a month by its name, its first three letters or "Sept"; 0 when it is none, so the date is refused."""
    said = name.lower()
    for number, month in enumerate(_MONTHS, 1):
        if said in {month, month[:3]} or (said == "sept" and month == "september"):
            return number
    return 0


def _day_of(day: date, at: re.Match[str], system: str) -> date:
    """The day that a date with a time behind it stands for."""
    hour, minute, second, half, offset = at.groups()
    wall = _wall_clock(int(hour), int(minute), int(second or 0), half)
    if offset is None:
        if wall == time(_LATE):
            # Midnight in British summer time, as UTC: what is left of it when the zone has been cut off.
            raise _moved("The time behind the date is 23:00, which midnight of the next day becomes in summer.", system)
        return day
    written = datetime.combine(day, wall, _zone(offset))
    try:
        london = written.astimezone(LONDON)
    except OverflowError:
        return _date(0, 0, 0)  # before the first year or after the last
    if london.time() == time(0) or (london.date() == day and london.hour < _LATE):
        return london.date()
    raise _moved(
        f"This is a moment with the offset {offset} and not a date: it is {london:%H:%M} in London then.", system
    )


def _wall_clock(hour: int, minute: int, second: int, half: str | None) -> time:
    if half is not None and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Malformed(
            "The time behind the date is none.", code="no_date", remedy="Write dates as dd/mm/yyyy or yyyy-mm-dd."
        ) from None


def _zone(offset: str) -> timezone:
    if offset[0] not in "+-":
        return UTC
    sign, digits = (-1 if offset[0] == "-" else 1), offset[1:].replace(":", "")
    try:
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    except ValueError:
        raise Malformed(
            "The offset behind the date is none.", code="no_date", remedy="Write dates as dd/mm/yyyy or yyyy-mm-dd."
        ) from None


def _moved(words: str, system: str) -> Malformed:
    return Malformed(
        f"{words} It may belong to the day before or after.",
        code="date_moved",
        remedy=f"Export the date alone from {system}, as dd/mm/yyyy or yyyy-mm-dd.",
    )


def _no_date(text: str, system: str) -> Malformed:
    if _SERIAL.fullmatch(text):
        return Malformed(
            "This is a number, which is how Excel stores a date inside.",
            code="excel_serial",
            remedy=f"Format the column as dd/mm/yyyy in Excel and save again, or send the file from {system} unopened.",
        )
    if _SHORT_YEAR.fullmatch(text):
        return Malformed(
            "The year of this date has two digits.", code="short_year", remedy="Export it with dates as dd/mm/yyyy."
        )
    return Malformed("This is not a date.", code="no_date", remedy="Write dates as dd/mm/yyyy or yyyy-mm-dd.")
