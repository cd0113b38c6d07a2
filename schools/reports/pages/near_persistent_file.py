"""The worklist, or the pupils ticked on it, as a CSV file that a spreadsheet opens safely."""

from collections.abc import Collection

from foundation.ui.numbers import percent
from foundation.ui.spreadsheets import csv_text
from schools.registers.rules.pupil_standing import standing_words
from schools.reports.pages.near_persistent import NearList

HEAD = (
    "Pupil",
    "Year",
    "Form",
    "Absent sessions",
    "Absent days",
    "Possible sessions",
    "Missed %",
    "Sessions left this year",
    "Persistent absence",
    "Basis",
    "Marks to",
)


def near_csv(page: NearList, chosen: Collection[str]) -> tuple[str, list[int]]:
    """The file of those chosen, or of the whole list when nobody is, in the list's order; and their compact keys."""
    lines = [line for line in page.lines if not chosen or str(line.pupil.id) in chosen]
    rows = [
        (
            line.pupil.name,
            line.year,
            line.pupil.group,
            line.totals.absence,
            f"{line.totals.absence / 2:g}",
            line.totals.possible,
            percent(line.totals.absence, line.totals.possible),
            line.standing.left or 0,
            standing_words(line.standing),
            *page.in_file,
        )
        for line in lines
        if line.totals is not None
    ]
    return csv_text([HEAD, *rows]), [line.pupil.key for line in lines]
