"""Many marks at once: how many at most, whether an edit still does what was shown, and what becomes of it when undone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault
from schools.registers.rules.asks import digest
from schools.registers.rules.entering import reason_refusal
from schools.registers.rules.plans import PlannedSession, PlanOutcome

#: Marks that one edit may ask for [bad-input A 20]: ten days of a large year group.
MOST_BULK_MARKS: Final = 4_000
#: Put into the version of a mark that goes back, before the reason for undoing the edit.
BULK_UNDONE: Final = "Bulk edit undone: "


@dataclass(frozen=True, slots=True)
class BulkAsk:
    """One code for these pupils (compact keys) in these sessions. `key` makes it one act however often it is sent."""

    pupils: tuple[int, ...]
    sessions: tuple[tuple[dt.date, int], ...]
    code: str
    reason: str
    key: str

    @property
    def wishes(self) -> dict[int, list[PlannedSession]]:
        """What is wanted of each pupil."""
        wanted = [PlannedSession(on, session, self.code) for on, session in self.sessions]
        return dict.fromkeys(self.pupils, wanted)

    def fingerprint(self) -> bytes:
        sessions = [[on.isoformat(), session] for on, session in self.sessions]
        return digest(["bulk edit", list(self.pupils), sessions, self.code, self.reason])


def size_refusal(ask: BulkAsk) -> Fault | None:
    """Why an edit cannot be asked for at all, or None."""
    if not ask.pupils:
        return Fault("Nobody is chosen. Choose groups, or type pupils.", "nobody", "groups")
    if not ask.sessions:
        return Fault("The school meets in none of these sessions. Choose other days.", "no_session", "first")
    marks = len(ask.pupils) * len(ask.sessions)
    if marks > MOST_BULK_MARKS:
        words = (
            f"That is {marks:,} marks, {len(ask.pupils):,} pupils in {len(ask.sessions):,} sessions: one edit changes at"
            f" most {MOST_BULK_MARKS:,}. Choose fewer days or pupils, and edit the others after."
        )
        return Fault(words, "too_many", "last")
    return reason_refusal(ask.reason, needed=False)


def shown_digest(outcomes: Mapping[int, PlanOutcome]) -> bytes:
    """What a preview showed, 32 bytes: an edit that would do anything else does nothing."""
    return digest(
        [
            [key, one.asked.date.isoformat(), one.asked.session, one.held, one.stands, one.verdict.standing]
            for key, outcome in sorted(outcomes.items())
            for one in outcome.sessions
        ]
    )


def edit_may_be_undone(done: dt.date, last: dt.date, today: dt.date) -> bool:
    """Whether an edit can still be undone at one stroke: on the day it was done, or before the last of its days is over.

    As of a closure: later its registers are what people rely on, and are amended one by one.
    """
    return today <= max(done, last)
