"""Kinds of meeting, what one is called, what may become of it, and what stands against one as it was typed."""

import datetime as dt
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from foundation.ui.numbers import long_date
from schools.roll.rules.year_group import year_group_label

#: The longest minutes, in characters.
LONGEST_MINUTES: Final = 10_000
#: A meeting is planned no further ahead.
AHEAD: Final = dt.timedelta(days=366)


class MeetingKind(StrEnum):
    """About whom a meeting is: a year group, whoever is put before a panel, or one family."""

    YEAR = "year"
    PANEL = "panel"
    FAMILY = "family"

    @property
    def words(self) -> str:
        return {"year": "Year meeting", "panel": "Panel", "family": "Family meeting"}[self.value]


class State(StrEnum):
    """How far a meeting has come. Planned is the only one that changes."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


def title_of(kind: str, *, year_group: str = "", name: str = "") -> str:
    """What a meeting is called. It names no pupil: it stands in notices and in the titles of pages."""
    if kind == MeetingKind.YEAR:
        return f"{year_group_label(year_group)} meeting"
    return name or MeetingKind(kind).words


def when_words(on: dt.date, starts_at: dt.time, ends_at: dt.time) -> str:
    """ "Thursday 3 December 2026, 15:30 to 16:15"."""
    return f"{long_date(on)}, {starts_at:%H:%M} to {ends_at:%H:%M}"


def meeting_faults(
    *, kind: str, year_group: str, about_pupil: bool, on: dt.date, starts_at: dt.time, ends_at: dt.time, today: dt.date
) -> list[Fault]:
    """What stands against a meeting as it was typed."""
    found = []
    if ends_at <= starts_at:
        words = f"The meeting would end at {ends_at:%H:%M}, before it begins at {starts_at:%H:%M}."
        found.append(Fault(words, "ends_early", "ends_at", remedy="Give a later end."))
    if on > today + AHEAD:
        found.append(Fault("That is more than a year ahead.", "too_far", "on", remedy="Give an earlier day."))
    if kind == MeetingKind.YEAR and not year_group:
        found.append(Fault("A year meeting is about one year group.", "no_year", "year_group", remedy="Choose it."))
    if kind == MeetingKind.FAMILY and not about_pupil:
        words = "A family meeting is planned from the page of the pupil it is about."
        found.append(Fault(words, "no_pupil", "kind", remedy="Open the pupil, and plan it there."))
    return found
