"""Who holds which duty on a day, and the permissions that come with one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from foundation import clock
from foundation.access.member import Member
from foundation.access.policies import RolePolicy
from foundation.access.roles import Role
from foundation.database.dated import holds_on
from schools.staff.models import StaffDuty, StaffMember
from schools.staff.queries.posts import of_post_held_on

Duty = StaffDuty.Duty


def holders_of(duty: Duty, day: dt.date) -> list[StaffMember]:
    """Who holds a duty on a day, by name. A duty outlives no post: who has left holds none."""
    rows = StaffDuty.objects.filter(holds_on(day), of_post_held_on(day), duty=duty).select_related("post")
    return [row.post for row in rows.order_by("post__name", "post")]


def duties_of(person_id: uuid.UUID, day: dt.date) -> frozenset[Duty]:
    """The duties a person holds on a day, by any of their posts."""
    rows = StaffDuty.objects.filter(holds_on(day), of_post_held_on(day), post__person_id=person_id)
    return frozenset(Duty(duty) for duty in rows.values_list("duty", flat=True))


def roles_on(member: Member, day: dt.date) -> frozenset[Role]:
    """The roles a member acts in on a day: their own, and the headteacher's while they act as head."""
    duties = member.once(("duties", day), lambda: duties_of(member.person_id, day))
    return member.roles | {Role.HEADTEACHER} if Duty.ACTING_HEAD in duties else member.roles


class DutyPolicy(RolePolicy):
    """Allows the named roles, and whoever holds one of the duties here today.

    The member is found before any table of the school can be read, so the duties are asked for in the work transaction:
    of those only whose roles do not suffice, and once a request.
    """

    def __init__(self, *roles: Role, duties: Iterable[Duty], queryset: Any = None) -> None:
        super().__init__(*roles, queryset=queryset)
        self.duties = frozenset(duties)

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if super().may(member, obj):
            return True
        if member.place_kind != "school":
            return False
        today = clock.today()
        return bool(self.duties & member.once(("duties", today), lambda: duties_of(member.person_id, today)))
