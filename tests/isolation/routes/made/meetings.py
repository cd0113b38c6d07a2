"""A panel that was held long ago and told of, with a line, a decision that is done, and a group that is helped."""

import datetime as dt

from foundation.london import LONDON
from schools.meetings.models import AgendaItem, Decision, HelpGroup, HelpGroupPupil, Meeting
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def held(school: School, pupil: Pupil) -> dict:
    """The meeting, and what of it addresses name."""
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    said = canary(school)
    post = StaffMember.objects.order_by("pk")[0]
    meeting = Meeting.objects.create(
        kind="panel",
        name=said,
        on=SINCE,
        starts_at=dt.time(9),
        ends_at=dt.time(10),
        where=said,
        chair=post,
        state="held",
        minutes=said,
        at=at,
        by_name="x",
        over_at=at,
        over_by="x",
        recap_at=at,
    )
    written = {"at": at, "by_name": "x"}
    group = HelpGroup.objects.create(name=said, what=said, starts_on=SINCE, ends_on=SINCE, **written)
    HelpGroupPupil.objects.create(group=group, pupil=pupil, **written)
    done = {"due_on": SINCE, "done_at": at, "done_by": "x"}
    return {
        "meeting": meeting,
        "meeting_item": AgendaItem.objects.create(meeting=meeting, section="added", pupil=pupil, words=said, **written),
        "meeting_decision": Decision.objects.create(meeting=meeting, what=said, owner=post, **done, **written),
        "help_group": group,
    }
