"""The contract between a connector and the school's intake.

A connector opens what another system sent and is asked for a roll, or for marks. It hands over plain values
(`schools.intake.rules.records`) and puts what it finds wrong into the `Problems` it was given; when it must give up it
raises `FileRefusedError`. It never touches the database, reads no clock (`as_at` is passed in), guesses nothing, and
takes no more memory for a large file than for a small one with as many pupils.
"""

from collections.abc import Callable
from typing import Protocol

from schools.intake.rules.problems import FileRefusedError, Problem, Problems, Severity
from schools.intake.rules.records import Marks, Roll, RollRow, Source

__all__ = [
    "ByteStream",
    "FileRefusedError",
    "Marks",
    "Problem",
    "Problems",
    "Progress",
    "Roll",
    "RollRow",
    "Severity",
    "Source",
]

#: Called now and then with the share of the file that has been read, from 0 to 1.
Progress = Callable[[float], None]


class ByteStream(Protocol):
    """What a connector needs of an open file: to read on, and to go to a place."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from the start (0), here (1) or the end (2); where that is."""

    def tell(self) -> int:
        """Where the next byte comes from."""
