"""The attendance record of a notice: sessions possible and attended this year, and those that count as offences.

Counted from the register as it stood at one moment; the sessions are of the codes that the authority's profile counts, in
the ten school weeks that end with that day's, at compulsory school age.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from foundation.ui.numbers import counted, middle_date
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.totals import Totals
from schools.registers.rules.windows import SlotMark, span_at
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

_HALVES = {1: "morning", 2: "afternoon"}


@dataclass(frozen=True, slots=True)
class Record:
    """What the register says. `first` to `last` is what was counted, `since` where the ten school weeks begin."""

    first: dt.date
    last: dt.date
    since: dt.date
    possible: int
    attended: int
    offences: tuple[SlotMark, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the offences."""
        return frozenset(mark.code for mark in self.offences)

    @property
    def unexplained(self) -> int:
        """How many of the offences are N, which may yet become something else."""
        return sum(mark.code == NO_REASON_YET for mark in self.offences)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "since": self.since.isoformat(),
            "possible": self.possible,
            "attended": self.attended,
            "offences": [[mark.date.isoformat(), mark.session, mark.code] for mark in self.offences],
        }

    @classmethod
    def of_plain(cls, kept: dict[str, Any]) -> Self:
        """What `plain` gave."""
        first, last, since = (dt.date.fromisoformat(kept[name]) for name in ("first", "last", "since"))
        marks = tuple(SlotMark(dt.date.fromisoformat(on), half, code) for on, half, code in kept["offences"])
        return cls(first, last, since, kept["possible"], kept["attended"], marks)


def record_of(
    marks: Iterable[SlotMark],
    *,
    birth: dt.date,
    year_began: dt.date,
    school_weeks: Sequence[dt.date],
    on: dt.date,
    counts: frozenset[str],
) -> Record:
    """The record on a day. `marks` are the pupil's to that day, those of earlier years among them where the weeks reach."""
    span = span_at(school_weeks, on)
    since = span[0] if span else on
    held = sorted(mark for mark in marks if mark.date <= on)
    year = Totals.of((mark.code, mark.date) for mark in held if mark.date >= year_began)
    offences = tuple(
        mark
        for mark in held
        if mark.date >= since and mark.code in counts and of_compulsory_school_age(birth, mark.date)
    )
    return Record(year_began, on, since, year.possible, year.possible - year.absence, offences)


def record_words(record: Record) -> str:
    """The attendance record as a family reads it: sessions and days, no percentage and no code."""
    return (
        f"From {middle_date(record.first)} to {middle_date(record.last)} there were "
        f"{counted(record.possible, 'session')} (half days) to attend, and {record.attended:,} were attended."
    )


def offences_words(record: Record) -> str:
    """Each day and half day missed without the school's agreement, in order."""
    days = [
        f"{middle_date(day)}, {' and '.join(_HALVES[mark.session] for mark in marks)}"
        for day, marks in groupby(record.offences, key=lambda mark: mark.date)
    ]
    return f"{counted(len(record.offences), 'session')} since {middle_date(record.since)}: {'; '.join(days)}."


def by_code(marks: Iterable[SlotMark]) -> str:
    """ "4 O, 2 U", for those who read codes."""
    return ", ".join(f"{number} {code}" for code, number in sorted(Counter(mark.code for mark in marks).items()))
