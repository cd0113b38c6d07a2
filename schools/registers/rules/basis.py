"""The two bases a figure may stand on, always labelled: *published* and *whole roll*.

Published figures take enrolments aged 5 to 15 on 31 August before the year, and leave out 15-year-olds in the second
half of the summer term because of study leave [EESA]. Reception (4) and sixth form (16 and over) are out. The whole
roll is everyone, all year. Boarders, whom published figures also leave out, are not known to this product.
"""

from datetime import date
from enum import StrEnum

from schools.calendar.rules.academic_year import academic_year_of
from schools.calendar.rules.easter import spring_bank_holiday
from schools.roll.rules.ages import age_at_31_august

__all__ = ["Basis", "age_at_31_august", "counts", "counts_on_published", "leaving_age_births", "published_births"]

YOUNGEST, OLDEST = 5, 15


class Basis(StrEnum):
    """Whose sessions a figure counts."""

    PUBLISHED = "published"
    WHOLE_ROLL = "whole"


def published_births(academic_year: int) -> tuple[date, date]:
    """The first and last date of birth of pupils in published figures, for asking a database the same question."""
    return _births(academic_year, OLDEST)[0], _births(academic_year, YOUNGEST)[1]


def leaving_age_births(academic_year: int) -> tuple[date, date]:
    """The first and last date of birth of the 15-year-olds, whose second half of summer is left out."""
    return _births(academic_year, OLDEST)


def _births(academic_year: int, age: int) -> tuple[date, date]:
    return date(academic_year - age - 1, 9, 1), date(academic_year - age, 8, 31)


def counts_on_published(birth: date, on: date, *, second_half_of_summer: date | None = None) -> bool:
    """Whether a pupil's session on a date enters published figures.

    `second_half_of_summer` is the first day of the school's half-term 6 in that date's academic year
    (`SchoolCalendar.second_half_of_summer`); without one, the spring bank holiday, by which the census cuts the term.
    ValueError when it lies in another academic year.
    """
    academic_year = academic_year_of(on)
    age = age_at_31_august(birth, academic_year)
    if not YOUNGEST <= age <= OLDEST:
        return False
    if age < OLDEST:
        return True
    cut = second_half_of_summer or spring_bank_holiday(academic_year + 1)
    if academic_year_of(cut) != academic_year:
        raise ValueError(f"The second half of summer starts on {cut}, not in the academic year of {on}.")
    return on < cut


def counts(basis: Basis, birth: date, on: date, *, second_half_of_summer: date | None = None) -> bool:
    """Whether a session on a date enters figures on that basis."""
    return basis is Basis.WHOLE_ROLL or counts_on_published(birth, on, second_half_of_summer=second_half_of_summer)
