"""Files kept with a case: whoever sees its record opens them, whoever works on it adds them."""

import uuid
from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from foundation.access.permissions import Permission
from schools.cases.models import Case
from schools.documents.queries.owners import Owner

CASE: Final = "case"


def case_address(key: object) -> str:
    """Where a case is."""
    return reverse("case", args=[key])


def _pupils(key: uuid.UUID) -> Iterable[int]:
    return Case.objects.filter(pk=key).values_list("pupil__key", flat=True)


FILES_OF_CASE: Final = Owner(
    CASE, opens=Permission.SEE_CASES, sends=Permission.WORK_CASES, address=case_address, pupils=_pupils
)
