"""What the views of this room have in common: who acts, which pupils are ticked, and that somebody was shown a list."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import QueryDict

from foundation.access.member import MemberRequest
from foundation.audit.actors import Actor
from schools.cases.views.acting import act_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil

__all__ = ["act_of", "note_list", "ticked"]


def note_list(request: MemberRequest, show: str, keys: Iterable[int]) -> None:
    """That somebody was shown these pupils, and on which list."""
    seen(Shown.What.LIST, about=("list", f"show={show}"), pupils=keys, by=Actor.of(request.member))


def ticked(given: QueryDict, among: QuerySet[Pupil]) -> list[Pupil]:
    """The ticked pupils, of those somebody may choose from; what is no key of one of them is none."""
    keys = []
    for text in given.getlist("pupil"):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(among.filter(pk__in=keys).order_by("sort_name", "key"))
