"""The school year 2025/26 as several benchmarks fill it: 190 school days in six half-terms."""

import datetime as dt
from typing import Final

from schools.calendar.models import HalfTerm

HALVES: Final = [
    (dt.date(2025, 9, 1), dt.date(2025, 10, 24)),
    (dt.date(2025, 11, 3), dt.date(2025, 12, 19)),
    (dt.date(2026, 1, 5), dt.date(2026, 2, 13)),
    (dt.date(2026, 2, 23), dt.date(2026, 3, 27)),
    (dt.date(2026, 4, 13), dt.date(2026, 5, 22)),
    (dt.date(2026, 6, 1), dt.date(2026, 7, 20)),
]
SCHOOL_DAYS: Final = 190
DAYS: Final = [
    day
    for start, end in HALVES
    for n in range((end - start).days + 1)
    if (day := start + dt.timedelta(days=n)).isoweekday() < 6
][:SCHOOL_DAYS]


def keep_half_terms() -> None:
    """In the school that is being worked for."""
    for number, (starts_on, ends_on) in enumerate(HALVES, start=1):
        HalfTerm.objects.create(academic_year=2025, number=number, starts_on=starts_on, ends_on=ends_on)
