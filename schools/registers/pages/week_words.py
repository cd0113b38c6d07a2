"""What the page of the school's week says in words: its head, and the sentence of its figures."""

from dataclasses import dataclass

from foundation.ui.numbers import middle_date, short_date
from schools.registers.pages.registers import closures_in
from schools.registers.pages.week import SchoolWeek


@dataclass(frozen=True, slots=True)
class WeekWords:
    """Which week it is, and its figures in parts that stand around the numbers; `nothing`: why there are none."""

    heading: str
    days: str
    nothing: str
    are_absent: str
    nobody_absent: str
    closures: tuple[str, ...]


def week_words(page: SchoolWeek) -> WeekWords:
    """The words of the page."""
    one, many = ("is", "are") if page.running else ("was", "were")
    verb = one if page.figures.absent == 1 else many
    return WeekWords(
        heading="This week" if page.current else f"Week of {middle_date(page.monday)}",
        days=_days(page),
        nothing=_nothing(page),
        are_absent=f"{verb} absent {page.when}{',' if page.figures.unexplained else '.'}",
        nobody_absent=f"Nobody {one} marked absent {page.when}.",
        closures=closures_in(page.slots),
    )


def _days(page: SchoolWeek) -> str:
    """ "16 to 20 November", as a heading says it."""
    first, last = page.monday, page.friday
    if first.month == last.month:
        return f"{first.day} to {last.day} {last:%B}"
    return f"{short_date(first)} to {short_date(last)}"


def _nothing(page: SchoolWeek) -> str:
    if page.closed:
        return page.closed
    if not page.forms:
        return "You have no form with pupils in it this week."
    return "" if page.now else "No register of this week has opened yet. What is planned may be entered."
