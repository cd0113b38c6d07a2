"""The rows of a school's week, drawn as the register's cells are; the same mark in the same session is worked out once.

A row is `out` where the pupil is not present on the day of the figures (a narrow screen keeps only those), and `has`
where anything but presence stands in the week. Every value that is not a number of ours goes through escape().
"""

import uuid
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.registers.pages.cells import cell_label, cell_tip, column_class, mark_html, row_opening, with_gone
from schools.registers.pages.week import FormWeek, SchoolWeek
from schools.registers.queries.sheets import SheetRow
from schools.registers.rules.entering import CellMark
from schools.registers.rules.kinds import MISSING, NOT_PRESENT, answers
from schools.registers.rules.slots import Slot
from schools.roll.pages.name_markup import name_html

_ANY = "00000000-0000-0000-0000-000000000000"
#: A register's state is written along its column where the column is at least so many rows high.
_ROOM = 7
_TODAY = ("", '<span class="vh">, today</span>')


def form_rows(page: SchoolWeek, *, pupil_address: str = "") -> dict[uuid.UUID, SafeString]:
    """The table rows of each form that is drawn, by the key of its group.

    `pupil_address` is the address of a pupil's page with the nil UUID in the pupil's place; empty leaves names unlinked.
    """
    writer = _Writer(page.slots, page.chosen, pupil_address)
    return {form.whole.group.pk: writer.rows(form) for form in page.opened}


def day_heads(page: SchoolWeek) -> SafeString:
    """The heads of the days, the same over every form."""
    days = "".join(
        f'<th scope="colgroup" colspan="2" class="{"day now" if now else "other"}">'
        f"{slot.date:%a}{_TODAY[slot.date == slot.today]}</th>"
        for slot, now in page.days
    )
    head = f'<tr><th scope="col"><span class="vh">Pupil</span></th>{days}</tr>'
    return mark_safe(head)  # noqa: S308 - nothing in it was typed by anybody


class _Writer:
    def __init__(self, slots: Sequence[Slot], chosen: Slot, pupil_address: str) -> None:
        self._slots = slots
        self._today = [slot.date == chosen.date for slot in slots]
        self._columns = [column_class(slot, chosen) for slot in slots]
        before, _, after = pupil_address.partition(_ANY)
        self._link = (before, after) if pupil_address else None
        self._drawn: list[dict[CellMark | None, tuple[str, str, bool, str]]] = [{} for _ in slots]

    def rows(self, form: FormWeek) -> SafeString:
        classes = with_gone(self._columns, form.rows, self._slots)
        gone = [form.gone(place) for place in range(len(self._slots))]
        words = gone if len(form.rows) >= _ROOM else [""] * len(gone)
        made = []
        for number, row in enumerate(form.rows):
            made.append(self._row(row, classes, gone, [] if number else words))
        return mark_safe("\n".join(made))  # noqa: S308 - every value that is not a number of ours went through escape()

    def _row(self, row: SheetRow, classes: Sequence[str], gone: Sequence[str], words: Sequence[str]) -> str:
        pupil = row.pupil
        name = name_html(pupil.name)
        cells, has, out = [], False, False
        for place, standing in enumerate(row.cells):
            said, mark, away, tip = self._draw(place, standing)
            if away and not gone[place]:
                has = True
                out = out or self._today[place]
            css = classes[place] if standing is not None else f"{classes[place]} off"
            label = f' data-gone="{words[place]}"' if words and words[place] else ""
            cells.append(f'<td class="{css}" aria-label="{said}"{tip}{label}>{mark}</td>')
        head = f"<span data-name>{name}</span>"
        if self._link:
            head = f'<a href="{self._link[0]}{pupil.id}{self._link[1]}" tabindex="-1" data-name>{name}</a>'
        kind = f' class="{"has out" if out else "has"}"' if has else ""
        return f'{row_opening(pupil)}{kind}><th scope="row">{head}</th>{"".join(cells)}</tr>'

    def _draw(self, place: int, standing: CellMark | None) -> tuple[str, str, bool, str]:
        """What is said, what is drawn, whether the pupil was not present, and who planned it."""
        if (found := self._drawn[place].get(standing)) is None:
            slot = self._slots[place]
            said = escape(cell_label(standing, slot))
            mark = mark_html(standing, slot) if standing is not None else ""
            away = answers(NOT_PRESENT, standing, slot) or answers(MISSING, standing, slot)
            tip = cell_tip(standing, slot) if standing is not None else ""
            found = self._drawn[place][standing] = (said, mark, away, tip)
        return found
