"""Telling those who hold a role that a proposal was put before them. The worker knows who they are; the school does not."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db import transaction

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from schools.decisions.models import HandedOn
from schools.decisions.rules.agreeing import approver_of
from schools.policy.rules.replaying import policies_of
from schools.roll.models import Placement, YearLead
from schools.staff.operations.notices import notify
from schools.staff.queries import posts_on
from schools.staff.rules.kinds import NoticeKind

WAITS_FOR_YOU: Final = NoticeKind(
    "decisions_handed_on", "decision waits for you to agree to it", "decisions wait for you to agree to them"
)


def whose_to_agree(decision: uuid.UUID) -> Role | None:
    """The role that a decision which was handed on waits for; None once it is answered."""
    row = HandedOn.objects.filter(pk=decision, decision__answer__isnull=True).select_related("decision").first()
    if row is None:
        return None
    policy, _ = policies_of(bytes(row.decision.kept))
    return approver_of(row.decision.stage, policy)


@transaction.atomic(using=ALIAS)
def tell_of(decision: uuid.UUID, role: Role, *, people: Collection[uuid.UUID], address: str, now: dt.datetime) -> None:
    """Tell these people, who hold the role, that it waits for them; of heads of year those of the pupil's. Once."""
    row = HandedOn.objects.select_related("decision").get(pk=decision)
    today = local(now).date()
    posts = {post.pk for post in posts_on(today) if post.person_id in people}
    if role is Role.HEAD_OF_YEAR:
        year = Placement.objects.filter(holds_on(today), pupil=row.decision.pupil_id).values("year_group")
        posts &= set(YearLead.objects.filter(holds_on(today), year_group__in=year).values_list("staff", flat=True))
    notify(posts, kind=WAITS_FOR_YOU, count=1, address=address, at=now, by=SYSTEM, unless_since=row.at)
