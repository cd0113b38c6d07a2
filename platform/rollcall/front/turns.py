"""Who is given a thread next: at most so many at once for a person and for a school, and all others in turn.

Knows no clock, thread or request, so that tests of order and limits come out the same on any machine.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

#: Of how many schools, addresses and people it is remembered when they last had a turn.
_REMEMBERED: Final = 4096


class Crowded(Exception):
    """There is no room for more: come again later."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose request it is, as far as its headers tell: the host it came to, the address it came from, the browser."""

    school: str
    address: str
    person: str

    @property
    def browser(self) -> tuple[str, str]:
        """The browser at this school, from whatever address."""
        return self.school, self.person


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One request that waits for a thread, or has one."""

    who: Who
    number: int
    begin: Callable[[], None]


class Turns:
    """Shares `threads` out. `person` and `school` are how many each may have at once.

    A thread that is free goes to the school whose last turn is longest ago, there to the address and then the browser
    of which the same is true, and there to the request that came first. Who sends many requests so waits for their own;
    nobody else does. Not for several threads at once: the event loop's alone.
    """

    def __init__(
        self, threads: int, *, school: int, person: int, waiting: int = 1024, person_waiting: int = 256
    ) -> None:
        self.threads = threads
        self._most_of_school, self._most_of_person = school, person
        self._most_waiting, self._most_waiting_of_person = waiting, person_waiting
        self._waiting: dict[Turn, None] = {}
        self._begun: dict[Turn, None] = {}
        self._at_work: Counter[Hashable] = Counter()
        self._waiting_of: Counter[Hashable] = Counter()
        self._last: OrderedDict[Hashable, int] = OrderedDict()
        self._asked = self._given = 0

    def ask(self, who: Who, begin: Callable[[], None]) -> Turn:
        """Wait for a thread; `begin` is called when one is theirs, perhaps at once. Crowded when waiting is hopeless."""
        if len(self._waiting) >= self._most_waiting or self._waiting_of[who.browser] >= self._most_waiting_of_person:
            raise Crowded
        self._asked += 1
        turn = Turn(who, self._asked, begin)
        self._waiting[turn] = None
        self._waiting_of[who.browser] += 1
        self._give()
        return turn

    def leave(self, turn: Turn) -> None:
        """Give the thread back, or wait for it no longer."""
        if turn in self._begun:
            del self._begun[turn]
            _less(self._at_work, turn.who.browser)
            _less(self._at_work, turn.who.school)
            self._give()
        elif turn in self._waiting:
            self._wait_no_longer(turn)

    def _wait_no_longer(self, turn: Turn) -> None:
        del self._waiting[turn]
        _less(self._waiting_of, turn.who.browser)

    def _give(self) -> None:
        while len(self._begun) < self.threads:
            turn = min((turn for turn in self._waiting if self._may(turn.who)), key=self._rank, default=None)
            if turn is None:
                return
            self._wait_no_longer(turn)
            self._begun[turn] = None
            self._at_work[turn.who.browser] += 1
            self._at_work[turn.who.school] += 1
            self._note(turn.who)
            turn.begin()

    def _may(self, who: Who) -> bool:
        return self._at_work[who.browser] < self._most_of_person and self._at_work[who.school] < self._most_of_school

    def _rank(self, turn: Turn) -> tuple[int, ...]:
        return (*(self._last.get(key, 0) for key in _keys(turn.who)), turn.number)

    def _note(self, who: Who) -> None:
        self._given += 1
        for key in _keys(who):
            self._last[key] = self._given
            self._last.move_to_end(key)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)


def _keys(who: Who) -> tuple[Hashable, Hashable, Hashable]:
    return who.school, (who.school, who.address), who


def _less(counter: Counter[Hashable], key: Hashable, amount: int = 1) -> None:
    """So many less of it; what comes to nothing is forgotten, for clients choose the keys."""
    counter[key] -= amount
    if counter[key] <= 0:
        del counter[key]


class Tally:
    """Counts what is held at the moment, by key and of all: `each` and `together` are the most there may be."""

    def __init__(self, *, each: int, together: int) -> None:
        self._each, self._together = each, together
        self._held: Counter[Hashable] = Counter()
        self._all = 0

    @contextmanager
    def holding(self, key: Hashable, amount: int = 1) -> Iterator[None]:
        """Hold so many while the block lasts. Crowded when that is more than there may be."""
        if self._held[key] + amount > self._each or self._all + amount > self._together:
            raise Crowded
        self._held[key] += amount
        self._all += amount
        try:
            yield
        finally:
            _less(self._held, key, amount)
            self._all -= amount
