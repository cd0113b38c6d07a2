"""The years of registers as their page shows them."""

from dataclasses import dataclass

from foundation.london import LONDON
from foundation.ui.numbers import middle_date
from schools.registers.queries.years import YearOfRegisters

_NO_REASON = "Say why the year is opened again, in at most 500 characters."


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year, how it stands, and what is wrong with the reason typed for opening it again."""

    year: YearOfRegisters
    state: str
    error: str


def year_lines(years: list[YearOfRegisters], refused: int | None = None) -> list[YearLine]:
    """A line for each year; `refused` is the year that was not opened again for want of a reason."""
    return [YearLine(one, _state(one), _NO_REASON if one.academic_year == refused else "") for one in years]


def _state(year: YearOfRegisters) -> str:
    if year.closed_at is not None:
        return f"closed {middle_date(year.closed_at.astimezone(LONDON).date())} by {year.closed_by}"
    return "open, though it has ended" if year.ended else "running"
