"""The contract between a connector and the school's intake.

A connector opens what another system sent and is asked for a roll, or for marks. It hands over plain values
(`schools.intake.rules.records`) and puts what it finds wrong into the `Problems` it was given; when it must give up it
raises `FileRefusedError`. It never touches the database, reads no clock (`as_at` is passed in), guesses nothing, and
takes no more memory for a large file than for a small one with as many pupils.
"""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from schools.intake.rules.problems import FileRefusedError, Problem, Problems, Severity
from schools.intake.rules.records import Marks, Roll, RollRow

__all__ = ["FileRefusedError", "Marks", "Problem", "Problems", "Progress", "Roll", "RollRow", "Severity", "Source"]

# Called now and then with the share of the file that has been read, from 0 to 1.
Progress = Callable[[float], None]


class Source(Protocol):
    """Something that holds a roll or marks, opened and found to be of a known layout."""

    @property
    def layout(self) -> str:
        """What was recognised, for people: "SIMS CommandReporter XML"."""

    def roll(self, problems: Problems, *, as_at: date) -> Roll:
        """Read it as a roll, as it stood on `as_at`."""

    def marks(self, problems: Problems, *, as_at: date) -> Marks:
        """Read it as marks; those dated after `as_at` are set aside."""
