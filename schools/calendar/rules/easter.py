"""The day that moves with the year and bounds the statistical terms: Easter Sunday."""

from datetime import date

FIRST_GREGORIAN_YEAR = 1583


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the anonymous (Meeus/Jones/Butcher) computus.

    Derived, never looked up: terms end on it every year [EESM]. ValueError before 1583, when the calendar began.
    """
    if year < FIRST_GREGORIAN_YEAR:
        raise ValueError(f"Easter is computed in the Gregorian calendar, from {FIRST_GREGORIAN_YEAR}; got {year}.")
    golden = year % 19
    century, years = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, year_rest = divmod(years, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late_moon = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late_moon + 114, 31)
    return date(year, month, day + 1)
