"""From when full-time education must be arranged: the sixth school day of an exclusion [domain, exclusions: day 6].

Suspensions that follow one another without a session in school between them run on as one; separate ones do not. That, and
that a day counts of which only half is missed, is our reading: to be confirmed in the guidance, and shown so. The school
arranges it for suspensions, the pupil's home authority for a permanent exclusion, and only for compulsory school age. The
authority's days of a permanent exclusion are counted from its own first day.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.exclusions.rules.periods import Elsewhere, Excluded, Kind, due_elsewhere, taken_by

SIXTH: Final = 6
TO_CONFIRM: Final = (
    "Suspensions without a session in school between them are counted as one, separate ones are not, and half a day counts"
    " as a day: our reading, to be confirmed in the statutory guidance."
)


@dataclass(frozen=True, slots=True)
class Run:
    """Exclusions that run on as one: their keys in order, the sessions they take, who must arrange education."""

    keys: tuple[str, ...]
    sessions: tuple[SchoolSession, ...]
    permanent: bool

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The school days they take."""
        return tuple(dict.fromkeys(one.date for one in self.sessions))

    @property
    def sixth(self) -> dt.date | None:
        """The sixth school day, from and including which education is arranged; None for a shorter run."""
        return self.days[SIXTH - 1] if len(self.days) >= SIXTH else None


def runs_of(
    ledger: Sequence[Excluded], calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere] = (), *, until: dt.date
) -> list[Run]:
    """The runs of one pupil's exclusions, in order; a permanent one is a run of its own and is followed up to `until`."""
    runs: list[Run] = []
    last_session = None
    for one in sorted((one for one in ledger if one.kind in _OUT), key=lambda one: (one.starts, one.order)):
        taken = taken_by(one, calendar, elsewhere, until=until)
        if not taken.sessions:
            continue
        permanent = one.kind is Kind.PERMANENT
        between = calendar.sessions(last_session.date, taken.sessions[0].date) if last_session else ()
        goes_on = last_session is not None and not any(
            last_session < session < taken.sessions[0]
            and not due_elsewhere(session, elsewhere, begun_by=taken.sessions[0].date)
            for session in between
        )
        if runs and goes_on and not permanent and not runs[-1].permanent:
            held = runs.pop()
            runs.append(Run((*held.keys, one.key), (*held.sessions, *taken.sessions), permanent=False))
        else:
            runs.append(Run((one.key,), taken.sessions, permanent))
        last_session = taken.sessions[-1]
    return runs


_OUT: Final = (Kind.SUSPENSION, Kind.PERMANENT)


def run_of(key: str, runs: Sequence[Run]) -> Run | None:
    """The run that an exclusion is part of."""
    return next((one for one in runs if key in one.keys), None)
