"""Meetings on a pupil's page: the family's own, and a way to plan one."""

from dataclasses import dataclass

from foundation.access.member import Member
from schools.cases.queries.rights import work_policy
from schools.meetings.models import Meeting
from schools.meetings.pages.listing import MeetingLine
from schools.meetings.queries.rights import see_meetings
from schools.roll.models import Pupil
from schools.roll.pages.pupil_panels import Panel, PanelPupil


@dataclass(frozen=True, slots=True)
class MeetingsOf:
    """What the box shows."""

    pupil: Pupil
    lines: tuple[MeetingLine, ...]
    keeps: bool


def meetings_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The box of a family's meetings, to who sees the pupil's case; nothing where there is none and none can be planned."""
    if not see_meetings.may(member):
        return None
    rows = see_meetings.visible(member).filter(pupil=about.pupil).order_by("-on", "-starts_at")
    keeps = work_policy.reaches(member, about.pupil)
    lines = tuple(_line(row, about) for row in rows)
    return Panel("meetings/panel.html", MeetingsOf(about.pupil, lines, keeps)) if lines or keeps else None


def _line(meeting: Meeting, about: PanelPupil) -> MeetingLine:
    return MeetingLine(meeting, 0, 0, about.today)
