"""Compulsory school age: the days it starts and ends [Education Act 1996 s.8; start text UNVERIFIED in our sources]."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from schools.calendar.rules.academic_year import academic_year_of
from schools.roll.rules.ages import birthday

PRESCRIBED_DAYS: Final = ((3, 31), (8, 31), (12, 31))
STARTS_AT_AGE, ENDS_AT_AGE = 5, 16
FRIDAY: Final = 4
#: Birthdays whose days are remembered: of some schools' pupils. A register or an import asks of each again and again.
_REMEMBERED: Final = 4096


@lru_cache(maxsize=_REMEMBERED)
def compulsory_from(birth: date) -> date:
    """The first day of compulsory school age: the prescribed day on or next after the fifth birthday.

    Prescribed days are 31 March, 31 August and 31 December.
    """
    fifth = birthday(birth, STARTS_AT_AGE)
    return next(day for month, number in PRESCRIBED_DAYS if (day := date(fifth.year, month, number)) >= fifth)


@lru_cache(maxsize=_REMEMBERED)
def compulsory_until(birth: date) -> date:
    """The last day of compulsory school age: the last Friday in June of the school year in which the pupil turns 16.

    The day itself is still compulsory. A pupil who turns 16 in July or August is past it already.
    """
    last_of_june = date(academic_year_of(birthday(birth, ENDS_AT_AGE)) + 1, 6, 30)
    return last_of_june - timedelta(days=(last_of_june.weekday() - FRIDAY) % 7)


def of_compulsory_school_age(birth: date, on: date) -> bool:
    """Whether a pupil born on `birth` is of compulsory school age on a date."""
    return compulsory_from(birth) <= on <= compulsory_until(birth)
