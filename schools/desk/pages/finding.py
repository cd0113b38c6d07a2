"""Who may be meant by what was typed or scanned at the desk: by name and form, and nothing more of anybody."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from foundation.ui.numbers import counted
from schools.roll.queries import OnRoll
from schools.roll.rules.finding import begins_each, words_of
from schools.roll.rules.names import bare_name

#: Rows shown: a form and more. More of the name leads to the rest.
MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Named:
    """A pupil as the desk names them."""

    id: uuid.UUID
    key: int
    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Found:
    """Those who may be meant, by name, and how many more there are."""

    pupils: tuple[Named, ...] = ()
    more: int = 0

    @property
    def said(self) -> str:
        if not self.pupils:
            return "Nobody on roll is called that, and no form or card."
        more = f" and {self.more} more: type more of the name" if self.more else ""
        return f"{counted(len(self.pupils), 'pupil')}{more}."


def find(typed: str, roll: list[OnRoll], visible: Collection[int]) -> Found:
    """Pupils of whose name some word begins with each word typed, in any order; and those of a form so named."""
    wanted = words_of(typed)
    if not wanted:
        return Found()
    form = "".join(wanted)
    hits = [
        row
        for row in roll
        if row.key in visible
        and (
            "".join(words_of(row.group)) == form
            or begins_each(wanted, words_of(f"{bare_name(row.name)} {row.sort_name}"))
        )
    ]
    hits.sort(key=lambda row: not "".join(words_of(row.sort_name)).startswith(wanted[0]))
    shown = tuple(Named(row.id, row.key, row.name, row.group) for row in hits[:MOST])
    return Found(shown, len(hits) - len(shown))
