"""In whose hands a task is put that no person gives out: the case's owner, or else whoever leads on attendance."""

import datetime as dt
import uuid
from typing import TypedDict

from schools.staff.models import StaffDuty, StaffMember


class Hands(TypedDict):
    """As `add_task` takes them: one person, or one duty."""

    owner: StaffMember | None
    duty: StaffDuty.Duty | None


def whose(*posts: StaffMember | None, today: dt.date) -> Hands:
    """The first of these posts that is held today; else the duty of leading on attendance."""
    for post in posts:
        if post is not None and post.starts_on <= today and (post.ends_on is None or today <= post.ends_on):
            return {"owner": post, "duty": None}
    return {"owner": None, "duty": StaffDuty.Duty.ATTENDANCE_LEAD}


def post_of(key: uuid.UUID | None) -> StaffMember | None:
    """A post by its key."""
    return None if key is None else StaffMember.objects.filter(pk=key).first()
