"""Lists of Today: every room that knows of work that waits for a person offers its own when it loads.

    # in an app's AppConfig.ready()
    offer_list(TodayList("missing", "Registers missing", 10, Permission.SEE_REGISTERS, missing, watches=(Entry,)))

The page stands above these rooms and does not know them. It draws their lists in order, the first lines of each and then
all, and writes down whom it showed. What several lists of a room read is read once: `asked.once(read)`.

The page is asked every few seconds whether anything has changed, and one statement answers: the newest rows of the tables
that a list `watches` (insert-only, numbered as they come), and the moment at which one changes by itself (`until`). What
leaves an audit line needs no table named: those are always watched. Most lists are empty most of the day: one that says
where it is seen that something may wait (`waits`) is asked only then.

The order is the order of need; one that another list has is refused.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, overload

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.ui.sentences import Said

Read = TypeVar("Read")


@dataclass(frozen=True)
class Asked:
    """Who asks, and when. Whoever opens Today reaches the whole school."""

    member: Member
    now: dt.datetime
    _read: dict[Callable[["Asked"], Any], Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(LONDON).date()

    def may(self, permission: Permission) -> bool:
        """Whether who asks may do it at all."""
        return may(self.member, permission)

    def once(self, read: Callable[["Asked"], Read]) -> Read:
        """What `read` gives, asked once however many lists of the page need it."""
        if read not in self._read:
            self._read[read] = read(self)
        found: Read = self._read[read]
        return found


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as `<c-tag>` draws it: its shape, its word, and what follows the word."""

    state: str
    word: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """A moment that the page counts the minutes from, and goes on counting while it is open."""

    moment: dt.datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a column of numbers."""

    number: int


#: What a cell holds. Text is escaped, unless a room has made it markup by an escaping function of its own.
Cell = str | Tag | Since | Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. `key` names it within its list, so that a page that changes keeps the focus on it.

    `head` leads to `address`, and is the name of a pupil when `pupil`, their compact key, is given; `note` is a word
    beside it. `act` in words leads to `act_address`: the likely thing to do. `now` when it cannot wait.
    """

    key: str
    head: str
    address: str
    cells: tuple[Cell, ...] = ()
    note: str = ""
    pupil: int | None = None
    contact_first: bool = False
    act: str = ""
    act_address: str = ""
    now: bool = False


@dataclass(frozen=True)
class Lines(Sequence[Line]):
    """What waits, made into lines one by one as they are drawn: a list of hundreds shows its first and says how many."""

    things: Sequence[Any]
    make: Callable[[Any], Line]

    def __len__(self) -> int:
        return len(self.things)

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...

    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        if isinstance(place, slice):
            return [self.make(thing) for thing in self.things[place]]
        return self.make(self.things[place])


@dataclass(frozen=True)
class LinesTogether(Sequence[Line]):
    """The same, of things of which more is read to be drawn: `make` reads it once for all that are drawn together."""

    things: Sequence[Any]
    make: Callable[[Sequence[Any]], list[Line]]

    def __len__(self) -> int:
        return len(self.things)

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...

    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        if isinstance(place, slice):
            return self.make(self.things[place])
        return self.make([self.things[place]])[0]


@dataclass(frozen=True)
class Answer:
    """A list as it stands: every line, the most urgent first, under these heads.

    `aside` stands beside the name of the list, `hint` under it among the names of all, `lede` in the page's opening
    sentence. Templates with their values: `parts` stand between heading and table, `explained` where figures are explained.
    """

    heads: tuple[str, ...]
    lines: Sequence[Line]
    aside: str = ""
    hint: Tag | str = ""
    lede: tuple[Said, ...] = ()
    parts: tuple[tuple[str, object], ...] = ()
    explained: tuple[tuple[str, object], ...] = ()
    until: dt.datetime | None = None


#: The answer of a list in which nothing waits.
NOTHING: Final = Answer((), ())


@dataclass(frozen=True, slots=True)
class TodayList:
    """A list that a room offers. `key` is what addresses and the page's parts call it; `answer` is asked once a page.

    A `quiet` one is an alarm: it is named only while something waits in it. Where `waits` finds no row, nothing does, and
    the list is not asked: that is found out of all lists by one statement (`idle`).
    """

    key: str
    name: str
    order: int
    permission: Permission
    answer: Callable[[Asked], Answer]
    watches: tuple[type[models.Model], ...] = ()
    quiet: bool = False
    waits: Callable[[Asked], models.QuerySet[Any]] | None = None


_offered: dict[str, TodayList] = {}


def offer_list(one: TodayList) -> None:
    """Have Today show this list; offering it twice changes nothing. ImproperlyConfigured when its key or order is taken."""
    for other in _offered.values():
        if other != one and (other.key == one.key or other.order == one.order):
            message = f"{one.key!r} ({one.order}) and {other.key!r} ({other.order}) have one key or one order on Today"
            raise ImproperlyConfigured(message)
    _offered[one.key] = one


def lists_of(member: Member) -> list[TodayList]:
    """The lists this member may see, in order."""
    return sorted((one for one in _offered.values() if may(member, one.permission)), key=lambda one: one.order)


def idle(lists: Iterable[TodayList], asked: Asked) -> frozenset[str]:
    """The keys of the lists in which nothing can wait, as far as they say where that is seen. One statement, or none."""
    seen = [(one.key, one.waits(asked).query.exists()) for one in lists if one.waits is not None]
    if not seen:
        return frozenset()
    each = [query.sql_with_params() for _, query in seen]
    with connections[ALIAS].cursor() as cursor:
        # The queries are Django's, with their values apart.
        cursor.execute(
            f"SELECT {', '.join(f'EXISTS ({sql})' for sql, _ in each)}",
            [value for _, values in each for value in values],
        )
        row = cursor.fetchone()
    return frozenset(key for (key, _), found in zip(seen, row, strict=True) if not found)


def watched() -> tuple[type[models.Model], ...]:
    """Every table that some list watches, each once, in an order that stays."""
    return tuple(dict.fromkeys(table for one in _offered.values() for table in one.watches))
