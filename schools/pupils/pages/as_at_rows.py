"""The rows of a register as it stood and as it stands, by one escaping function."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.pupils.pages.as_at import GroupAsAt, Reading
from schools.roll.pages.name_markup import name_html


def as_at_rows(page: GroupAsAt, *, then: bool) -> SafeString:
    """Table rows: the pupil's name and ten marks. A cell that differs has a ring, a corner and a word."""
    # Every value that is not a number of ours goes through escape().
    return mark_safe(  # noqa: S308
        "\n".join(
            f'<tr><th scope="row" class="person" data-name>{name_html(row.pupil.name)}</th>'
            + "".join(
                _cell(reading, f"{slot.date:%a}", slot.session, then=then)
                for reading, slot in zip(row.then if then else row.now, page.slots, strict=True)
            )
            + "</tr>"
            for row in page.rows
        )
    )


def _cell(reading: Reading | None, day: str, session: int, *, then: bool) -> str:
    name = f' data-l="{day}"' if session == 1 else ""
    if reading is None:
        return f'<td{name}><span class="vh">not in this group</span></td>'
    minutes = "" if reading.minutes is None else f"<small>{reading.minutes}</small>"
    words = escape(reading.words.partition(", ")[2] or reading.words)
    changed = (", changed since" if then else ", changed") if reading.differs else ""
    said = f'<span class="vh"> {words}{changed}</span>'
    mark = f'<span class="mk {reading.shape}">{escape(reading.code)}{minutes}</span>' if reading.shape else ""
    return f"<td{name}{' class=differs' if reading.differs else ''}>{mark}{said}</td>"
