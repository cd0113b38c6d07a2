"""Birthdays and the age that school statistics go by."""

from datetime import date


def birthday(birth: date, age: int) -> date:
    """The day a person reaches an age. A 29 February birth reaches it on 1 March in a common year."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def age_at_31_august(birth: date, academic_year: int) -> int:
    """Age in whole years on the 31 August before the academic year starts (2026/27: 31 August 2026) [EESA].

    A birthday on 31 August counts. Negative for a child not yet born.
    """
    return academic_year - birth.year - (birth.month > 8)
