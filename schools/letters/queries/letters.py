"""Which letters there are: of a member's reach, about one thing, in one state."""

import uuid
from typing import Final

from django.db.models import Count, QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.letters.models import Letter
from schools.letters.rules.kinds import kinds
from schools.letters.rules.states import State

#: What the list's tabs hold, in the order in which a person is needed.
TABS: Final = {
    "drafts": (State.DRAFT,),
    "approved": (State.APPROVED,),
    "waiting": (State.HELD, State.IN_DOUBT, State.FAILED),
    "going": (State.QUEUED, State.SENDING),
    "gone": (State.HANDED_OVER, State.DELIVERED, State.PRINTED),
    "withdrawn": (State.WITHDRAWN,),
}


def letters_for(member: Member) -> QuerySet[Letter]:
    """The letters that a member may see: about pupils within their reach, of the kinds that their rooms show them."""
    names = [kind.name for kind in kinds() if may(member, kind.seen_by)]
    pupils = policy_for(Permission.WRITE_LETTERS).visible(member)
    return Letter.objects.filter(kind__in=names, pupil__in=pupils).select_related("pupil", "contact")


def letters_about(kind: str, key: uuid.UUID) -> list[Letter]:
    """The letters about one thing of a room above, in the order in which they were drafted. One query.

    Whoever shows them has asked that room's own gate.
    """
    rows = Letter.objects.filter(about_kind=kind, about_id=key).select_related("pupil", "contact")
    return list(rows.order_by("drafted_at", "pk"))


def counts_by_tab(letters: QuerySet[Letter]) -> dict[str, int]:
    """How many of these letters each tab holds. One query."""
    counted = dict(letters.order_by().values_list("state").annotate(number=Count("pk")))
    return {tab: sum(counted.get(state.value, 0) for state in states) for tab, states in TABS.items()}
