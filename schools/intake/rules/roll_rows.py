"""What may not stand in a row of a roll, because joining by hand refuses it too, and what is pointed out in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from foundation.refusals import Fault
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll, RollRow
from schools.roll.rules.ages import age_at_31_august
from schools.roll.rules.year_group import expected_year_group, year_group_label, years_out

#: A starting day further ahead is a slip of the finger, as in joining by hand.
FURTHEST_AHEAD: Final = timedelta(days=366)
#: A pupil is lawfully taught a year out of the group of their age. More is most likely a wrong birth or year group.
MOST_YEARS_OUT: Final = 1
#: Nothing, of a leaver, and X, which says that the pupil follows no year group.
_OF_NO_AGE: Final = frozenset({"", "X"})


def sifted(roll: Roll, calendar: SchoolCalendar, *, as_at: date, problems: Problems) -> Roll:
    """The roll, with the pupils held back of whom a row cannot be; what is unlikely is pointed out and stays."""
    bad = set[str]()
    for row in roll.rows:
        for fault in _faults(row, as_at):
            mend = f"Correct it in {problems.system} and export again."
            problems.error(fault.code, fault.words, mend, row=row.row, field=fault.field)
            bad |= row.numbers
        _point_out_age(row, calendar, as_at, problems)
    return replace(roll, held_back=roll.held_back | bad) if bad else roll


def _faults(row: RollRow, as_at: date) -> Iterator[Fault]:
    if row.starts_on is not None and row.starts_on <= row.birth:
        words = "The date of admission is before the pupil was born, or that very day."
        yield Fault(words, "admitted_before_birth", "Date of Admission")
    if row.starts_on is not None and row.starts_on > as_at + FURTHEST_AHEAD:
        words = f"The date of admission, {row.starts_on:%d/%m/%Y}, is more than a year ahead."
        yield Fault(words, "admitted_far_ahead", "Date of Admission")
    if row.ends_on is not None and row.ends_on > as_at + FURTHEST_AHEAD:
        words = f"The date of leaving, {row.ends_on:%d/%m/%Y}, is more than a year ahead."
        yield Fault(words, "leaves_far_ahead", "Date of Leaving")
    if row.ends_on is not None and row.ends_on <= row.birth:
        words = "The date of leaving is before the pupil was born, or that very day."
        yield Fault(words, "leaves_before_birth", "Date of Leaving")


def year_told_of(row: RollRow, calendar: SchoolCalendar, as_at: date) -> int:
    """The academic year whose year group and form a row gives: today's, but a leaver's last and a joiner's first."""
    if row.ends_on is not None and row.ends_on < as_at:
        return calendar.year_of(row.ends_on)
    return calendar.year_of(max(row.starts_on or as_at, as_at))


def _point_out_age(row: RollRow, calendar: SchoolCalendar, as_at: date, problems: Problems) -> None:
    if row.year_group in _OF_NO_AGE:
        return
    year = year_told_of(row, calendar, as_at)
    out, usual = years_out(row.year_group, row.birth, year), expected_year_group(row.birth, year)
    if out is None or usual is None:
        age = age_at_31_august(row.birth, year)
        far = f"is far from the pupil's age: nobody who was {age} on 31 August is in a year group."
    elif abs(out) > MOST_YEARS_OUT:
        way = "above" if out > 0 else "below"
        far = f"is {abs(out)} years {way} that of the pupil's age, which is {year_group_label(usual)}."
    else:
        return
    problems.warning(
        "far_from_age",
        f"{year_group_label(row.year_group)} {far}",
        "It is used as it is. Check the year group and the date of birth, and correct whichever is wrong.",
        row=row.row,
        field="Year Group",
    )
