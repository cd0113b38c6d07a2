"""The rows of a list of pupils, by one escaping function: a template takes half a second over a large school's."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import percent
from schools.pupils.pages.pupil_list import PupilLine
from schools.registers.rules.pupil_standing import PupilStanding, standing_words

#: The sign beside a name in every list.
CONTACT_FIRST = '<span class="tag first">Contact first</span>'
_ANY = "00000000-0000-0000-0000-000000000000"


def addresses(name: str) -> Callable[[object], str]:
    """How a pupil's address is written, worked out once for all rows."""
    before, after = reverse(name, args=[_ANY]).split(_ANY)
    return lambda key: f"{before}{key}{after}"


def pupil_rows(lines: Iterable[PupilLine]) -> SafeString:
    """Table rows: pupil, year, form, attendance, absent, unauthorised, late, and how far from persistent absence."""
    address = addresses("pupil")
    # Every value that is not a number of ours goes through escape().
    return mark_safe("\n".join(_row(line, address) for line in lines))  # noqa: S308


def pupil_head(line: PupilLine, address: Callable[[object], str]) -> str:
    pupil = line.pupil
    sign = f" {CONTACT_FIRST}" if pupil.contact_first else ""
    return (
        f'<th scope="row" class="person"><a href="{address(pupil.id)}" data-name>{escape(pupil.name)}</a>{sign}</th>'
        f"<td>{escape(line.year)}</td><td>{escape(pupil.group)}</td>"
    )


def _row(line: PupilLine, address: Callable[[object], str]) -> str:
    head = f"<tr>{pupil_head(line, address)}"
    totals = line.totals
    if totals is None:
        return f'{head}<td class="num soft" data-l="Attendance">n/a</td><td class="num"></td><td class="num"></td><td class="num"></td><td class="soft">not aged 5 to 15</td></tr>'  # noqa: E501
    return (
        f'{head}<td class="num" data-l="Attendance">{percent(totals.attendance, totals.possible)}</td>'
        f'<td class="num" data-l="Absent">{totals.absence}</td>'
        f'<td class="num" data-l="Unauthorised">{totals.unauthorised}</td>'
        f'<td class="num" data-l="Late">{totals.late}</td><td>{_standing(line.standing)}</td></tr>'
    )


def _standing(standing: PupilStanding) -> str:
    """Where the pupil stands, in the words of every list: nothing of who is neither persistently absent nor near it."""
    words = standing_words(standing)
    if standing.severe:
        return f"<b>Severe: {words}</b>"
    if standing.persistent:
        return f"<b>{words}</b>"
    return words if standing.near else ""
