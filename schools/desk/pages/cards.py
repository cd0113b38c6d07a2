"""Cards for a form, to be printed and cut: name, form, and the code as bars and as text."""

import datetime as dt
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.desk.rules.barcode import bars
from schools.desk.rules.short_codes import short_code
from schools.roll.queries import on_roll


@dataclass(frozen=True, slots=True)
class Card:
    """One pupil's card."""

    key: int
    name: str
    form: str
    code: str
    drawn: SafeString


def cards_of(form: str, day: dt.date) -> list[Card]:
    """The cards of everybody in a form that day, by name."""
    return [_card(row.key, row.name, row.group) for row in on_roll(day, group=form)]


def _card(key: int, name: str, form: str) -> Card:
    code = short_code(key)
    drawn, width = bars(code)
    lines = "".join(f'<rect x="{at}" width="{wide}" height="24"/>' for at, wide in drawn)
    svg = f'<svg class="bars" viewBox="0 0 {width} 24" preserveAspectRatio="none" aria-hidden="true">{lines}</svg>'
    return Card(key, name, form, escape(code), mark_safe(svg))  # noqa: S308 - numbers alone
