"""On which line of a TOML text each part stands. `tomllib` reads and does not say where; this says where and does not read.

It is asked only about texts that `tomllib` has read. What it does not find has no line, and is then known by its path alone.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

#: Keys and numbers of items, from the top: ("stages", 0, "criteria", 1, "all", 0, "at_least").
Place = tuple[int | str, ...]

_HEAD: Final = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\"'-]+)\s*=")
_STRINGS: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*$")
_LONG: Final = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Lines:
    """The line, from 1, of each place that was found."""

    found: dict[Place, int]

    def of(self, place: Place) -> int | None:
        """The line of a place, of a list that of its first item; of what stands around it, where it has none of its own."""
        for end in range(len(place), 0, -1):
            here = place[:end]
            if (line := self.found.get(here, self.found.get((*here, 0)))) is not None:
                return line
        return None


def lines_of(text: str) -> Lines:
    """Where everything stands."""
    walk = _Walk()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        walk.read(line, number)
    return Lines(walk.found)


class _Walk:
    """One pass from the first line to the last."""

    def __init__(self) -> None:
        self.found: dict[Place, int] = {}
        self._items: Counter[Place] = Counter()
        self._here: Place = ()
        self._key: Place = ()
        self._long = ""  # the quotation marks that end the text we are in
        self._depth = 0  # of brackets still open
        self._item = 0  # which item of the open list

    def read(self, line: str, number: int) -> None:
        if self._long:
            self._long = "" if self._long in line else self._long
            return
        if self._depth:
            self._inside(line, number)
        elif head := _HEAD.match(line):
            self._head(head, number)
        elif key := _KEY.match(line):
            self._key = (*self._here, key[1].strip("\"'"))
            self.found.setdefault(self._key, number)
            self._item = 0
            value = line[key.end() :]
            opened = next((marks for marks in _LONG if value.count(marks) == 1), "")
            if opened:
                self._long = opened
            else:
                self._inside(value, number)

    def _head(self, head: re.Match[str], number: int) -> None:
        *above, last = [part.strip().strip("\"'") for part in head[2].split(".")]
        place: Place = ()
        for part in above:
            place = (*place, part)
            if self._items[place]:
                place = (*place, self._items[place] - 1)
        place = (*place, last)
        if head[1] == "[[":
            self._items[place] += 1
            place = (*place, self._items[place] - 1)
        self._here = place
        self.found.setdefault(place, number)

    def _inside(self, value: str, number: int) -> None:
        """Each inline table of a list is an item of it."""
        for mark in _STRINGS.sub("", value):
            if mark in "[{":
                if mark == "{" and self._depth == 1:
                    self.found.setdefault((*self._key, self._item), number)
                    self._item += 1
                self._depth += 1
            elif mark in "]}":
                self._depth -= 1
