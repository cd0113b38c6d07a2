"""What the launcher says while it works: one line for each step, with the seconds it took."""

import contextlib
import sys
import time
from collections.abc import Iterator


class Progress:
    """Writes to the terminal; a terminal that has gone is no reason to stop half-way."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._is_open = False  # a step's line has no end yet

    def say(self, text: str = "") -> None:
        """One whole line."""
        self._write(("\n" if self._is_open else "") + text + "\n")
        self._is_open = False

    def detail(self, text: str) -> None:
        """A line about the step under way."""
        self.say(f"      {text}")

    @contextlib.contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Say what begins and, when it is done, how long it took."""
        began = time.monotonic()
        self._write(f"  {label:<42}")
        self._is_open = True
        yield
        took = f"{time.monotonic() - began:6.1f} s"
        self._write(f"{took}\n" if self._is_open else f"  {'':<42}{took}\n")
        self._is_open = False

    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.write(text)
            sys.stdout.flush()
