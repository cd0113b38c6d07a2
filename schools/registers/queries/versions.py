"""Every version of a mark, oldest first: what it was, what it became, who changed it, when, why, from where."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from schools.registers.models import Entry, MarkVersion


@dataclass(frozen=True, slots=True)
class Version:
    """One change of one mark. `new` None: the mark was put back to missing; `old` None: there was none before."""

    pupil_key: int
    date: dt.date
    session: int
    old: str | None
    new: str | None
    minutes: int | None
    reason: str
    by_name: str
    by_position: str
    at: dt.datetime
    source: Entry.Source
    entry: int

    @property
    def source_words(self) -> str:
        """How the mark came: "Typed in Rollcall", "Imported from a file"."""
        return self.source.label


def versions_of(key: int, first: dt.date, last: dt.date) -> list[Version]:
    """Every version of one pupil's marks from `first` to `last`, by date and session, oldest first. One query."""
    return versions_among([key], first, last)


def versions_among(keys: Iterable[int], first: dt.date, last: dt.date) -> list[Version]:
    """Every version of these pupils' marks from `first` to `last`, by pupil, date and session, oldest first. One query.

    Oldest by the moment of the save; saves of one moment in the order they were written.
    """
    rows = (
        MarkVersion.objects.filter(pupil_key__in=list(keys), date__range=(first, last))
        .select_related("entry")
        .order_by("pupil_key", "date", "session", "entry__at", "entry_id")
    )
    return [
        Version(
            pupil_key=row.pupil_key,
            date=row.date,
            session=row.session,
            old=row.old_code,
            new=row.new_code,
            minutes=row.minutes,
            reason=row.reason or "",
            by_name=row.entry.by_name,
            by_position=row.entry.by_position,
            at=row.entry.at,
            source=Entry.Source(row.entry.source),
            entry=row.entry_id,
        )
        for row in rows
    ]
