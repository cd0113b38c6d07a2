"""Stages by which a child comes back, as people type them: a line each, "24 Nov 2026: mornings, with Ms Shah"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from foundation.refusals import Fault, Malformed
from foundation.ui.dates import read_date

MOST_STAGES: Final = 12
LONGEST_STAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Stage:
    """From a day on, what the child does."""

    on: dt.date
    words: str


def read_stages(text: str, *, today: dt.date) -> list[Stage]:
    """The stages in a text of one line each. Malformed names every line that cannot be read, and says what to write."""
    found, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day, colon, words = line.partition(":")
        try:
            on = read_date(day.strip(), today=today)
        except Malformed as fault:
            faults.append(Fault(f"Line {number}: {fault.words}", "date", "stages", number))
            continue
        if not colon or not words.strip():
            said = f"Line {number} has no words after the day. Write the day, a colon, and what happens."
            faults.append(Fault(said, "words", "stages", number))
        else:
            found.append(Stage(on, words.strip()))
    if faults:
        raise Malformed.because(*faults)
    return found


def stage_faults(stages: Sequence[Stage], *, back_on: dt.date) -> list[Fault]:
    """What is wrong with the stages of a plan."""
    faults = []
    if not stages:
        faults.append(Fault("Write at least one stage.", "empty", "stages"))
    if len(stages) > MOST_STAGES:
        faults.append(Fault(f"A plan has at most {MOST_STAGES} stages.", "many", "stages"))
    if any("\x00" in one.words or len(one.words) > LONGEST_STAGE for one in stages):
        faults.append(Fault(f"A stage has at most {LONGEST_STAGE} characters of plain text.", "too_long", "stages"))
    if any(later.on < earlier.on for earlier, later in pairwise(stages)):
        faults.append(Fault("The stages are not in the order of their days.", "order", "stages"))
    if stages and stages[0].on < back_on:
        faults.append(Fault("The first stage is before the first day back.", "before", "stages"))
    return faults
