"""The bars of the page of patterns: which pupils each one holds, and on which days their absence made it.

How many days or spells make a pupil one of a bar is the product's own choice, which the reader may change for three of them.
A pattern is a question to a family and never a reason; absence with leave, and illness, are counted like any other.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schools.registers.rules.patterns import WEEKDAYS, Beside, Patterns

_NAMES: Final = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays")


@dataclass(frozen=True, slots=True)
class Least:
    """From how many on a pupil is one of a bar: days beside a holiday, days of one weekday, spells.

    The first and the last week of a term are single weeks, in which one day is enough, and so are bank holidays.
    """

    edges: int = 1
    weekdays: int = 3
    spells: int = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A shape of absence: `key` is its word in an address, `words` what its days have in common."""

    key: str
    words: str
    least: int
    unit: str = "day"

    def days(self, found: Patterns) -> tuple[dt.date, ...]:
        """The days that make a pupil one of this bar; none for who is not one of it."""
        if self.key == SPELLS:
            enough = len(found.spells) >= self.least
            return tuple(on for spell in found.spells for on in spell) if enough else ()
        days = _days(self.key, found)
        return days if len(days) >= self.least else ()

    def count(self, found: Patterns) -> int:
        """How many of its unit a pupil has."""
        return len(found.spells) if self.key == SPELLS else len(_days(self.key, found))


SPELLS: Final = "spells"


def bars(least: Least) -> tuple[Bar, ...]:
    """Every bar, in the order of the page."""
    return (
        Bar(Beside.BANK_HOLIDAY.value, "Extends a bank holiday", 1),
        Bar(Beside.HOLIDAY.value, "Extends a holiday", least.edges),
        Bar(Beside.DAY_OFF.value, "Extends another day off", least.edges),
        Bar("first_week", "First week of a term", 1),
        Bar("last_week", "Last week of a term", 1),
        *(
            Bar(f"weekday_{number}", f"{least.weekdays} or more {name}", least.weekdays)
            for number, name in zip(WEEKDAYS, _NAMES, strict=True)
        ),
        Bar(SPELLS, f"{least.spells} or more spells", least.spells, "spell"),
    )


def bar_of(key: str, least: Least) -> Bar | None:
    """A bar by its word in an address; None for a word that is none."""
    return next((bar for bar in bars(least) if bar.key == key), None)


def pupils_of(bar: Bar, found: Mapping[int, Patterns]) -> dict[int, tuple[dt.date, ...]]:
    """Exactly the pupils of a bar, by compact key, each with the days."""
    return {key: days for key, patterns in found.items() if (days := bar.days(patterns))}


def _days(key: str, found: Patterns) -> tuple[dt.date, ...]:
    if key == "first_week":
        return found.first_week
    if key == "last_week":
        return found.last_week
    if key.startswith("weekday_"):
        return found.weekdays.get(int(key.removeprefix("weekday_")), ())
    return found.beside.get(Beside(key), ())
