"""The lines of the evacuation list, by one escaping function: a large school's list is 1,500 of them."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.numbers import clock
from schools.desk.pages.evacuation import Line
from schools.desk.rules.on_site import Whereabouts


def evacuation_rows(lines: Iterable[Line], *, ticked: bool) -> SafeString:
    """A line for each: a box for paper, name and form, what is doubtful, who saw them, and while `ticked` the act."""
    return mark_safe("\n".join(_row(line, ticked=ticked) for line in lines))  # noqa: S308


def _row(line: Line, *, ticked: bool) -> str:
    who, key = line.who, escape(line.who.line)
    name = f"<b data-name>{escape(who.name)}</b>"
    form = f" <small>{escape(who.form)}</small>" if who.form else ""
    tag = ' <span class="tag missing">Not known</span>' if who.whereabouts is Whereabouts.NOT_KNOWN else ""
    note = f' <small class="soft">{escape(who.note)}</small>' if who.note else ""
    seen = f"seen {clock(line.seen.seen_at)} by {escape(line.seen.by_name)}" if line.seen else ""
    keys = escape(" ".join(tick.client_key for tick in line.ticks))
    act = _act(key, escape(who.name), seen=bool(line.seen)) if ticked else ""
    return (
        f'<li data-line="{key}" data-keys="{keys}"{" class=seen" if line.seen else ""}><span class="box" aria-hidden="true">'
        f'</span><span class="who">{name}{form}{tag}{note}</span><span class="by">{seen}</span>{act}</li>'
    )


def _act(key: str, name: str, *, seen: bool) -> str:
    about = f'<span class="vh">: <span data-name>{name}</span></span>'
    if seen:
        return f'<button class="btn small" name="take_back" value="{key}">Take back{about}</button>'
    return f'<button class="btn" name="tick" value="{key}">Seen{about}</button>'
