"""Letters as they left, among the school's files: whoever may see a letter may open what is kept of it."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.queries.owners import Owner
from schools.letters.models import Letter
from schools.letters.operations.filing import KEPT_OF
from schools.letters.queries.letters import letters_for


def _address(letter: uuid.UUID) -> str:
    return reverse("letter", args=[letter])


def _pupils(letter: uuid.UUID) -> Iterable[int]:
    return Letter.objects.filter(pk=letter).values_list("pupil__key", flat=True)


def _rows(_permission: Permission, member: Member) -> QuerySet[Any]:
    return letters_for(member)


FILES_OF_LETTERS: Final = Owner(KEPT_OF, opens=Permission.WRITE_LETTERS, address=_address, rows=_rows, pupils=_pupils)
