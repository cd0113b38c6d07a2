"""The pupils' list, or the pupils ticked on it, as a CSV file that a spreadsheet opens safely."""

from collections.abc import Collection

from foundation.ui.numbers import percent
from foundation.ui.spreadsheets import Cell, csv_text
from schools.pupils.pages.pupil_list import PupilLine, PupilList
from schools.registers.rules.pupil_standing import standing_words

HEAD = (
    "Pupil",
    "Year",
    "Form",
    "Attended sessions",
    "Possible sessions",
    "Attendance %",
    "Absent sessions",
    "Unauthorised sessions",
    "Late sessions",
    "Persistent absence",
    "Basis",
    "Marks to",
)


def pupils_csv(page: PupilList, lines: Collection[PupilLine], chosen: Collection[str]) -> tuple[str, list[int]]:
    """The file of those chosen of the page's lines, or of all when nobody is, in their order; and their compact keys.

    Whom the basis leaves out is a row without figures, as on the page.
    """
    lines = [line for line in lines if not chosen or str(line.pupil.id) in chosen]
    rows = [(line.pupil.name, line.year, line.pupil.group, *_figures(line), *page.in_file) for line in lines]
    return csv_text([HEAD, *rows]), [line.pupil.key for line in lines]


def _figures(line: PupilLine) -> tuple[Cell, ...]:
    totals = line.totals
    if totals is None:
        return (None,) * 7
    rate = percent(totals.attendance, totals.possible)
    standing = standing_words(line.standing)
    return totals.attendance, totals.possible, rate, totals.absence, totals.unauthorised, totals.late, standing
