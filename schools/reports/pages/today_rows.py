"""The lines of a list of Today, by one escaping function."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import clock, thousands
from schools.pupils.pages.list_rows import CONTACT_FIRST
from schools.roll.pages.today_lists import Cell, Figure, Line, Since, Tag

#: Cells of so few letters stay one line, whatever the width of the others.
SHORT: Final = 18


def today_rows(key: str, lines: Iterable[Line], heads: Sequence[str]) -> SafeString:
    """Table rows of the list called `key`: the thing, leading to it; its cells; and the likely act at the end.

    On a narrow screen a row is a card, in which a cell bears its head's name.
    """
    names = [escape(head) for head in heads[1:]]
    return mark_safe("\n".join(_row(key, line, names) for line in lines))  # noqa: S308


def _row(key: str, line: Line, names: Sequence[str]) -> str:
    hidden = " data-name" if line.pupil is not None else ""
    head = escape(line.head)
    note = f" <small>{escape(line.note)}</small>" if line.note else ""
    sign = f" {CONTACT_FIRST}" if line.contact_first else ""
    cells = "".join(_cell(cell, name) for cell, name in zip(line.cells, names, strict=False))
    about = f'<span class="vh">, <span{hidden}>{head}</span></span>'
    act = (
        f'<a class="btn small" id="{escape(f"{key}-{line.key}")}" href="{escape(line.act_address)}" data-act>'
        f"{escape(line.act)}{about}</a>"
        if line.act
        else ""
    )
    return (
        f'<tr{" class=now" if line.now else ""}><th scope="row" class="person">'
        f'<a href="{escape(line.address)}"{hidden}>{head}</a>{note}{sign}</th>{cells}<td class="end">{act}</td></tr>'
    )


def _cell(cell: Cell, name: str) -> str:
    match cell:
        case Figure(number):
            return f'<td class="num" data-l="{name}">{thousands(number)}</td>'
        case Since(moment):
            return (
                f'<td class="nowrap" data-l="{name}"><time datetime="{moment.isoformat()}" data-since>'
                f"since {clock(moment)}</time></td>"
            )
        case Tag(state, word, more):
            after = f' <span class="soft">{escape(more)}</span>' if more else ""
            short = " class=nowrap" if len(f"{word} {more}") <= SHORT else ""
            return f'<td{short}><span class="tag {escape(state)}">{escape(word)}</span>{after}</td>'
        case _:
            short = " class=nowrap" if len(cell) <= SHORT else ""
            return f"<td{short}>{conditional_escape(cell)}</td>"
