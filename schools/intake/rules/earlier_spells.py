"""Where a pupil stood in a spell on roll that is over, as far as a roll of today says it.

A system that writes a row for each admission repeats today's year group on all of them. So a year group that is the
newest row's is counted back, one for each academic year between; the registration group of another year is not known.
"""

from datetime import date

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake.rules.records import RollRow
from schools.roll.rules.rows import Place
from schools.roll.rules.year_group import year_group_before


def place_then(
    earlier: RollRow, newest: RollRow, since: date, last: date, calendar: SchoolCalendar, *, said_on: date
) -> Place:
    """The placement of an earlier row's spell, from `since` to its last day; the newest row is as it was on `said_on`."""
    year = calendar.year_of(last)
    year_group, group = earlier.year_group, earlier.group
    years_ago = calendar.year_of(said_on) - year
    if years_ago > 0 and (year_group, group) == (newest.year_group, newest.group):
        year_group, group = year_group_before(year_group, years_ago), ""
    return Place(year_group, (year, group) if group else None, since, last)


def flags_of(row: RollRow, known: frozenset[str], since: date, last: date) -> list[tuple[str, date, date | None]]:
    """The flags of a row whose spell is over, taken to have held as its placement did: (kind, first day, last day)."""
    return [(kind, since, last) for kind in sorted(known & row.flags)]
