"""Who signs an act: by the post held on that day, or by the role that reaches furthest."""

import datetime as dt

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.roll.queries.signing import Signature, signature_of
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.world import World

FIRST = dt.date(2026, 9, 1)
DAY = dt.timedelta(days=1)


def test_one_signs_by_the_post_of_that_day_and_without_one_by_the_furthest_role(world: World) -> None:
    school = world.another_school()
    person = world.operator.pk
    roles = frozenset({Role.CLASS_TEACHER, Role.HEAD_OF_YEAR})
    member = Member(person, "Ana Petrov", "ana@example.org", "school", school.pk, roles)
    by = Actor(person, "Ana Petrov")
    with school_work(school):
        tutor, leader = (
            StaffMember.objects.create(
                person_id=person, name="Ana Petrov", position=position, starts_on=starts_on, ends_on=ends_on
            )
            for position, starts_on, ends_on in (
                ("Form tutor", FIRST, FIRST + 9 * DAY),
                ("Pastoral leader", FIRST + 10 * DAY, FIRST + 19 * DAY),
            )
        )
        assert signature_of(member, FIRST - DAY) == Signature(by, "Head of year")
        assert signature_of(member, FIRST + 9 * DAY) == Signature(by, "Form tutor", tutor.pk)
        assert signature_of(member, FIRST + 10 * DAY) == Signature(by, "Pastoral leader", leader.pk)
        assert signature_of(member, FIRST + 20 * DAY) == Signature(by, "Head of year", None)
