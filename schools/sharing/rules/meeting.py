"""The termly meeting with an authority: by what it is known, and the counts that its trends are made of.

A school has no row of such a meeting: there is one on a day with one authority, so the day itself is its key.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.refusals import Fault
from foundation.ui.numbers import percent
from schools.registers.rules.totals import Totals, is_persistent, is_severe

#: How far ahead a meeting may be prepared: a term, with room. Our own choice.
FURTHEST = dt.timedelta(days=120)
NO_FIGURES = "not known"


def meeting_key(on: dt.date) -> uuid.UUID:
    """The key of the meeting of a day."""
    return uuid.UUID(int=on.toordinal())


def meeting_day(key: uuid.UUID) -> dt.date:
    """The day of the meeting of that key. ValueError for a key of anything else."""
    try:
        return dt.date.fromordinal(key.int)
    except OverflowError as far:
        message = "this is the key of no meeting"
        raise ValueError(message) from far


def meeting_faults(on: dt.date, today: dt.date) -> tuple[Fault, ...]:
    """What is wrong with the day of a meeting that is prepared."""
    if on < today:
        return (Fault("This day has passed. Give the day of the next meeting.", "past", "meets_on"),)
    if on > today + FURTHEST:
        return (Fault("This is more than a term ahead. Give the day of the next meeting.", "far", "meets_on"),)
    return ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How a school stands: its rate over all sessions, and how many are persistently and severely absent, of how many."""

    all: Totals
    measured: int
    persistent: int
    severe: int

    @classmethod
    def of(cls, pupils: Iterable[Totals]) -> "Counts":
        """Of each pupil’s totals. Whoever had no possible session counts nowhere."""
        held = [one for one in pupils if one.possible]
        return cls(
            sum(held, Totals()),
            len(held),
            sum(bool(is_persistent(one.absence, one.possible)) for one in held),
            sum(bool(is_severe(one.absence, one.possible)) for one in held),
        )


def trend_rows(now: Counts, before: Counts) -> list[dict[str, str]]:
    """This year so far beside the year before, in counts and rates."""
    lines = (
        ("Attendance", _rate),
        ("Persistently absent", lambda one: _among(one, one.persistent)),
        ("Severely absent", lambda one: _among(one, one.severe)),
    )
    return [{"what": what, "now": words(now), "before": words(before)} for what, words in lines]


def _rate(one: Counts) -> str:
    return percent(one.all.attendance, one.all.possible) if one.measured else NO_FIGURES


def _among(one: Counts, count: int) -> str:
    return f"{count} of {one.measured}" if one.measured else NO_FIGURES
