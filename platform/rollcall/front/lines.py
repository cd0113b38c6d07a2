"""What clients hold by being slow, bodies on their way and answers being taken, and the room there is for that.

Knows no clock, socket or request, as `turns` does not.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rollcall.front.turns import Crowded


class Line:
    """One body or answer on its way. `drop`, once set, ends the waiting for it; `is_dropped` says that it was called."""

    def __init__(self, lines: "Lines", address: str) -> None:
        self._lines, self.address = lines, address
        self.had = self.counted = 0
        self.drop: Callable[[], None] = lambda: None
        self.is_dropped = False

    def carries(self, size: int) -> None:
        """So many more bytes are held for it. Crowded when there is no room for them."""
        self._lines.count(self, size)

    def is_through(self) -> None:
        """It waits for its client no longer and is never dropped; what it holds still counts."""
        self._lines.no_longer_slow(self)


class Lines:
    """How many lines there may be of an address, and bytes on them, of an address and `together`.

    Where there is no room the oldest that still waits for its client makes some: of the same address, or of one that holds
    as much or more. What is not over `small` is not counted in bytes, so that saves always have room.
    """

    def __init__(self, *, lines: int, small: int, of_address: int, together: int) -> None:
        self._most, self._small, self._of_address, self._together = lines, small, of_address, together
        self._slow: dict[str, dict[Line, None]] = {}
        self._bytes: Counter[str] = Counter()
        self._all = 0

    @contextmanager
    def line(self, address: str) -> Iterator[Line]:
        """A line of that address while the block lasts."""
        there = self._slow.setdefault(address, {})
        line = Line(self, address)
        there[line] = None
        if len(there) > self._most:
            self._drop(next(iter(there)))
        try:
            yield line
        finally:
            self._forget(line)

    def count(self, line: Line, size: int) -> None:
        """See `Line.carries`."""
        line.had += size
        if line.had <= self._small or line.is_dropped:
            return
        more = line.had - line.counted
        line.counted += more
        self._bytes[line.address] += more
        self._all += more
        while (alone := self._bytes[line.address] > self._of_address) or self._all > self._together:
            oldest = self._oldest(line, [line.address] if alone else self._bytes)
            if oldest is None:
                raise Crowded
            self._drop(oldest)

    def no_longer_slow(self, line: Line) -> None:
        """See `Line.is_through`."""
        there = self._slow.get(line.address, {})
        there.pop(line, None)
        if not there:
            self._slow.pop(line.address, None)

    def _oldest(self, line: Line, addresses: "list[str] | Counter[str]") -> Line | None:
        for address in sorted(addresses, key=lambda address: -self._bytes[address]):
            if self._bytes[address] >= self._bytes[line.address]:
                for one in self._slow.get(address, ()):
                    if one.counted and one is not line:
                        return one
        return None

    def _drop(self, line: Line) -> None:
        self._forget(line)
        line.is_dropped = True
        line.drop()

    def _forget(self, line: Line) -> None:
        self.no_longer_slow(line)
        self._all -= line.counted
        self._bytes[line.address] -= line.counted
        if self._bytes[line.address] <= 0:
            del self._bytes[line.address]
        line.counted = 0
