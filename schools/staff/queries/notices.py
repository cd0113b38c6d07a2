"""What waits for somebody, and who was told what."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from schools.staff.models import StaffNotice


def notices_of(person_id: uuid.UUID) -> QuerySet[StaffNotice]:
    """A person's notices, by any post they hold or held, the newest first."""
    return StaffNotice.objects.filter(post__person_id=person_id).order_by("-at", "-pk")


def unread_of(person_id: uuid.UUID) -> int:
    """How many of a person's notices are unread."""
    return notices_of(person_id).filter(read_at__isnull=True).count()


def last_told(kind: str, addresses: Iterable[str]) -> dict[str, dt.datetime]:
    """When anybody was last told of this kind, by the address that the notice leads to; only of those that some were."""
    rows = StaffNotice.objects.filter(kind=kind, address__in=list(addresses)).values("address")
    return dict(rows.annotate(last=Max("at")).values_list("address", "last"))


def newest_emails(since: dt.datetime) -> QuerySet[StaffNotice]:
    """Of each post, the newest notice since a moment about which an email was promised."""
    rows = StaffNotice.objects.filter(at__gte=since).exclude(email_state=StaffNotice.Email.NONE)
    return rows.order_by("post", "-at", "-pk").distinct("post")
