"""Telling those who decide that leave waits for them: how many and where, and nobody's name."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from schools.leave.models import LeaveRequest
from schools.leave.queries.requests import waiting
from schools.leave.queries.rights import DECIDERS
from schools.staff.operations.notices import notify
from schools.staff.queries import holders_of, posts_on
from schools.staff.rules.kinds import NoticeKind

LEAVE_WAITS: Final = NoticeKind("leave_waits", "request for leave waits to be decided", "requests for leave wait")


def tell_deciders(requests: Collection[str], heads: Collection[uuid.UUID], address: str, *, now: dt.datetime) -> None:
    """Tell the headteacher (people's keys) and whom they have named that requests wait; once for these, however often."""
    new = list(LeaveRequest.objects.filter(pk__in=list(requests), state=LeaveRequest.State.WAITING))
    if not new:
        return
    today = local(now).date()
    posts = [post.pk for post in posts_on(today) if post.person_id in heads]
    posts += [post.pk for duty in DECIDERS for post in holders_of(duty, today)]
    count = waiting().count()
    since = max(row.created_at for row in new)
    notify(posts, kind=LEAVE_WAITS, count=count, address=address, at=now, by=SYSTEM, unless_since=since)
