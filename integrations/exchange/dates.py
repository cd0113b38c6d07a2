"""Dates as exports write them, decided for a file as a whole.

Day first is the rule. 03/04/2015 alone could be the American 4 March, so the file is watched: one date that can only be
month first gives the whole file up, because then the others were read wrongly too; and when nothing in it proves day
first, a person is asked to confirm.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from foundation.refusals import Malformed, Refused
from schools.intake.rules.problems import Problems

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -,]+(\d{4})")
_TIME = re.compile(r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEPT: Final = 50_000
_MONTHS_A_YEAR: Final = 12


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
            if found is not None and _TIME.fullmatch(text, found.end()):
                return build(found)
        raise _no_date(text, self._system)

    def _forms(self, row: int) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...]:
        return (
            (_ISO, lambda found: _date(int(found[1]), int(found[2]), int(found[3]))),
            (_DAY_FIRST, lambda found: self._day_first(int(found[1]), int(found[2]), int(found[3]), row)),
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
    """The number of a month by name or three letters, 0 when it is none (so that the date is refused)."""
    return _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0


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
