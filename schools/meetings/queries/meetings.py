"""Which meetings there are, which comes next for whom, and what is on their agendas."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from foundation.access.member import Member
from schools.meetings.models import AgendaItem, Decision, Meeting
from schools.meetings.queries.rights import keep_meetings
from schools.meetings.rules.agenda import Section
from schools.meetings.rules.meetings import MeetingKind, State


def coming(rows: QuerySet[Meeting], today: dt.date) -> QuerySet[Meeting]:
    """Of some meetings, those that are planned for today or later, the next one first."""
    return rows.filter(state=State.PLANNED.value, on__gte=today).order_by("on", "starts_at", "pk")


def next_for(member: Member, years: Iterable[str], today: dt.date) -> tuple[dict[str, Meeting], Meeting | None]:
    """The next meeting of each of these year groups, and the next panel, of those a member keeps. One query."""
    rows = coming(keep_meetings.visible(member), today)
    found: dict[str, Meeting] = {}
    panel = None
    for row in rows.filter(Q(year_group__in=set(years)) | Q(kind=MeetingKind.PANEL.value)):
        if row.kind == MeetingKind.PANEL:
            panel = panel or row
        else:
            found.setdefault(row.year_group, row)
    return found, panel


def last_held(meeting: Meeting) -> Meeting | None:
    """The meeting of the same kind, about the same, that was held before this one."""
    alike = Meeting.objects.filter(
        kind=meeting.kind, year_group=meeting.year_group, pupil=meeting.pupil_id, name=meeting.name
    )
    before = Q(on__lt=meeting.on) | Q(on=meeting.on, starts_at__lt=meeting.starts_at)
    return alike.filter(before, state=State.HELD.value).order_by("-on", "-starts_at").first()


def added_by_hand(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The lines somebody has put on an agenda, and nobody has taken off."""
    rows = AgendaItem.objects.filter(meeting=meeting, section=Section.ADDED.value, off_at__isnull=True)
    return rows.select_related("pupil")


def kept_lines(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda of a meeting that was written up, in the order in which it was talked about."""
    return AgendaItem.objects.filter(meeting=meeting, off_at__isnull=True).select_related("pupil")


def decisions_of(meeting: Meeting) -> QuerySet[Decision]:
    """What was decided, in order."""
    return Decision.objects.filter(meeting=meeting).select_related("pupil", "owner", "task")


def open_here(meetings: Sequence[uuid.UUID], until: dt.date) -> QuerySet[Decision]:
    """Decisions about no pupil, of these meetings, that are due by a day and not done."""
    rows = Decision.objects.filter(meeting__in=meetings, pupil__isnull=True, done_at__isnull=True, due_on__lte=until)
    return rows.select_related("owner", "meeting")


def alike(meeting: Meeting) -> QuerySet[Meeting]:
    """The meetings of the same kind about the same, this one among them."""
    return Meeting.objects.filter(
        kind=meeting.kind, year_group=meeting.year_group, pupil=meeting.pupil_id, name=meeting.name
    )
