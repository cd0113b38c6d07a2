"""The rows of the worklist at the persistent absence line, by one escaping function."""

from collections.abc import Callable, Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import days, percent
from schools.pupils.pages.list_rows import addresses, pupil_head
from schools.pupils.pages.pupil_list import PupilLine
from schools.registers.rules.basis import Basis
from schools.registers.rules.pupil_standing import standing_words


def near_rows(lines: Iterable[PupilLine], basis: Basis) -> SafeString:
    """Worklist rows: a box to tick, pupil, year, form, absent in sessions and days, of possible, rate, left, standing.

    Each figure leads to the pupil's explanation.
    """
    address, why = addresses("pupil"), addresses("why_near")
    query = "" if basis is Basis.PUBLISHED else f"?basis={basis.value}"
    return mark_safe("\n".join(_near(line, address, f"{why(line.pupil.id)}{query}") for line in lines))  # noqa: S308


def _near(line: PupilLine, address: Callable[[object], str], why: str) -> str:
    totals, standing = line.totals, line.standing
    if totals is None:
        return ""
    name = escape(line.pupil.name)
    words = standing_words(standing)
    said = f"<b>{words}</b>" if standing.persistent else words
    return (
        f'<tr><td class="pick"><input type="checkbox" name="pupil" value="{line.pupil.id}" aria-label="Choose {name}"></td>'
        f"{pupil_head(line, address)}"
        f'<td data-l="Persistent absence"><a class="opens light" href="{why}" data-opens>{said}'
        f'<span class="vh">, {name}</span></a></td>'
        f'<td class="num" data-l="Absent">{totals.absence}<span class="vh"> sessions,</span></td>'
        f'<td class="num" data-l="Days">{days(totals.absence)}</td>'
        f'<td class="num" data-l="Of possible">{totals.possible}</td>'
        f'<td class="num" data-l="Missed">{percent(totals.absence, totals.possible)}</td>'
        f'<td class="num" data-l="Left this year">{standing.left}</td></tr>'
    )
