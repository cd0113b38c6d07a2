"""What an exclusion is and which half-days it takes [domain, exclusions: Units].

A session is half a school day. A suspension takes every session held from its first to its last; a lunchtime suspension the
lunchtimes of its days, each half a day and no session; a permanent one every session from its first on; an internal
placement takes none, since the pupil is in school. Sessions due at another school where the pupil was registered as the
exclusion began are not counted, and a cancelled exclusion counts what was missed before the pupil might come back.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SESSIONS, SchoolSession

HALF_DAYS_A_DAY: Final = 2


class Kind(StrEnum):
    """The kinds of the ledger. The first three are exclusions in law; the type codes are those of CBDS."""

    SUSPENSION = "suspension"
    LUNCHTIME = "lunchtime"
    PERMANENT = "permanent"
    INTERNAL = "internal"

    @property
    def words(self) -> str:
        """What the ledger calls it."""
        return {
            Kind.SUSPENSION: "Suspension",
            Kind.LUNCHTIME: "Lunchtime suspension",
            Kind.PERMANENT: "Permanent exclusion",
            Kind.INTERNAL: "Internal placement",
        }[self]

    @property
    def census_code(self) -> str:
        """The type code of the census; empty for what is no exclusion."""
        return {Kind.SUSPENSION: "SUSP", Kind.LUNCHTIME: "LNCH", Kind.PERMANENT: "PERM"}.get(self, "")


class Elsewhere(Protocol):
    """Registrations at another school: which sessions are due there."""

    def holds(self, on: dt.date, session: int, *, begun_by: dt.date) -> bool:
        """Whether that session is due at the other school by a registration that had begun by a day."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """One line of the ledger as the rules read it. `ends` is None for a permanent exclusion alone.

    `back_from` is the first session from which one that was cancelled, or whose pupil the board reinstated, keeps nobody
    out; `key` tells lines apart, and `order` which of two with one first session was entered first.
    """

    key: str
    kind: Kind
    starts: SchoolSession
    ends: SchoolSession | None
    back_from: SchoolSession | None = None
    misses_exam: bool = False
    order: int = 0

    @property
    def counts(self) -> bool:
        """Whether it is an exclusion in law."""
        return self.kind is not Kind.INTERNAL


@dataclass(frozen=True, slots=True)
class Taken:
    """What an exclusion takes: the sessions the pupil was due here and is kept out of, and lunchtimes."""

    sessions: tuple[SchoolSession, ...] = ()
    lunchtimes: tuple[dt.date, ...] = ()

    @property
    def half_days(self) -> int:
        """Each session and each lunchtime is half a day."""
        return len(self.sessions) + len(self.lunchtimes)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The school days it touches."""
        return tuple(sorted({one.date for one in self.sessions} | set(self.lunchtimes)))

    def within(self, first: dt.date, last: dt.date) -> "Taken":
        """The part of it that lies in a span of days."""
        return Taken(
            tuple(one for one in self.sessions if first <= one.date <= last),
            tuple(one for one in self.lunchtimes if first <= one <= last),
        )

    def meets(self, other: "Taken") -> bool:
        """Whether both take one session, one lunchtime, or a lunchtime of a day of which the other takes both sessions."""
        if set(self.sessions) & set(other.sessions) or set(self.lunchtimes) & set(other.lunchtimes):
            return True
        return bool(set(self.lunchtimes) & _whole_days(other) or set(other.lunchtimes) & _whole_days(self))


def _whole_days(taken: Taken) -> set[dt.date]:
    held = set(taken.sessions)
    return {one.date for one in held if {SchoolSession(one.date, AM), SchoolSession(one.date, PM)} <= held}


def taken_by(
    one: Excluded, calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere] = (), *, until: dt.date | None = None
) -> Taken:
    """What an exclusion takes; of a permanent one, which has no last day, up to `until`. An internal placement: nothing."""
    if one.kind is Kind.INTERNAL:
        return Taken()
    return spanned_by(one, calendar, elsewhere, until=until)


def spanned_by(
    one: Excluded, calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere] = (), *, until: dt.date | None = None
) -> Taken:
    """The sessions and lunchtimes a line of the ledger spans, an internal placement's too."""
    last = one.ends.date if one.ends is not None else until
    if last is None or last < one.starts.date:
        return Taken()
    sessions = tuple(
        session
        for session in calendar.sessions(one.starts.date, last)
        if session >= one.starts
        and (one.ends is None or session <= one.ends)
        and (one.back_from is None or session < one.back_from)
        and not due_elsewhere(session, elsewhere, begun_by=one.starts.date)
    )
    if one.kind is not Kind.LUNCHTIME:
        return Taken(sessions)
    # A lunchtime lies between two sessions: a day of one has none, and one spent elsewhere has it there.
    held = set(sessions)
    return Taken((), tuple(sorted(on for on in {s.date for s in sessions} if _both(on) <= held)))


def _both(on: dt.date) -> set[SchoolSession]:
    return {SchoolSession(on, session) for session in SESSIONS}


def due_elsewhere(session: SchoolSession, elsewhere: Iterable[Elsewhere], *, begun_by: dt.date) -> bool:
    """Whether a session is due at another school by a registration that had begun by a day."""
    return any(one.holds(session.date, session.session, begun_by=begun_by) for one in elsewhere)


def total(taken: Collection[Taken], first: dt.date, last: dt.date) -> int:
    """The half-days of several exclusions in a span of days."""
    return sum(one.within(first, last).half_days for one in taken)


def days_words(half_days: int) -> str:
    """ "2.5 days", "1 day", "half a day"."""
    whole, half = divmod(half_days, HALF_DAYS_A_DAY)
    if not whole and half:
        return "half a day"
    if half:
        return f"{whole}.5 days"
    return "1 day" if whole == 1 else f"{whole} days"
