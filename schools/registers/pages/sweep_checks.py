"""Checks of sweeps: every room that knows of something a register should not hold offers what finds it when it loads.

    # in an app's AppConfig.ready()
    offer_check(Check("left", "Marks after leaving", 50, left, "mark after leaving", "marks after leaving"))

The page stands above these rooms and does not know them. It asks each check once, for all the days it shows, and sorts what
was found into its days, weeks and months. What several checks of a room read is read once: `swept.once(read)`.

Orders in use: missing 10, codes 20, D 25, not met 30, before admission 40, after leaving 50, without minutes 60, N 70.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured

from foundation.london import LONDON
from schools.registers.queries.sheets import Timetable

Read = TypeVar("Read")


@dataclass(frozen=True)
class Swept:
    """The days that are gone through, both included, as at a moment. Whoever sees sweeps reaches the whole school."""

    first: dt.date
    last: dt.date
    now: dt.datetime
    timetable: Timetable
    _read: dict[Callable[["Swept"], Any], Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(LONDON).date()

    def once(self, read: Callable[["Swept"], Read]) -> Read:
        """What `read` gives, asked once however many checks need it."""
        if read not in self._read:
            self._read[read] = read(self)
        found: Read = self._read[read]
        return found


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a register should not hold. `key` names it for good within its check, also when half of it is mended.

    `head` is the name of a pupil when `pupil`, their compact key, is given, and leads to `address`; `note` is a word beside
    it. `when` is its session; `said` says what is wrong. `since` is the day from which it is wrong, when that is not `on`.
    """

    key: str
    on: dt.date
    when: str
    head: str
    address: str
    said: str
    note: str = ""
    pupil: int | None = None
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What finds one kind of thing: `find` is asked once for all days, in a fixed number of statements.

    `one` and `many` count it in words; `lede` says what to do about it. What is `standing` is found again in every sweep
    from then on until it is mended.
    """

    key: str
    name: str
    order: int
    find: Callable[[Swept], Sequence[Finding]]
    one: str
    many: str
    lede: str = ""
    standing: bool = False


_offered: dict[str, Check] = {}


def offer_check(one: Check) -> None:
    """Have sweeps make this check; offering it twice changes nothing. ImproperlyConfigured when key or order is taken."""
    for other in _offered.values():
        if other != one and (other.key == one.key or other.order == one.order):
            message = f"{one.key!r} ({one.order}) and {other.key!r} ({other.order}) have one key or one order in sweeps"
            raise ImproperlyConfigured(message)
    _offered[one.key] = one


def checks() -> list[Check]:
    """Every check, in order."""
    return sorted(_offered.values(), key=lambda one: one.order)
