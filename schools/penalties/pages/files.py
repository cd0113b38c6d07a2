"""Papers kept with a legal step: whoever sees it opens them, whoever writes it adds them."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.queries.owners import Owner
from schools.penalties.models import LegalStep
from schools.penalties.queries.rights import see_penalties, work_penalties

STEP: Final = "legal_step"


def step_address(key: object) -> str:
    """Where a legal step is."""
    return reverse("legal_step", args=[key])


def _pupils(key: uuid.UUID) -> Iterable[int]:
    return LegalStep.objects.filter(pk=key).values_list("case__pupil__key", flat=True)


def _rows(permission: Permission, member: Member) -> QuerySet[Any]:
    policy = work_penalties if permission is Permission.WORK_PENALTIES else see_penalties
    return policy.steps(member)


FILES_OF_STEP: Final = Owner(
    STEP,
    opens=Permission.SEE_PENALTIES,
    sends=Permission.WORK_PENALTIES,
    address=step_address,
    pupils=_pupils,
    rows=_rows,
)
