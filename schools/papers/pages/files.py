"""The files of papers and packs: who may open them. Each opening is written down by the page that opens files."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.documents.queries.owners import Owner
from schools.papers.models import Pack
from schools.papers.operations.making import PACK, PAPER
from schools.papers.rules.kinds import State
from schools.roll.models import Pupil


def paper_address(paper: uuid.UUID) -> str:
    """Where a paper is."""
    return reverse("paper", args=[paper])


def _pupils(paper: uuid.UUID) -> Iterable[int]:
    return Pupil.objects.filter(cases__papers=paper).values_list("key", flat=True)


def _approved(permission: Permission, member: Member) -> QuerySet[Any]:
    """Papers that may be opened: none before somebody has approved it, and none that was not needed."""
    rows: QuerySet[Any] = policy_for(permission).visible(member)
    return rows.filter(state__in=[State.APPROVED.value, State.HANDED.value])


def _pack_address(pack: uuid.UUID) -> str:
    return reverse("meeting", args=[Pack.objects.get(pk=pack).meeting_id])


def _pupils_of_pack(pack: uuid.UUID) -> Iterable[int]:
    wanted = Pack.objects.get(pk=pack).pupils
    return Pupil.objects.filter(pk__in=wanted).values_list("key", flat=True)


FILES_OF_PAPERS: Final = Owner(
    PAPER, opens=Permission.PREPARE_PAPERS, address=paper_address, pupils=_pupils, rows=_approved
)
FILES_OF_PACKS: Final = Owner(PACK, opens=Permission.OPEN_PACKS, address=_pack_address, pupils=_pupils_of_pack)
