"""The rows of the worklist at the persistent absence line, by one escaping function."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import days, percent
from schools.pupils.pages.list_rows import RowMaker
from schools.pupils.pages.pupil_list import PupilLine
from schools.registers.rules.basis import Basis


def near_rows(lines: Iterable[PupilLine], basis: Basis) -> SafeString:
    """Worklist rows: a box to tick, pupil, year, form, absent in sessions and days, of possible, rate, left, standing.

    The standing leads to its explanation.
    """
    row = RowMaker(basis)
    return mark_safe("\n".join(_near(line, row) for line in lines))  # noqa: S308


def _near(line: PupilLine, row: RowMaker) -> str:
    totals, standing = line.totals, line.standing
    if totals is None:
        return ""
    return (
        f"<tr>{row.head(line)}"
        f'<td class="oneline" data-l="Persistent absence">{row.standing(line)}</td>'
        f'<td class="num" data-l="Absent">{totals.absence}<span class="vh"> sessions,</span></td>'
        f'<td class="num" data-l="Days">{days(totals.absence)}</td>'
        f'<td class="num" data-l="Of possible">{totals.possible}</td>'
        f'<td class="num" data-l="Missed">{percent(totals.absence, totals.possible)}</td>'
        f'<td class="num" data-l="Left this year">{standing.left}</td></tr>'
    )
