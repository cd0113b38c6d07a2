"""Which cases there are, whose they are, and which wait for somebody."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Min, Q, QuerySet

from foundation.access.member import Member
from foundation.database.dated import holds_on
from schools.cases.models import Case, Delegation, Plan, Task
from schools.cases.queries.rights import own_tasks, plan_policy, posts_of, see_policy, task_policy
from schools.cases.rules import states
from schools.roll.models import HouseholdPupil


def open_cases(member: Member) -> QuerySet[Case]:
    """The cases not closed that a member sees."""
    return see_policy.visible(member).exclude(state=states.CLOSED)


def of_hand(member: Member, today: dt.date) -> Q:
    """Cases in a member's hands, as a condition on `Case`: they own them, or stand in for the owner today."""
    posts = posts_of(member)
    standing_in = Delegation.objects.filter(holds_on(today), post__in=posts)
    return Q(owner__in=posts) | Q(pk__in=standing_in.values("case"))


def tasks_of_cases(cases: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, dt.date]]:
    """Of these cases, how many tasks are open and when the first is due. One query."""
    rows = Task.objects.filter(case__in=cases, state=states.OPEN).order_by().values("case")
    found = rows.annotate(number=Count("pk"), first=Min("due_on")).values_list("case", "number", "first")
    return {case: (number, first) for case, number, first in found}


def waiting_for(member: Member) -> set[uuid.UUID]:
    """The cases with an open task in the member's own hands. One query."""
    return set(Task.objects.filter(own_tasks(member), state=states.OPEN).order_by().values_list("case", flat=True))


def open_tasks_of(member: Member) -> QuerySet[Task]:
    """The open tasks in the member's own hands, the earliest due first, of the pupils that they may have tasks about."""
    return task_policy.visible(member).filter(own_tasks(member), state=states.OPEN).order_by("due_on", "pk")


def due_tasks(member: Member, today: dt.date) -> QuerySet[Task]:
    """Open tasks due by today, of the cases whose tasks the member writes and in their own hands."""
    return task_policy.visible(member).filter(state=states.OPEN, due_on__lte=today).order_by("due_on", "pk")


def families(pupils: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Of these pupils, who among them shares a home on a day. One query."""
    homes: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    rows = HouseholdPupil.objects.filter(holds_on(today), pupil__in=pupils).values_list("household", "pupil")
    for home, pupil in rows:
        homes[home].add(pupil)
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for together in homes.values():
        for pupil in together:
            found[pupil] |= together - {pupil}
    return found


def standing_in(cases: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, str]:
    """Of these cases, who stands in for the owner on a day. One query."""
    rows = Delegation.objects.filter(holds_on(today), case__in=cases).select_related("post").order_by("at")
    return {row.case_id: row.post.name for row in rows}


def plans_in_class(member: Member) -> QuerySet[Plan]:
    """The running plans of pupils within reach of who reads what helps in class."""
    cases = plan_policy.visible(member).exclude(state=states.CLOSED).order_by().values("pk")
    return Plan.objects.filter(state=states.RUNNING, case__in=cases).select_related("case__pupil")


def open_case_tasks() -> QuerySet[Task]:
    """Every open task of the school: where there is none, no list of them is asked for."""
    return Task.objects.filter(state=states.OPEN)
