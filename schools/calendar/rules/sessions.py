"""The two sessions of a school day. A session belongs to a date, never to an instant: no clock and no zone."""

from datetime import date
from typing import Final, NamedTuple

AM: Final = 1
PM: Final = 2
SESSIONS: Final = (AM, PM)
SESSION_NAMES: Final = {AM: "AM", PM: "PM"}


class SchoolSession(NamedTuple):
    """One session of one date; sorts in time order and equals the plain tuple (date, session)."""

    date: date
    session: int

    def __str__(self) -> str:
        return f"{self.date:%a} {self.date.day} {self.date:%b %Y} {SESSION_NAMES.get(self.session, self.session)}"


def check_session(session: int) -> None:
    """ValueError unless the session is 1 (AM) or 2 (PM)."""
    if session not in SESSIONS:
        raise ValueError(f"A session is {AM} (AM) or {PM} (PM), not {session!r}.")
