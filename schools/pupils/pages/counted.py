"""Who is counted and up to when, in the words that lists and one pupil's page share."""

import datetime as dt
from dataclasses import dataclass

from foundation.ui.numbers import long_date, middle_date
from schools.registers.rules.basis import Basis


def published_ages(academic_year: int) -> str:
    """Whom national figures count of a school year."""
    return f"pupils aged 5 to 15 on 31 August {academic_year}, without 15-year-olds’ second half of summer"


def as_at(through: dt.date | None) -> str:
    """As at when, where a figure is explained."""
    return f"marks to {long_date(through)}" if through else "no marks yet"


@dataclass(frozen=True)
class CountedList:
    """A list of pupils with figures of one academic year, on one basis, made of marks up to a day."""

    academic_year: int
    basis: Basis
    through: dt.date | None

    @property
    def marks_to(self) -> str:
        """As at when, beside the title."""
        return f"marks to {middle_date(self.through)}" if self.through else "no marks yet this year"

    @property
    def as_at(self) -> str:
        """As at when, where the figures are explained."""
        return as_at(self.through)

    @property
    def who_counts(self) -> str:
        """Whose sessions the figures are made of."""
        if self.basis is Basis.PUBLISHED:
            ages = published_ages(self.academic_year).removeprefix("pupils ")
            return f"pupils on roll today {ages}, as in published figures"
        return "every pupil on roll today"

    @property
    def in_file(self) -> tuple[str, str]:
        """Basis and last day of marks, as each row of a file says them."""
        basis = "ages 5 to 15, as published" if self.basis is Basis.PUBLISHED else "whole roll"
        return basis, self.through.isoformat() if self.through else ""
