"""The files of what was sent: whoever sees the referral opens them; those with the sensitive part, who may read that."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.queries.owners import Owner
from schools.referrals.models import Version
from schools.referrals.operations.sending import SENT
from schools.referrals.pages.words import referral_address
from schools.referrals.queries.rights import sent_versions


def _address(version: uuid.UUID) -> str:
    return referral_address(Version.objects.get(pk=version).referral_id)


def _pupils(version: uuid.UUID) -> Iterable[int]:
    return Version.objects.filter(pk=version).values_list("referral__case__pupil__key", flat=True)


def _rows(_permission: Permission, member: Member) -> QuerySet[Any]:
    return sent_versions(member)


FILES_SENT: Final = Owner(SENT, opens=Permission.SEE_REFERRALS, address=_address, pupils=_pupils, rows=_rows)
