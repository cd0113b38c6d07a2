"""Academic years and weeks.

An academic year is named by the calendar year it starts in: 2026 is 2026/27, 1 September 2026 to 31 August 2027 [EESM].
That is what statistics and ages go by. A school that opens in August begins its own year on that day: ask its calendar
(`SchoolCalendar.year_of`, `SchoolCalendar.year_span`; `schools.calendar.queries.year_of` where no calendar is at hand).
"""

from datetime import date, timedelta

FIRST_MONTH = 9
#: No school's year begins before this month.
OPENS_EARLIEST = 8


def academic_year_of(on: date) -> int:
    """The academic year a date lies in: 31 August 2026 is still 2025, 1 September 2026 is 2026."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def academic_year_starts(academic_year: int) -> date:
    """1 September of the academic year."""
    return date(academic_year, FIRST_MONTH, 1)


def academic_year_opens(academic_year: int) -> date:
    """1 August: no school's first half-term of the academic year begins earlier."""
    return date(academic_year, OPENS_EARLIEST, 1)


def academic_year_ends(academic_year: int) -> date:
    """31 August at the end of the academic year."""
    return date(academic_year + 1, 8, 31)


def academic_year_label(academic_year: int) -> str:
    """How people write it: 2026 gives "2026/27"."""
    return f"{academic_year}/{(academic_year + 1) % 100:02d}"


def week_start(on: date) -> date:
    """The Monday of the week (Monday to Sunday) that holds a date."""
    return on - timedelta(days=on.weekday())
