"""Every version of one pupil's two marks of a day, as the page and the dialog show them."""

import datetime as dt
from dataclasses import dataclass

from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS
from schools.registers.queries.versions import Version, versions_of
from schools.registers.rules.spoken import said_mark, shape_of
from schools.roll.models import Pupil


@dataclass(frozen=True, slots=True)
class Step:
    """One version: the mark before in words (empty for the first), the mark it made, and who made it."""

    version: Version
    before: str
    after: str
    shape: str


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """The versions of one session's mark, oldest first."""

    name: str
    steps: tuple[Step, ...]


def day_history(pupil: Pupil, on: dt.date) -> tuple[SessionHistory, ...]:
    """The morning's and the afternoon's versions. One query."""
    versions = versions_of(pupil.key, on, on)
    return tuple(
        SessionHistory(SESSION_NAMES[session], tuple(_step(row) for row in versions if row.session == session))
        for session in SESSIONS
    )


def _step(version: Version) -> Step:
    return Step(
        version,
        said_mark(version.old, None, version.date) if version.old is not None else "",
        said_mark(version.new, version.minutes, version.date),
        shape_of(version.new, version.date),
    )
