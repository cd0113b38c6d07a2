"""Dates as people type them: 22/10, 22 oct, 22 October 2026, 2026-10-22, today, next Thursday.

Pure: `today` is passed in. Day before month, always, as in England. A day without a year is the nearest such day.
"""

import re
from datetime import date, timedelta

from foundation.refusals import Malformed

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{4}|\d{2}))?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?([a-z]{3,9})\.?,?\s*(\d{4}|\d{2})?")
_WEEKDAY = re.compile(r"(?:(next|last|this)\s+)?([a-z]{3,9})")
#: Years that somebody at a school can mean: the birth of the oldest, and far enough ahead. A week or a term more is a date.
_YEARS = range(1900, 2200)
_RELATIVE = {"today": 0, "yesterday": -1, "tomorrow": 1}


def read_date(text: str, *, today: date) -> date:
    """Return the day `text` means on `today`. Raises Malformed with words for the person who typed it."""
    typed = " ".join(text.lower().split())
    if typed in _RELATIVE:
        return today + timedelta(days=_RELATIVE[typed])
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(typed):
            return read(found, today)
    raise Malformed(_unreadable())


def _unreadable() -> str:
    return "That is not a date we can read. Type it like 22/10/2026 or 22 October."


def _from_iso(found: re.Match[str], today: date) -> date:
    year, month, day = (int(part) for part in found.groups())
    return _day(day, month, year, today)


def _from_figures(found: re.Match[str], today: date) -> date:
    return _day(int(found[1]), int(found[2]), _year(found[3]), today)


def _from_named(found: re.Match[str], today: date) -> date:
    names = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(found[2])]
    if not names:
        raise Malformed(_unreadable())
    return _day(int(found[1]), names[0], _year(found[3]), today)


def _from_weekday(found: re.Match[str], today: date) -> date:
    """Monday, this Monday: this week's; next Monday: the first after today; last Monday: the last before it."""
    weekdays = [number for number, name in enumerate(_WEEKDAYS) if name.startswith(found[2])]
    if not weekdays:
        raise Malformed(_unreadable())
    ahead = (weekdays[0] - today.weekday()) % 7
    if found[1] == "next":
        return today + timedelta(days=ahead or 7)
    if found[1] == "last":
        return today - timedelta(days=(-ahead) % 7 or 7)
    return today + timedelta(days=weekdays[0] - today.weekday())


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _day(day: int, month: int, year: int | None, today: date) -> date:
    """Return the day, choosing the nearest year when none was typed."""
    if year is not None:
        if year not in _YEARS:
            raise Malformed(f"The year {year} cannot be meant. Type the day like 22/10/{today.year}.")
        try:
            return date(year, month, day)
        except ValueError:
            raise Malformed(_no_such_day(day, month)) from None
    candidates = []
    for near in range(today.year - 4, today.year + 5):  # wide enough for 29 February
        try:
            candidates.append(date(near, month, day))
        except ValueError:
            continue
    if not candidates:
        raise Malformed(_no_such_day(day, month))
    return min(candidates, key=lambda candidate: abs(candidate - today))


def _no_such_day(day: int, month: int) -> str:
    if not 1 <= month <= 12:
        return f"There is no month {month}. The day comes first, then the month, like 22/10/2026."
    return f"There is no day {day} in that month. Check the day, then the month, like 22/10/2026."


_FORMS = ((_ISO, _from_iso), (_FIGURES, _from_figures), (_NAMED, _from_named), (_WEEKDAY, _from_weekday))
