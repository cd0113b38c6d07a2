"""Who asks in loops, for more than they are given, and stands back for that while others are at work.

Whose next request always waits already when one of theirs is answered would keep a process at work without end, and
whatever it does beside that takes twice its time: the threads of one process share one interpreter.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

#: Seconds of turns in a row, each with more of theirs waiting, after which a browser stands back. One turn counts as so
#: many at most, that a save is not made to wait for having waited for a long file.
AFTER: Final = 1.0
EACH: Final = 0.2
#: Others are at work for so many seconds after their last turn; and nobody stands back for longer than so many.
BESIDE: Final = 1.0
LONGEST: Final = 2.0
#: Of how many browsers it is remembered when they last worked.
_REMEMBERED: Final = 4096


class Loops:
    """Says from when a browser may have its next turn. Told of each turn; `now` is a clock's seconds, from anywhere."""

    def __init__(self, now: Callable[[], float], *, remembered: int = _REMEMBERED) -> None:
        self._now, self._remembered = now, remembered
        self._at_work: Counter[Hashable] = Counter()
        self._in_a_row: OrderedDict[Hashable, float] = OrderedDict()
        self._ended: OrderedDict[Hashable, float] = OrderedDict()

    def has_come_alone(self, browser: Hashable) -> None:
        """It asks, and nothing else of its own waits or is at work: no loop, or one that waits for its answers."""
        self._in_a_row.pop(browser, None)

    def has_begun(self, browser: Hashable) -> None:
        """A turn of its own begins."""
        self._at_work[browser] += 1

    def has_ended(self, browser: Hashable, took: float) -> None:
        """A turn of its own is over, after so many seconds."""
        self._at_work[browser] -= 1
        if self._at_work[browser] <= 0:
            del self._at_work[browser]
        self._in_a_row[browser] = self._in_a_row.get(browser, 0.0) + min(took, EACH)
        self._ended[browser] = self._now()
        for kept in (self._in_a_row, self._ended):
            kept.move_to_end(browser)
            if len(kept) > self._remembered:
                kept.popitem(last=False)

    def wait_of(self, browser: Hashable) -> float:
        """How many seconds it stands back yet, if nobody works meanwhile who does not now; none or fewer: it need not."""
        if self._in_a_row.get(browser, 0.0) < AFTER:
            return 0.0
        now = self._now()
        longest = self._ended.get(browser, now - LONGEST) + LONGEST - now
        if any(other != browser for other in self._at_work):
            return longest
        others = next((at for other, at in reversed(self._ended.items()) if other != browser), now - BESIDE)
        return min(longest, others + BESIDE - now)
