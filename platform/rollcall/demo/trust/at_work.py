"""The school days up to the demo's own and some after it, and who of the school acts on them in the plays."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.london import LONDON
from rollcall.demo.people import MANAGER
from schools.calendar.queries import school_calendar
from schools.cases.operations.acting import Act
from schools.cases.queries.stages import policy_on
from schools.decisions.models import Decision
from schools.decisions.rules.agreeing import approver_of
from schools.policy.rules.decisions import Move
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember

#: The role of a post by what it is called.
ROLES: Final = {role.label: role for role in Role} | {MANAGER: Role.ATTENDANCE_OFFICER}
#: How far the plays look back and ahead, in days.
BACK: Final = dt.timedelta(days=91)
AHEAD: Final = dt.timedelta(days=60)
#: When somebody acts: on an earlier day at one of these hours, on the demo's own before its first moment.
HOURS: Final = tuple(
    dt.time(hour, minute) for hour, minute in ((9, 50), (10, 25), (11, 10), (13, 5), (14, 20), (15, 15))
)
EARLY: Final = tuple(dt.time(8, minute) for minute in (12, 17, 20, 26, 31, 44))


@dataclass(frozen=True)
class Days:
    """School days, `now` being the place of the demo's own among them; and the posts of those who act.

    `officers` are the attendance officers, Ana first; `manager` leads them, where the school has one.
    """

    days: tuple[dt.date, ...]
    now: int
    officers: tuple[StaffMember, ...]
    manager: StaffMember
    lead: StaffMember
    head: StaffMember
    year_head: StaffMember

    @property
    def owner(self) -> StaffMember:
        """The officer who has what nobody else is said to have."""
        return self.officers[0]

    def day(self, place: int) -> dt.date:
        """The school day in a place; beyond the last that is known, weekdays."""
        if place < len(self.days):
            return self.days[max(place, 0)]
        weeks, rest = divmod(place - len(self.days) + 1, 5)
        return self.days[-1] + dt.timedelta(weeks=weeks, days=rest)

    def ago(self, number: int) -> dt.date:
        """So many school days ago."""
        return self.day(self.now - number)

    def to_come(self, number: int) -> dt.date:
        """So many school days from now."""
        return self.day(self.now + number)

    def act(self, ago: int, *, by: StaffMember | None = None, turn: int = 2) -> Act:
        """What somebody does so many school days ago, the first officer where nobody is named. `turn` chooses the hour."""
        hours = HOURS if ago > 0 else EARLY
        moment = dt.datetime.combine(self.ago(ago), hours[turn % len(hours)], LONDON)
        post = by or self.owner
        return Act(signed(post), moment, frozenset({ROLES[post.position]}))

    def agreeing(self, row: Decision, officer: StaffMember) -> StaffMember:
        """Who agrees to a proposal: whom the policy names for a higher stage, else the officer who has the case."""
        policy = policy_on(self.days[self.now]) if row.move == Move.UP else None
        role = approver_of(row.stage, policy) if policy else None
        by_role = {Role.HEAD_OF_YEAR: self.year_head, Role.HEADTEACHER: self.head}
        return by_role.get(role, officer) if role else officer


def days_of(on: dt.date) -> Days:
    """The school days about the demo's own, with those who act on them."""
    days = school_calendar().school_days(on - BACK, on + AHEAD)
    officers = tuple(_posts(Role.ATTENDANCE_OFFICER.label))
    first = officers[0]
    return Days(
        days=days,
        now=max(place for place, day in enumerate(days) if day <= on),
        officers=officers,
        manager=next(iter(_posts(MANAGER)), first),
        lead=next(iter(_posts(Role.SAFEGUARDING_LEAD.label)), first),
        head=next(iter(_posts(Role.HEADTEACHER.label)), first),
        year_head=next(iter(_posts(Role.HEAD_OF_YEAR.label)), first),
    )


def officer() -> StaffMember:
    """The attendance officer by whom the plays act."""
    return _posts(Role.ATTENDANCE_OFFICER.label)[0]


def signed(post: StaffMember) -> Signature:
    """As whoever holds a post signs."""
    return Signature(Actor(post.person_id, post.name), post.position, post.pk)


def _posts(position: str) -> list[StaffMember]:
    """The posts of that name whose holders sign in, by name."""
    return list(StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name"))
