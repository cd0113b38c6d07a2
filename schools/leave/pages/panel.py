"""Leave on a pupil's page: what is to come or stands now, and how it is asked for."""

import uuid
from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.leave.models import LeaveRequest, PartTimeTimetable
from schools.roll.pages.pupil_panels import Panel, PanelPupil


@dataclass(frozen=True, slots=True)
class LeaveOf:
    """The requests of a pupil that are not over, and whether the reader may make one."""

    pupil: uuid.UUID
    requests: tuple[LeaveRequest, ...]
    timetable: PartTimeTimetable | None
    keeps: bool


def leave_panel(about: PanelPupil, member: Member) -> Panel | None:
    """What is asked for or granted and not over; nothing for who sees no leave."""
    if not may(member, Permission.SEE_LEAVE):
        return None
    rows = LeaveRequest.objects.filter(pupil=about.pupil, ends_on__gte=about.today)
    rows = rows.exclude(state=LeaveRequest.State.WITHDRAWN).order_by("starts_on")
    keeps = may(member, Permission.KEEP_LEAVE)
    timetable = PartTimeTimetable.objects.filter(pupil=about.pupil, closed_at__isnull=True).first()
    panel = LeaveOf(about.pupil.pk, tuple(rows), timetable, keeps)
    return Panel("leave/panel.html", panel, act="leave/panel_act.html" if keeps else "")
