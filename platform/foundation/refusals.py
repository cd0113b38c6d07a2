"""How somebody is told no. Three kinds, told apart by what they do next; raise the one whose way out is theirs.

* `Refused`: what was asked is understood, and cannot be done as things stand ("A closed year stays closed", "This number
  is another pupil's"). They ask for something else, or first put right what stands against it.
* `Malformed`: what was sent cannot be read: a date, a number, a cell, a file. They write or export it again.
* `Overtaken`: it could be done when they looked, and somebody else was first. They look again and decide anew.

Each says in its faults what is wrong, in words for that person. A subclass carries what a page needs beside the words
(the cells that somebody else changed), or it is not made. No kind knows of HTTP: `foundation.statuses` says what answers
it. What our own code has done wrong is none of these: that stays an error.
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands against what was asked: a value, for rules to return and refusals to carry.

    `words` are for people; `code` is a stable name for programs. `field` is what to change, empty for the whole; `row` the
    place in what was sent, from 1. `remedy` says what to do where the words alone do not.
    """

    words: str
    code: str = ""
    field: str = ""
    row: int | None = None
    remedy: str = ""

    @property
    def said(self) -> str:
        """What is wrong and what to do about it."""
        return f"{self.words} {self.remedy}" if self.remedy else self.words

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.field) if part)
        return f"{place}: {self.said}" if place else self.said


class Refused(Exception):
    """What was asked cannot be done as things stand; nothing of it was. Also the base of the two other kinds."""

    faults: tuple[Fault, ...]

    def __init__(
        self, words: str, *, code: str = "", field: str = "", row: int | None = None, remedy: str = ""
    ) -> None:
        self.faults = (Fault(words, code, field, row, remedy),)
        super().__init__(words)

    @classmethod
    def because(cls, *faults: Fault) -> Self:
        """With every fault at once, so that all can be put right at once."""
        refused = cls(faults[0].words)
        refused.faults = faults
        return refused

    @property
    def first(self) -> Fault:
        """The first fault, which most refusals have alone."""
        return self.faults[0]

    @property
    def words(self) -> str:
        """What the first fault says."""
        return self.first.words

    def __str__(self) -> str:
        return str(self.first)


class Malformed(Refused):
    """What was sent cannot be read as what it should be: a text, a cell, a whole file. It is never guessed at.

    Reading goes on after a cell where it can; a file that is given up though each of its cells can be read is `Refused`.
    """


class Overtaken(Refused):
    """Somebody else was first: what was asked would no longer do what the person was shown. Nothing of it was done."""
