"""Posts and duties as the tests write them."""

import datetime as dt

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.models import AuditLine
from schools.staff.models import StaffDuty, StaffMember
from schools.staff.operations.duties import give_duty
from tenants.trusts.models import School
from tests.world import World

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)
BY = Actor(None, "Asha Rao")
Duty = StaffDuty.Duty


def give(
    post: StaffMember, duty: StaffDuty.Duty, starts_on: dt.date = TODAY, ends_on: dt.date | None = None
) -> StaffDuty:
    """Give a duty, and its row."""
    give_duty(post, duty, starts_on=starts_on, ends_on=ends_on, at=NOON, page="/staff/", by=BY)
    return StaffDuty.objects.filter(post=post, duty=duty).latest("starts_on")


def post_of_role(world: World, school: School, role: Role) -> StaffMember:
    """The post of who holds a role at the school; in its work."""
    return StaffMember.objects.get(person_id=world.person(role, school).pk)


def refused(act: object) -> list[tuple[str, str]]:
    """What an act is refused for: each fault's field and words."""
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    return [(fault.field, fault.words) for fault in caught.value.faults]


def lines(post: StaffMember) -> list[tuple[str, dict]]:
    """The audit lines about a post, oldest first."""
    found = AuditLine.objects.filter(about_kind="staff", about_id=str(post.pk)).order_by("id")
    return list(found.values_list("act", "details"))
