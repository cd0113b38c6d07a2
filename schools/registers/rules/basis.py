"""The two bases a figure may stand on, always labelled: *published* and *whole roll*.

Published figures take enrolments aged 5 to 15 on 31 August before the year, and leave out 15-year-olds in the second
half of the summer term because of study leave [EESA]. Reception (4) and sixth form (16 and over) are out. The whole
roll is everyone, all year. Boarders, whom published figures also leave out, are not known to this product.
"""

from datetime import date, timedelta
from enum import StrEnum

YOUNGEST, OLDEST = 5, 15
#: The half-term that is the second half of the summer term.
SECOND_HALF_OF_SUMMER = 6


class Basis(StrEnum):
    """Whose sessions a figure counts."""

    PUBLISHED = "published"
    WHOLE_ROLL = "whole"


def published_births(academic_year: int) -> tuple[date, date]:
    """The first and last date of birth of pupils in published figures, for asking a database the same question."""
    return _births(academic_year, OLDEST)[0], _births(academic_year, YOUNGEST)[1]


def takes(basis: Basis, birth: date, academic_year: int) -> bool:
    """Whether a basis counts anything of a pupil born then."""
    first, last = published_births(academic_year)
    return basis is Basis.WHOLE_ROLL or first <= birth <= last


def leaving_age_births(academic_year: int) -> tuple[date, date]:
    """The first and last date of birth of the 15-year-olds, whose second half of summer is left out."""
    return _births(academic_year, OLDEST)


def counted_births(academic_year: int, half_term: int) -> tuple[date, date]:
    """The first and last date of birth of the pupils whose sessions of a half-term (1 to 6) enter published figures.

    Both are the calendar's own: a school that opens in August has sessions of the new year before 1 September.
    """
    first, last = published_births(academic_year)
    if half_term == SECOND_HALF_OF_SUMMER:
        first = leaving_age_births(academic_year)[1] + timedelta(days=1)
    return first, last


def _births(academic_year: int, age: int) -> tuple[date, date]:
    return date(academic_year - age - 1, 9, 1), date(academic_year - age, 8, 31)
