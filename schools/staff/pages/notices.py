"""Somebody's own notices: what waits, since when, and whether it was opened."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from foundation.access.member import Member
from foundation.ui.numbers import counted, thousands
from foundation.ui.sentences import Said
from schools.staff.queries import notices_of, unread_of
from schools.staff.rules.kinds import kind_of

#: Older ones are kept, and no longer shown.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice."""

    key: uuid.UUID
    words: str
    at: dt.datetime
    by: str
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The newest of a person's notices, and how many of all are unread."""

    lines: tuple[NoticeLine, ...]
    unread: int

    @property
    def said(self) -> Said:
        """How many wait."""
        if self.unread:
            return Said(strong=counted(self.unread, "unread notice"), after=".")
        return Said("Nothing unread.")

    @property
    def older(self) -> str:
        """What is left out of the list."""
        return f"The newest {thousands(SHOWN)} are shown." if len(self.lines) == SHOWN else ""


def notices_page(person_id: uuid.UUID) -> NoticesPage:
    """What waits for a person, the newest first. Two queries."""
    rows = notices_of(person_id)[:SHOWN]
    lines = (
        NoticeLine(row.pk, kind_of(row.kind).said(row.count), row.at, row.by_name, row.read_at is None) for row in rows
    )
    return NoticesPage(tuple(lines), unread_of(person_id))


def unread(request: HttpRequest) -> int:
    """What the top line counts."""
    member: Member = request.member  # type: ignore[attr-defined]
    return unread_of(member.person_id)
