"""The rows of lists of pupils, by one escaping function each: a template takes half a second over a large school's."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import counted, days, percent
from schools.registers.rules.basis import Basis
from schools.reports.pupils import Line
from schools.reports.standing import Standing, standing_words

_ANY = "00000000-0000-0000-0000-000000000000"


def _addresses(name: str) -> Callable[[object], str]:
    """How a pupil's address is written, worked out once for all rows."""
    before, after = reverse(name, args=[_ANY]).split(_ANY)
    return lambda key: f"{before}{key}{after}"


def pupil_rows(lines: Iterable[Line]) -> SafeString:
    """Table rows: pupil, year, form, attendance, absent, unauthorised, late, and how far from persistent absence."""
    address = _addresses("pupil")
    # Every value that is not a number of ours goes through escape().
    return mark_safe("\n".join(_row(line, address) for line in lines))  # noqa: S308


def _head(line: Line, address: Callable[[object], str]) -> str:
    pupil = line.pupil
    return (
        f'<th scope="row" class="person"><a href="{address(pupil.id)}" data-name>{escape(pupil.name)}</a></th>'
        f"<td>{escape(line.year)}</td><td>{escape(pupil.group)}</td>"
    )


def _row(line: Line, address: Callable[[object], str]) -> str:
    head = f"<tr>{_head(line, address)}"
    totals = line.totals
    if totals is None:
        return f'{head}<td class="num soft" data-l="Attendance">n/a</td><td class="num"></td><td class="num"></td><td class="num"></td><td class="soft">not aged 5 to 15</td></tr>'  # noqa: E501
    return (
        f'{head}<td class="num" data-l="Attendance">{percent(totals.attendance, totals.possible)}</td>'
        f'<td class="num" data-l="Absent">{totals.absence}</td>'
        f'<td class="num" data-l="Unauthorised">{totals.unauthorised}</td>'
        f'<td class="num" data-l="Late">{totals.late}</td><td>{_standing(line.standing)}</td></tr>'
    )


def _standing(standing: Standing) -> str:
    totals = standing.totals
    if totals is None:
        return ""
    if standing.severe:
        return f"<b>Severe</b>, {totals.absence} of {totals.possible}"
    if standing.to_leave is not None:
        return f"<b>Persistent</b>, leaves after {standing.to_leave}"
    if standing.near and standing.to_persistent is not None:
        return f"{counted(standing.to_persistent, 'session')} away"
    return ""


def near_rows(lines: Iterable[Line], basis: Basis) -> SafeString:
    """Worklist rows: a box to tick, pupil, year, form, absent in sessions and days, of possible, rate, left, standing.

    Each figure leads to the pupil's explanation.
    """
    address, why = _addresses("pupil"), _addresses("why_near")
    query = "" if basis is Basis.PUBLISHED else f"?basis={basis.value}"
    return mark_safe("\n".join(_near(line, address, f"{why(line.pupil.id)}{query}") for line in lines))  # noqa: S308


def _near(line: Line, address: Callable[[object], str], why: str) -> str:
    totals, standing = line.totals, line.standing
    if totals is None:
        return ""
    name = escape(line.pupil.name)
    words = standing_words(standing)
    said = f"<b>{words}</b>" if standing.persistent else words
    return (
        f'<tr><td class="pick"><input type="checkbox" name="pupil" value="{line.pupil.id}" aria-label="Choose {name}"></td>'
        f"{_head(line, address)}"
        f'<td data-l="Persistent absence"><a class="opens light" href="{why}" data-opens>{said}'
        f'<span class="vh">, {name}</span></a></td>'
        f'<td class="num" data-l="Absent">{totals.absence}<span class="vh"> sessions,</span></td>'
        f'<td class="num" data-l="Days">{days(totals.absence)}</td>'
        f'<td class="num" data-l="Of possible">{totals.possible}</td>'
        f'<td class="num" data-l="Missed">{percent(totals.absence, totals.possible)}</td>'
        f'<td class="num" data-l="Left this year">{standing.left}</td></tr>'
    )
