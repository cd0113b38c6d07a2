r"""The cells of a register, by one escaping function: a template takes ten times as long over a school's week.

A row is `<tr data-pupil data-spoken><th>name</th><td>…</td>…</tr>`: whose it is and how they are called stand there once,
and the grid's script has them from there. It reads each cell's state from the page's facts, so a cell carries only what a
person sees and hears. The row's head says the name; the script says it with each cell too, and lets each be focused:
written here, names alone were a quarter of a week's page as it is sent. Every value that is not a number of ours goes
through escape().
"""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.registers.queries.sheets import SheetPupil, SheetRow
from schools.registers.rules.entering import NO_MARK, CellMark, awaits_taking
from schools.registers.rules.plan_sources import label_of
from schools.registers.rules.slots import Slot
from schools.registers.rules.spoken import NO_SESSION, UNCONFIRMED, said_expected, said_mark, said_plan, shape_of
from schools.roll.pages.name_markup import name_html
from schools.roll.rules.names import spoken_name

_ANY = "00000000-0000-0000-0000-000000000000"
_ABSENT = frozenset("aun")


def mark_html(standing: CellMark, slot: Slot) -> str:
    """A mark as it stands in a cell; nothing where it is missing and not yet due."""
    if standing.expects:
        return f'<span class="mk w">{escape(standing.expects)}</span>'
    if standing.code is None:
        return '<span class="mk m"></span>' if slot.due else ""
    minutes = "" if standing.minutes is None else f"<small>{standing.minutes}</small>"
    planned = " planned" if awaits_taking(slot, standing) else ""
    return f'<span class="mk {shape_of(standing.code, slot.date)}{planned}">{escape(standing.code)}{minutes}</span>'


def row_opening(pupil: SheetPupil) -> str:
    """The tag of a pupil's row without its end, for a class to follow."""
    return f'<tr data-pupil="{pupil.id}" data-spoken="{escape(spoken_name(pupil.name))}"'


def cell_label(standing: CellMark | None, slot: Slot) -> str:
    """A cell as it is read aloud after the name: "Thursday AM, N, no reason yet"."""
    if standing is None:
        return f"{slot.name}, not in this group"
    if standing.code is None and slot.closed:
        return f"{slot.name}, {NO_SESSION}"
    if standing.expects:
        return f"{slot.name}, {said_expected(standing.expects, slot.date)}"
    said = said_mark(standing.code, standing.minutes, slot.date, due=slot.due)
    return f"{slot.name}, {said}{_said_planned(standing, slot)}"


def _said_planned(standing: CellMark, slot: Slot) -> str:
    waits = awaits_taking(slot, standing)
    if standing.planned and standing.plan:
        return said_plan(standing.plan, waits=waits)
    return UNCONFIRMED if waits else ""


def cell_tip(standing: CellMark, slot: Slot) -> str:
    """The attribute that says on hovering who planned what is in a cell; empty for any other."""
    if standing.expects:
        return f' title="{escape(said_expected(standing.expects, slot.date).capitalize())}"'
    if not standing.plan:
        return ""
    return f' title="Planned: {escape(label_of(standing.plan))}"'


def column_class(slot: Slot, chosen: Slot) -> str:
    """How a column is drawn: the chosen day's two stay in sight on a narrow screen, the chosen session is lit."""
    drawn = session_class(slot, chosen)
    return drawn if slot.due else f"{drawn} before"


def session_class(slot: Slot, chosen: Slot) -> str:
    """How the head of a session is drawn, whether or not its register has opened."""
    words = ["day" if slot.date == chosen.date else "other"]
    if slot.session == 2:
        words.append("pm")
    if (slot.date, slot.session) == (chosen.date, chosen.session):
        words.append("lit")
    return " ".join(words)


def with_gone(classes: Sequence[str], rows: Sequence[SheetRow], slots: Sequence[Slot]) -> list[str]:
    """The columns' classes, with `gone` where no mark at all stands: drawn as one dashed column, not as thirty boxes."""
    return [
        f"{css} gone"
        if slot.due
        and len(cells := [cell for row in rows if (cell := row.cells[place]) is not None]) > 1
        and all(cell.code is None for cell in cells)
        and NO_MARK in cells
        else css
        for place, (css, slot) in enumerate(zip(classes, slots, strict=True))
    ]


def absent(row: SheetRow, slots: Sequence[Slot]) -> int:
    """Sessions of these that the pupil missed, authorised or not: those due by now, and nothing that is only planned."""
    return sum(
        1
        for cell, slot in zip(row.cells, slots, strict=True)
        if slot.due and cell and cell.code and not cell.planned and shape_of(cell.code, slot.date) in _ABSENT
    )


def register_rows(
    rows: Iterable[SheetRow],
    slots: Sequence[Slot],
    chosen: Slot,
    *,
    pupil_address: str = "",
    unlinked: Collection[uuid.UUID] = (),
) -> SafeString:
    """Table rows of a register: number and name, a cell for each slot, sessions absent.

    `pupil_address` is the address of a pupil's page with the nil UUID in the pupil's place; empty leaves names unlinked,
    as are those of the pupils `unlinked`, who are hidden from the reader everywhere else.
    """
    shown = list(rows)
    classes = with_gone([column_class(slot, chosen) for slot in slots], shown, slots)
    before, _, after = pupil_address.partition(_ANY)
    link = (before, after) if pupil_address else None
    return mark_safe(  # noqa: S308 - every value that is not a number of ours went through escape()
        "\n".join(
            _row(number, row, slots, classes, None if row.pupil.id in unlinked else link)
            for number, row in enumerate(shown, start=1)
        )
    )


def _row(
    number: int, row: SheetRow, slots: Sequence[Slot], classes: Sequence[str], link: tuple[str, str] | None
) -> str:
    pupil = row.pupil
    name = name_html(pupil.name)
    if link:
        named = f'<a href="{link[0]}{pupil.id}{link[1]}" tabindex="-1" data-name>{name}</a>'
    else:
        named = f"<span data-name>{name}</span>"
    cells = []
    for standing, slot, css in zip(row.cells, slots, classes, strict=True):
        label = escape(cell_label(standing, slot))
        if standing is None:
            cells.append(f'<td class="{css} off" aria-label="{label}"></td>')
        else:
            tip, mark = cell_tip(standing, slot), mark_html(standing, slot)
            cells.append(f'<td class="{css}" aria-label="{label}"{tip}>{mark}</td>')
    missed = absent(row, slots) or "–"
    head = f'<th scope="row"><span class="no">{number}</span>{named}</th>'
    return f'{row_opening(pupil)}>{head}{"".join(cells)}<td class="tot">{missed}</td></tr>'
