"""The periods that patterns are looked for in: half-terms, terms and the school's year, as far as they have come."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import span
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import SchoolCalendar

YEAR: Final = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days: `key` is its word in an address."""

    key: str
    name: str
    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        return f"{self.name} ({span(self.first, self.last)})"


def periods(calendar: SchoolCalendar, today: dt.date) -> list[Period]:
    """Those of this school year that have begun, terms first, then half-terms, the newest first, and the year."""
    year = calendar.year_of(today)
    begun = [one for one in calendar.half_terms if one.academic_year == year and one.starts_on <= today]
    if not begun:
        return []
    found = []
    for term in dict.fromkeys(one.term for one in reversed(begun)):
        own = [one for one in begun if one.term is term]
        name = f"{term.name.capitalize()} term"
        found.append(Period(term.name.lower(), name, own[0].starts_on, min(today, own[-1].ends_on)))
    for one in reversed(begun):
        half = f"{one.term.name.capitalize()} {2 - one.number % 2}"
        found.append(Period(f"half-{one.number}", half, one.starts_on, min(today, one.ends_on)))
    found.append(Period(YEAR, academic_year_label(year), begun[0].starts_on, min(today, begun[-1].ends_on)))
    return found
