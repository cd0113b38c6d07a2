"""Files of bundles: who may open them. Each opening is written down by the page that opens files."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.bundles.models import BundleVersion
from schools.bundles.operations.bundles import BUNDLE_FILES
from schools.documents.queries.owners import Owner
from schools.roll.models import Pupil


def bundle_address(bundle: uuid.UUID) -> str:
    """Where a bundle is."""
    return reverse("bundle", args=[bundle])


def _address(version: uuid.UUID) -> str:
    return bundle_address(BundleVersion.objects.get(pk=version).bundle_id)


def _pupils(version: uuid.UUID) -> Iterable[int]:
    return Pupil.objects.filter(cases__bundles__versions=version).values_list("key", flat=True)


def _rows(permission: Permission, member: Member) -> QuerySet[Any]:
    bundles = policy_for(permission).visible(member)
    return BundleVersion.objects.filter(bundle__in=bundles.order_by().values("pk"))


FILES: Final = Owner(BUNDLE_FILES, opens=Permission.SEE_BUNDLES, address=_address, pupils=_pupils, rows=_rows)
