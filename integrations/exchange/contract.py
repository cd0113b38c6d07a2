"""The contract between a connector and the school's intake.

A connector opens what another system sent and is asked for a roll, or for marks. It hands over plain values
(`schools.intake.rules.records`) and puts what it finds wrong into the `Problems` it was given; when it must give up it
raises `Malformed` or `Refused`. It never touches the database, reads no clock (`as_at` is passed in), guesses nothing, and
takes no more memory for a large file than for a small one with as many pupils. Its app declares the system when it loads
(`schools.intake.operations.peers.declare_peer`): the key that imports carry, what people call it, and how to open a file.
Words about a file say that name, which the intake hands over as `Problems.system`.
"""

from typing import Protocol

from schools.intake.rules.problems import Problem, Problems, Severity
from schools.intake.rules.records import Marks, Progress, Roll, RollRow, Source

__all__ = [
    "ByteStream",
    "Marks",
    "Problem",
    "Problems",
    "Progress",
    "Roll",
    "RollRow",
    "Severity",
    "Source",
]


class ByteStream(Protocol):
    """What a connector needs of an open file: to read on, and to go to a place."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, counted from the start (0), here (1) or the end (2); where that is."""

    def tell(self) -> int:
        """Where the next byte comes from."""
