"""The columns of the pupils' list, by which it may be sorted."""

from fractions import Fraction

from schools.pupils.pages.pupil_list import PupilLine
from schools.pupils.pages.sorting import FORM, NAME, YEAR, Column, Sort
from schools.registers.rules.outlook import recovery_order


def _rate(line: PupilLine) -> Fraction | None:
    totals = line.totals
    return Fraction(totals.attendance, totals.possible) if totals and totals.possible else None


def _recovery(line: PupilLine) -> tuple[int, int, int] | None:
    """Of those of whom the column says something; the others come last."""
    standing = line.standing
    said = (standing.persistent or standing.near) and standing.outlook
    return recovery_order(said) if said else None


COLUMNS = (
    NAME,
    YEAR,
    FORM,
    Column("Attendance", "rate", _rate, number=True),
    Column("Absent", "absent", lambda line: line.totals and line.totals.absence, number=True, largest_first=True),
    Column(
        "Unauthorised",
        "unauthorised",
        lambda line: line.totals and line.totals.unauthorised,
        number=True,
        largest_first=True,
    ),
    Column("Late", "late", lambda line: line.totals and line.totals.late, number=True, largest_first=True),
    Column("Persistent absence", "recover", _recovery),
)


def list_sort(text: str = "") -> Sort:
    """How the list is sorted, from an address: by name unless it says otherwise."""
    return Sort.read(text, COLUMNS, "name")
