"""What an authority has been shared, as it may be opened now."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from foundation import clock
from tenants.policies.rules.notice_ledger import Issued
from tenants.policies.rules.notice_states import WITHDRAWN
from tenants.shares.models import Act, Notice, Share, Version
from tenants.shares.rules.ledger import Known


def open_shares() -> QuerySet[Share]:
    """The shares that this authority's officers may open today: row security leaves no other's, and none that ran out."""
    return Share.objects.filter(expires_on__gte=clock.today(), ended_at=None)


def versions_of(share: Share) -> Sequence[Version]:
    """Its versions with their files, the newest first."""
    return list(share.versions.prefetch_related("files"))


def thread_of(share: Share) -> Sequence[Act]:
    """What was done with it at either end, the oldest first."""
    return list(Act.objects.filter(share_id=share.pk))


def last_day_of(share_id: uuid.UUID) -> dt.date:
    """The last day on which a share may be opened, or might have been had it not ended."""
    last: dt.date = Share.objects.values_list("expires_on", flat=True).get(pk=share_id)
    return last


def uncarried(share_id: uuid.UUID) -> Sequence[Act]:
    """What officers did with a share that its school has not heard of, the oldest first."""
    return list(Act.objects.filter(share_id=share_id, ours=True, carried_at=None))


def notices_to(to_whom: Iterable[Known]) -> list[Notice]:
    """The notices of this authority's ledger to one parent for one child, the oldest first."""
    return list(Notice.objects.filter(to_whom__in=[one.digest for one in to_whom]).order_by("issued_on"))


def newest_notice_of(of_whom: Iterable[str], since: dt.date) -> dt.date | None:
    """The day of the newest notice for a child, to whichever parent, first issued after a day and not withdrawn."""
    found = Notice.objects.filter(of_whom__in=list(of_whom), issued_on__gt=since).exclude(state=WITHDRAWN)
    return found.order_by("-issued_on").values_list("issued_on", flat=True).first()


def issued(notices: Iterable[Notice]) -> list[Issued]:
    """Notices as the rules of the ledger read them."""
    return [Issued(one.issued_on, one.state) for one in notices]
