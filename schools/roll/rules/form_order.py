"""The order in which forms are listed: by year group, and 7A before 10A before Oak."""

import re

from schools.roll.rules.names import base_letters
from schools.roll.rules.year_group import year_group_order

_PART = re.compile(r"[0-9]+|[^0-9]+")


def form_order(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A sort key for a form's name: its numbers by their value, before letters; letters as names are compared."""
    parts = _PART.findall(name)
    return tuple((False, int(part), "") if part[0] in "0123456789" else (True, 0, base_letters(part)) for part in parts)


def form_place(year_group: str, name: str) -> tuple[int, tuple[tuple[bool, int, str], ...]]:
    """A sort key for a form among those of a school: of mixed ages first, then by year group, then by name."""
    return year_group_order(year_group) if year_group else -1, form_order(name)
