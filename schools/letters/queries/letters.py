"""Which letters there are: of a member's reach, about one thing, in one state."""

import datetime as dt
import uuid
from typing import Final

from django.db.models import Count, QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.access.roles import Role
from foundation.clock import local
from foundation.london import LONDON
from schools.letters.models import Letter
from schools.letters.rules.kinds import kind_of, kinds
from schools.letters.rules.states import State

A_DAY: Final = dt.timedelta(days=1)
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


def may_approve(member: Member, letter: Letter) -> bool:
    """Whether somebody who sees a letter approves it: by the role that it names, or else by its kind's permission."""
    if letter.approver:
        return Role(letter.approver) in member.roles
    return may(member, kind_of(letter.kind).approve)


def letters_about(kind: str, key: uuid.UUID) -> list[Letter]:
    """The letters about one thing of a room above, in the order in which they were drafted. One query.

    Whoever shows them has asked that room's own gate.
    """
    rows = Letter.objects.filter(about_kind=kind, about_id=key).select_related("pupil", "contact")
    return list(rows.order_by("drafted_at", "pk"))


def beside(letter: Letter, *states: State) -> QuerySet[Letter]:
    """The letters of the same kind, drafted on the same day, to the same person about other children.

    To whoever is no contact, none.
    """
    day = dt.datetime.combine(local(letter.drafted_at).date(), dt.time(), LONDON)
    rows = Letter.objects.filter(kind=letter.kind, contact__isnull=False, contact=letter.contact_id, state__in=states)
    return rows.filter(drafted_at__gte=day, drafted_at__lt=day + A_DAY).exclude(pupil=letter.pupil_id).order_by("pk")


def counts_by_tab(letters: QuerySet[Letter]) -> dict[str, int]:
    """How many of these letters each tab holds. One query."""
    counted = dict(letters.order_by().values_list("state").annotate(number=Count("pk")))
    return {tab: sum(counted.get(state.value, 0) for state in states) for tab, states in TABS.items()}
