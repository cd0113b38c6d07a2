"""Ticked pupils put on the agenda of the next meeting: which one for whom, before it is done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.member import Member
from foundation.ui.numbers import counted, long_date
from schools.meetings.models import Meeting
from schools.meetings.pages.listing import meeting_title
from schools.meetings.pages.one import meeting_address
from schools.meetings.queries.meetings import coming, next_for
from schools.meetings.queries.rights import keep_meetings
from schools.roll.models import Placement, Pupil
from schools.roll.queries import holds_on


@dataclass(frozen=True, slots=True)
class AddingLine:
    """One pupil, and the meeting they are put on; none where neither their year nor a panel has one planned."""

    pupil: Pupil
    meeting: Meeting | None

    @property
    def words(self) -> str:
        if self.meeting is None:
            return "no meeting is planned for their year, and no panel"
        return f"{meeting_title(self.meeting)}, {long_date(self.meeting.on)}"


@dataclass(frozen=True)
class AddingPage:
    """Who goes where."""

    lines: Sequence[AddingLine]

    @property
    def added(self) -> int:
        return sum(1 for line in self.lines if line.meeting is not None)

    @property
    def lede(self) -> str:
        if not self.lines:
            return "Nobody is ticked. Tick some pupils in the list."
        left = len(self.lines) - self.added
        said = f"{counted(self.added, 'pupil')} of {len(self.lines):,} ticked can be put on an agenda."
        return f"{said} Plan a meeting for the others first." if left else said

    @property
    def button(self) -> str:
        """ "Add to Thursday meeting", where all go to meetings of one day; else it names no day."""
        days = {line.meeting.on for line in self.lines if line.meeting is not None}
        return f"Add to {next(iter(days)):%A} meeting" if len(days) == 1 else "Add to the next meetings"

    @property
    def to(self) -> str:
        """The meeting they are put on, or the list where there are several."""
        found = {line.meeting for line in self.lines if line.meeting is not None}
        return meeting_address(next(iter(found))) if len(found) == 1 else reverse("meetings")


def adding_page(member: Member, today: dt.date, pupils: Sequence[Pupil]) -> AddingPage:
    """Which meeting each of these is put on: the next of their year group, or else the next panel. Two queries."""
    placed = Placement.objects.filter(holds_on(today), pupil__in=[pupil.pk for pupil in pupils])
    year_of = dict(placed.order_by().values_list("pupil", "year_group"))
    years, panel = next_for(member, year_of.values(), today)
    return AddingPage([AddingLine(pupil, years.get(year_of.get(pupil.pk, "")) or panel) for pupil in pupils])


def add_words(member: Member, today: dt.date) -> str:
    """What the button of a worklist says: the day of the next meetings, where all that are planned in a week are on one."""
    rows = coming(keep_meetings.visible(member), today).filter(on__lte=today + dt.timedelta(days=7))
    days = set(rows.order_by().values_list("on", flat=True))
    return f"Add to {days.pop():%A} meeting" if len(days) == 1 else "Add to the next meeting"
