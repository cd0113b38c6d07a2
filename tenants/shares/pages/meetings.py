"""The termly meetings with schools: when, about how many, and how many actions were recorded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.ui.numbers import counted, middle_date
from tenants.shares.models import Share
from tenants.shares.pages.words import Tag, state_tag
from tenants.shares.queries.listed import actions_on, facts_of
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.purposes import Purpose

#: The lists of an agenda, and how those on each are counted.
_ON_AGENDA: Final = (
    ("severe", "severely absent"),
    ("sickness", "long ill"),
    ("part_time", "part-time"),
    ("elsewhere", "off site"),
)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting, with the facts of its agenda and how many actions were recorded of it."""

    share: Share
    facts: Mapping[str, Any]
    actions: int
    today: dt.date

    @property
    def is_to_come(self) -> bool:
        return self.share.next_on is None or self.share.next_on >= self.today

    @property
    def tag(self) -> Tag:
        if self.is_to_come:
            return state_tag(self.share)
        return Tag("sent", "met") if self.actions else Tag("soon", "no action recorded")

    @property
    def agenda(self) -> str:
        """How many stand on it, by why."""
        words = (
            ("severe", "severely absent"),
            ("sickness", "long ill"),
            ("part_time", "part-time"),
            ("elsewhere", "off site"),
        )
        found = [f"{len(self.facts.get(key) or ())} {said}" for key, said in words if self.facts.get(key)]
        return ", ".join(found) or "Nobody stands on it"

    @property
    def recorded(self) -> str:
        return counted(self.actions, "action") if self.actions else ""

    @property
    def day(self) -> str:
        return middle_date(self.share.next_on) if self.share.next_on else ""


@dataclass(frozen=True, slots=True)
class MeetingList:
    """Those to come, the next first, then those that were held, the newest first."""

    lines: Sequence[MeetingLine]

    @property
    def said(self) -> str:
        """How many are to come, and which is next."""
        coming = [line for line in self.lines if line.is_to_come]
        if not coming:
            return "No meeting is to come."
        first = coming[0]
        return f"{counted(len(coming), 'meeting')} to come, the next with {first.share.school_name} on {first.day}."


def meeting_list(today: dt.date) -> MeetingList:
    """Every meeting that is shared now. Three statements."""
    rows = list(open_shares().filter(purpose=Purpose.MEETING.value))
    facts, actions = facts_of(rows), actions_on(rows)
    lines = [MeetingLine(row, facts.get(row.pk, {}), actions.get(row.pk, 0), today) for row in rows]
    return MeetingList(sorted(lines, key=_next_first))


def _next_first(line: MeetingLine) -> tuple[bool, int, str]:
    away = (line.share.next_on - line.today).days if line.share.next_on else 0
    return not line.is_to_come, abs(away), line.share.school_name
