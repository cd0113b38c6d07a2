"""The meetings that are to come and those that were, and what is still owed by them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.ui.numbers import counted, long_date
from schools.meetings.models import Meeting
from schools.meetings.queries.meetings import coming
from schools.meetings.queries.rights import see_meetings
from schools.meetings.rules.meetings import State, title_of, when_words
from schools.roll.pages.today_lists import Tag

#: How many of those that were are shown.
PAST: Final = 30


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of the list. `added` are lines put on by hand, `decisions` what was decided."""

    meeting: Meeting
    added: int
    decisions: int
    today: dt.date

    @property
    def title(self) -> str:
        return meeting_title(self.meeting)

    @property
    def address(self) -> str:
        return reverse("meeting", args=[self.meeting.pk])

    @property
    def when(self) -> str:
        return when_words(self.meeting.on, self.meeting.starts_at, self.meeting.ends_at)

    @property
    def tag(self) -> Tag:
        return meeting_tag(self.meeting, self.today)


def meeting_title(meeting: Meeting) -> str:
    """What a meeting is called; no pupil is named by it."""
    return title_of(meeting.kind, year_group=meeting.year_group, name=meeting.name)


def meeting_tag(meeting: Meeting, today: dt.date) -> Tag:
    """How far a meeting has come."""
    if meeting.state == State.HELD:
        return Tag("sent", "written up")
    if meeting.state == State.CALLED_OFF:
        return Tag("off", "called off")
    if meeting.on < today:
        return Tag("now", "to be written up")
    return Tag("now" if meeting.on == today else "requested", "today" if meeting.on == today else "planned")


@dataclass(frozen=True)
class MeetingList:
    """The page as it stands for one reader."""

    ahead: Sequence[MeetingLine]
    behind: Sequence[MeetingLine]

    @property
    def keys(self) -> list[int]:
        """The compact keys of everybody who is named."""
        pupils = (line.meeting.pupil for line in (*self.ahead, *self.behind))
        return [pupil.key for pupil in pupils if pupil is not None]

    @property
    def lede(self) -> str:
        owed = sum(1 for line in self.behind if line.meeting.state == State.PLANNED)
        waits = counted(owed, "meeting that is over waits", "meetings that are over wait")
        left = f" {waits} to be written up." if owed else ""
        if not self.ahead:
            return f"No meeting is planned.{left}"
        first = self.ahead[0]
        planned = counted(len(self.ahead), "meeting is planned", "meetings are planned")
        return f"{planned}, the next on {long_date(first.meeting.on)}.{left}"


def meeting_list(member: Member, today: dt.date) -> MeetingList:
    """The meetings a member sees. Two queries."""
    rows = see_meetings.visible(member).annotate(
        added=Count("items", filter=Q(items__section="added", items__off_at__isnull=True), distinct=True),
        decided=Count("decisions", distinct=True),
    )
    ahead = coming(rows, today)
    behind = rows.exclude(pk__in=ahead.order_by().values("pk")).order_by("-on", "-starts_at")[:PAST]
    return MeetingList(_lines(ahead, today), _lines(behind, today))


def _lines(rows: "QuerySet[Meeting]", today: dt.date) -> list[MeetingLine]:
    return [MeetingLine(row, row.added, row.decided, today) for row in rows]  # type: ignore[attr-defined]
