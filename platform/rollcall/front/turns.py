"""Who is given a thread next: at most so many at once for a person and for a place, and all others in turn.

Knows no thread or request, and no clock but the one it is given, so that tests of order and limits come out the same on
any machine.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rollcall.front.loops import Loops

#: Of how many places, addresses and people it is remembered when they last had a turn.
_REMEMBERED: Final = 4096


class Crowded(Exception):
    """There is no room for more: come again later."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose request it is, as far as its headers tell: the host it came to, the address it came from, the browser.

    `place` is a host: a school's, a trust's, an authority's or the id host, where everybody signs in.
    """

    place: str
    address: str
    person: str

    @property
    def browser(self) -> tuple[str, str]:
        """The browser at this place, from whatever address."""
        return self.place, self.person

    @property
    def is_one(self) -> bool:
        """Whether it is one browser: those without a cookie are counted as one of their address, however many they are."""
        return self.person != self.address


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many may wait: of one browser, of one address, at one place, and in all."""

    person: int = 256
    address: int = 512
    place: int = 512
    together: int = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One request that waits for a thread, or has one. `refuse` is called when there is no room for it any longer."""

    who: Who
    number: int
    begin: Callable[[], None]
    refuse: Callable[[], object]


#: `later(seconds, act)` has something done when so many seconds have passed.
Later = Callable[[float, Callable[[], None]], object]


class Turns:
    """Shares `threads` out. `person` and `place` are how many each may have at once; `places` have other numbers than that.

    A thread that is free goes to the place whose last turn is longest ago, there to the address and then the browser
    of which the same is true, and there to the request that came first. Who sends many requests so waits for their own;
    nobody else does; and who goes on so stands back while others are at work (`loops.py`). Not for several threads at
    once: the event loop's alone.
    """

    def __init__(
        self,
        threads: int,
        *,
        place: int,
        person: int,
        now: Callable[[], float],
        later: Later,
        places: Mapping[str, int] = MappingProxyType({}),
        waiting: Waiting = Waiting(),
    ) -> None:
        self.threads = threads
        self._most_of_place, self._most_of_person, self._most_of = place, person, places
        self._most_waiting = waiting
        self._now, self._later, self._loops = now, later, Loops(now)
        self._looks_at = float("inf")
        self._waiting: dict[Turn, None] = {}
        self._begun: dict[Turn, float] = {}
        self._at_work: Counter[Hashable] = Counter()
        self._waiting_of: Counter[Hashable] = Counter()
        self._last: OrderedDict[Hashable, int] = OrderedDict()
        self._asked = self._given = 0

    def ask(self, who: Who, begin: Callable[[], None], refuse: Callable[[], object]) -> Turn:
        """Wait for a thread; `begin` is called when one is theirs, perhaps at once.

        Where too many wait, `refuse` is called of the newest of whoever has most there, perhaps at once too.
        """
        self._asked += 1
        turn = Turn(who, self._asked, begin, refuse)
        if not (self._at_work[who.browser] or self._waiting_of["browser", who.browser]):
            self._loops.has_come_alone(who.browser)
        self._waiting[turn] = None
        self._waiting_of.update(_waits_as(who))
        self._give()
        if turn in self._waiting:
            self._make_room(who)
        return turn

    def leave(self, turn: Turn) -> None:
        """Give the thread back, or wait for it no longer."""
        if turn in self._begun:
            took = self._now() - self._begun.pop(turn)
            self._loops.has_ended(turn.who.browser, took if turn.who.is_one else 0.0)
            _less(self._at_work, turn.who.browser)
            _less(self._at_work, turn.who.place)
            self._give()
        elif turn in self._waiting:
            self._wait_no_longer(turn)

    def _wait_no_longer(self, turn: Turn) -> None:
        del self._waiting[turn]
        for key in _waits_as(turn.who):
            _less(self._waiting_of, key)

    def _make_room(self, who: Who) -> None:
        """Turn somebody away wherever one more than may is waiting: of a browser, of an address, at a place, in all."""
        most = self._most_waiting
        for key, number in zip(_waits_as(who), (most.person, most.address, most.place, most.together), strict=True):
            if self._waiting_of[key] > number:
                newest = self._newest_of_most(key)
                self._wait_no_longer(newest)
                newest.refuse()

    def _newest_of_most(self, key: Hashable) -> Turn:
        """Of those counted under `key`: of one address a browser has most; elsewhere an address, which nobody makes up."""
        there = [turn for turn in self._waiting if key in _waits_as(turn.who)]
        addresses = {turn.who.address for turn in there}
        claim = [turn.who.browser if len(addresses) == 1 else turn.who.address for turn in there]
        has = Counter(claim)
        return max(zip(there, claim, strict=True), key=lambda one: (has[one[1]], one[0].number))[0]

    def _give(self) -> None:
        while len(self._begun) < self.threads:
            there = [turn for turn in self._waiting if self._may(turn.who)]
            back = {turn: wait for turn in there if (wait := self._loops.wait_of(turn.who.browser)) > 0}
            turn = min((turn for turn in there if turn not in back), key=self._rank, default=None)
            if turn is None:
                self._look_after(min(back.values(), default=None))
                return
            self._wait_no_longer(turn)
            self._begun[turn] = self._now()
            self._loops.has_begun(turn.who.browser)
            self._at_work[turn.who.browser] += 1
            self._at_work[turn.who.place] += 1
            self._note(turn.who)
            turn.begin()

    def _look_after(self, wait: float | None) -> None:
        """Look again whether somebody may have a thread, after so many seconds, unless that is done before."""
        if wait is not None and self._now() + wait < self._looks_at:
            self._looks_at = self._now() + wait
            self._later(wait, self._look)

    def _look(self) -> None:
        self._looks_at = float("inf")
        self._give()

    def _may(self, who: Who) -> bool:
        most_of_place = self._most_of.get(who.place, self._most_of_place)
        return self._at_work[who.browser] < self._most_of_person and self._at_work[who.place] < most_of_place

    def _rank(self, turn: Turn) -> tuple[int, ...]:
        return (*(self._last.get(key, 0) for key in self._keys(turn.who)), turn.number)

    def _keys(self, who: Who) -> tuple[Hashable, Hashable, Hashable]:
        """What has turns. Browsers that never had one share one browser's of their address: anybody can make them up."""
        return who.place, (who.place, who.address), who if who in self._last else (who.place, who.address, "new")

    def _note(self, who: Who) -> None:
        self._given += 1
        for key in (*self._keys(who), who):
            self._last[key] = self._given
            self._last.move_to_end(key)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)


def _waits_as(who: Who) -> tuple[Hashable, ...]:
    """What a request that waits is counted as, from the narrowest to all."""
    return ("browser", who.browser), ("address", who.address), ("place", who.place), "together"


def _less(counter: Counter[Hashable], key: Hashable) -> None:
    """One less of it; what comes to nothing is forgotten, for clients choose the keys."""
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
