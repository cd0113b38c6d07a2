"""What the lists of shares read beside the shares themselves, each in one statement."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F

from foundation.clock import local
from tenants.shares.models import Act, Notice, Share, Version
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ACTION, REMIND, UNANSWERED


def parents_of(shares: Iterable[Share]) -> Mapping[uuid.UUID, str]:
    """The parent whom each share is about, where it is about one: two packs about one child are told apart by them."""
    rows = Version.objects.filter(share__in=[one.pk for one in shares], number=F("share__number"))
    found = rows.values_list("share_id", "snapshot__facts__parent_name")
    return {share: parent for share, parent in found if parent}


def facts_of(shares: Iterable[Share]) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """What the newest version of each tells."""
    rows = Version.objects.filter(share__in=[one.pk for one in shares], number=F("share__number"))
    return dict(rows.values_list("share_id", "snapshot__facts"))


def reminded_on(shares: Iterable[Share]) -> Mapping[uuid.UUID, dt.date]:
    """The day on which the school of each was reminded last, of those it was."""
    acts = Act.objects.filter(share_id__in=[one.pk for one in shares], move=REMIND).order_by("at")
    return {share: local(at).date() for share, at in acts.values_list("share_id", "at")}


def actions_on(shares: Iterable[Share]) -> Mapping[uuid.UUID, int]:
    """How many actions were recorded of each meeting, of those that have any."""
    acts = Act.objects.filter(share_id__in=[one.pk for one in shares], move=ACTION)
    return dict(acts.order_by().values_list("share_id").annotate(Count("id")))


def notices_on(shares: Iterable[Share]) -> Mapping[uuid.UUID, Notice]:
    """The notice that was issued on each share."""
    rows = Notice.objects.filter(share_id__in=[one.pk for one in shares])
    return {row.share_id: row for row in rows if row.share_id is not None}


def to_be_answered() -> int:
    """How many shares wait for an answer of the authority's, without those that are about a meeting."""
    return open_shares().filter(state__in=UNANSWERED).exclude(purpose=Purpose.MEETING.value).count()
