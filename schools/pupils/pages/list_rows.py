"""The rows of a list of pupils, by one escaping function: a template takes half a second over a large school's."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import percent
from schools.pupils.pages.pupil_list import PupilLine
from schools.registers.rules.basis import Basis
from schools.registers.rules.pupil_standing import standing_words

#: The sign beside a name in every list.
CONTACT_FIRST = '<span class="tag first">Contact first</span>'
_ANY = "00000000-0000-0000-0000-000000000000"


def addresses(name: str) -> Callable[[object], str]:
    """How a pupil's address is written, worked out once for all rows."""
    before, after = reverse(name, args=[_ANY]).split(_ANY)
    return lambda key: f"{before}{key}{after}"


def pupil_rows(lines: Iterable[PupilLine], basis: Basis) -> SafeString:
    """Table rows: a box to tick, pupil, year, form, attendance, absent, unauthorised, late, and the standing.

    The standing leads to its explanation.
    """
    row = RowMaker(basis)
    # Every value that is not a number of ours goes through escape().
    return mark_safe("\n".join(_row(line, row) for line in lines))  # noqa: S308


class RowMaker:
    """The parts that rows of pupils share, for lists on one basis."""

    def __init__(self, basis: Basis) -> None:
        self._address, self._why = addresses("pupil"), addresses("why_near")
        self._query = "" if basis is Basis.PUBLISHED else f"?basis={basis.value}"

    def head(self, line: PupilLine) -> str:
        """A box to tick, pupil, year and form."""
        pupil = line.pupil
        name = escape(pupil.name)
        sign = f" {CONTACT_FIRST}" if pupil.contact_first else ""
        return (
            f'<td class="pick"><input type="checkbox" name="pupil" value="{pupil.id}" aria-label="Choose {name}"></td>'
            f'<th scope="row" class="person"><a href="{self._address(pupil.id)}" data-name>{name}</a>{sign}</th>'
            f'<td class="nowrap">{escape(line.year)}</td><td>{escape(pupil.group)}</td>'
        )

    def standing(self, line: PupilLine) -> str:
        """Where the pupil stands, in the words of every list: nothing of who is neither persistently absent nor near it."""
        standing = line.standing
        if not (standing.persistent or standing.near):
            return ""
        words = standing_words(standing)
        said = f"<b>Severe: {words}</b>" if standing.severe else f"<b>{words}</b>" if standing.persistent else words
        return (
            f'<a class="opens light" href="{self._why(line.pupil.id)}{self._query}" data-opens>{said}'
            f'<span class="vh">, {escape(line.pupil.name)}</span></a>'
        )


def _row(line: PupilLine, row: RowMaker) -> str:
    head = f"<tr>{row.head(line)}"
    totals = line.totals
    if totals is None:
        return f'{head}<td class="num soft" data-l="Attendance">n/a</td><td class="num"></td><td class="num"></td><td class="num"></td><td class="soft">not aged 5 to 15</td></tr>'  # noqa: E501
    return (
        f'{head}<td class="num" data-l="Attendance">{percent(totals.attendance, totals.possible)}</td>'
        f'<td class="num" data-l="Absent">{totals.absence}</td>'
        f'<td class="num" data-l="Unauthorised">{totals.unauthorised}</td>'
        f'<td class="num" data-l="Late">{totals.late}</td><td class="oneline">{row.standing(line)}</td></tr>'
    )
