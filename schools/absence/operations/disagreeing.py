"""When two things are said of one child on one day: its head of year is told, once, and the call sheet shows it."""

import datetime as dt
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.london import LONDON
from schools.absence.models import FirstDay
from schools.absence.queries.replies import said_of
from schools.absence.rules.replies import disagree
from schools.journal.operations import promise
from schools.roll.queries.on_roll import placement_on
from schools.roll.queries.posts import leads_of
from schools.staff.operations.notices import notify
from schools.staff.rules.kinds import NoticeKind

#: Outbox topic: of this day's child two things were said ({"day"}).
TWO_SAID: Final = "absence.two_said"
SAID_TWICE: Final = NoticeKind("said_twice", "Two people say different things about why a pupil is away")


def look_for_disagreement(day: FirstDay) -> None:
    """After anything was said of a child: have its head of year told if that is not what was said before."""
    if disagree(said_of(day)):
        promise(TWO_SAID, {"day": str(day.pk)})


def tell_head_of_year(day: FirstDay, address: str, *, now: dt.datetime) -> None:
    """Tell whoever leads the child's year, once a day, where both can be read. Nothing where they agree by now."""
    placement = placement_on(day.pupil, day.date)
    if placement is None or not disagree(said_of(day)):
        return
    posts = [post.staff for post in leads_of(placement.year_group, day.date)]
    midnight = dt.datetime.combine(local(now).date(), dt.time(), LONDON)
    notify(posts, kind=SAID_TWICE, count=1, address=address, at=now, by=SYSTEM, unless_since=midnight)
