"""When sickness is to be asked about: fifteen school days, one after another or added up over the year [GRID].

The return looks ahead: it is due when there are reasonable grounds to believe that a pupil will miss fifteen days, so what
is planned counts as what was. Whether it is one health need only a person can say; many small ills need no return. There
is one for each continuous period.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.returns.rules.runs import SICKNESS_SESSIONS, Run

#: Where fifteen days are not far: shown beforehand, and nothing is asked yet. Ours, not the law's.
NEAR_SESSIONS: Final = 24


class Why(StrEnum):
    """What gives the ground to believe it."""

    RUNNING = "running"
    ADDED_UP = "added_up"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Sickness:
    """Something to ask a person about: the continuous period it is for, and the sessions that led to it.

    `ahead` of `sessions` are planned and not yet missed.
    """

    why: Why
    starts_on: dt.date
    ends_on: dt.date
    sessions: int
    ahead: int

    @property
    def near(self) -> bool:
        """Whether it is short of fifteen days still."""
        return self.sessions < SICKNESS_SESSIONS


def sickness_of(spells: Sequence[Run], *, ahead: Collection[dt.date], settled: Collection[dt.date]) -> Sickness | None:
    """What to ask about a pupil's illness of this school year, or None.

    `spells` are their runs of illness, planned sessions with them; `ahead` the date of each planned session; `settled` the
    first days of periods that a person has decided about already (sent, or found to be many small ills). A long spell is
    asked about by itself. Shorter ones are added up, but for those until the newest that was decided about: the same
    sessions are not asked about twice (our reading of "one return for each continuous period").
    """
    for spell in reversed(spells):
        decided = any(spell.first <= on <= spell.last for on in settled)
        if spell.sessions >= SICKNESS_SESSIONS and not decided:
            return Sickness(Why.RUNNING, spell.first, spell.last, spell.sessions, _ahead([spell], ahead))
    newest = max(settled, default=None)
    counted = [spell for spell in spells if newest is None or spell.first > newest]
    sessions = sum(spell.sessions for spell in counted)
    if sessions < NEAR_SESSIONS:
        return None
    last = counted[-1]
    return Sickness(Why.ADDED_UP, last.first, last.last, sessions, _ahead(counted, ahead))


def _ahead(spells: Sequence[Run], ahead: Collection[dt.date]) -> int:
    return sum(1 for on in ahead if any(spell.first <= on <= spell.last for spell in spells))
