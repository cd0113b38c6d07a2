"""What stands around a grid and says nothing of a school: its legend, its keys and its dialogs, drawn once in a process.

Nothing goes into it but the two questions below, so it is the same for every reader of whom both have the same answer.
"""

from functools import cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class GridHelp(NamedTuple):
    """The legend with the keys used most, and what opens over a grid: codes, all keys, what is not saved, what clashes."""

    keys: SafeString
    dialogs: SafeString


@cache
def grid_help(*, may_take: bool, one_register: bool) -> GridHelp:
    """The help of a grid: whether its reader may enter marks, and whether it is one group's register or a school's week."""
    asked = {"may_take": may_take, "one_register": one_register}
    return GridHelp(*(render_to_string(f"registers/{name}.html", asked) for name in ("keys", "grid_dialogs")))
