"""What is in a case, as far as somebody may see it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from schools.cases.models import Barrier, BarrierKind, Case, Delegation, Event, Note, Offer, Plan, Task, View
from schools.cases.queries.cases import open_cases
from schools.cases.queries.rights import (
    note_policy,
    own_tasks,
    restricted_policy,
    sensitive_exists_policy,
    sensitive_policy,
    stage_policy,
    work_policy,
    write_tasks_policy,
)
from schools.roll.queries.families import siblings_of


@dataclass(frozen=True, slots=True)
class Rights:
    """What a reader may do with one case: from the table, once, for the page and for what it reads."""

    works: bool
    stages: bool
    all_tasks: bool
    sensitive: bool
    sensitive_exists: bool
    restricts: bool


def rights_of(member: Member, case: Case) -> Rights:
    """A reader's rights to one case."""
    return Rights(
        works=work_policy.may(member, case),
        stages=stage_policy.may(member, case),
        all_tasks=write_tasks_policy.may(member, case),
        sensitive=sensitive_policy.may(member, case),
        sensitive_exists=sensitive_exists_policy.may(member, case),
        restricts=restricted_policy.may(member, case),
    )


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader sees of a case. `hidden_barriers` are sensitive ones of which they know that there are some."""

    tasks: Sequence[Task]
    notes: Sequence[Note]
    restricted: Sequence[Note]
    barriers: Sequence[Barrier]
    sensitive: Sequence[Barrier]
    hidden_barriers: int
    views: Sequence[View]
    offers: Sequence[Offer]
    plans: Sequence[Plan]
    events: Sequence[Event]
    delegations: Sequence[Delegation]


def contents_of(case: Case, member: Member, rights: Rights, today: dt.date) -> Contents:
    """Everything in a case that the reader may see."""
    tasks = Task.objects.filter(case=case).select_related("owner")
    barriers = list(Barrier.objects.filter(case=case).select_related("kind"))
    sensitive = [one for one in barriers if one.sensitive]
    return Contents(
        tasks=list(tasks if rights.all_tasks else tasks.filter(own_tasks(member))),
        notes=list(Note.objects.filter(case=case, restricted=False)),
        restricted=list(note_policy.visible(member).filter(case=case)),
        barriers=[one for one in barriers if not one.sensitive],
        sensitive=sensitive if rights.sensitive else [],
        hidden_barriers=len(sensitive) if rights.sensitive_exists and not rights.sensitive else 0,
        views=list(View.objects.filter(case=case).select_related("contact")),
        offers=list(Offer.objects.filter(case=case)),
        plans=list(Plan.objects.filter(case=case).prefetch_related("reviews")),
        events=list(Event.objects.filter(case=case)),
        delegations=list(Delegation.objects.filter(case=case, ends_on__gte=today).select_related("post")),
    )


def cases_of_siblings(case: Case, member: Member, today: dt.date) -> list[Case]:
    """The open cases of pupils who share a home with this one, of those the reader sees."""
    siblings = {one.id for one in siblings_of(case.pupil, today)}
    return list(open_cases(member).filter(pupil__in=siblings)) if siblings else []


def barrier_kinds(rights: Rights) -> list[BarrierKind]:
    """The part of the school's list that the reader may write."""
    rows = BarrierKind.objects.filter(ended_on__isnull=True)
    return list(rows if rights.sensitive else rows.filter(sensitive=False))
