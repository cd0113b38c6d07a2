"""Who holds which post."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from foundation.database.dated import holds_on, not_over
from schools.staff.models import StaffMember


def post_of(person_id: uuid.UUID, day: dt.date) -> StaffMember | None:
    """The post a person holds on a day: the newest begun, or None for somebody who holds none here."""
    return StaffMember.objects.filter(holds_on(day), person_id=person_id).order_by("-starts_on").first()


def posts_on(day: dt.date, *, with_email: bool | None = None) -> QuerySet[StaffMember]:
    """The posts held on a day, by name; only those with a work email, or only those without, when asked."""
    held = StaffMember.objects.filter(holds_on(day)).order_by("name", "pk")
    if with_email is None:
        return held
    return held.exclude(email="") if with_email else held.filter(email="")


def posts_not_over(day: dt.date) -> QuerySet[StaffMember]:
    """The posts that have not ended before a day, begun or not, by name."""
    return StaffMember.objects.filter(not_over(day)).order_by("name", "pk")


def of_post_held_on(day: dt.date) -> Q:
    """Rows about a `post` that is held on a day."""
    return Q(post__starts_on__lte=day) & (Q(post__ends_on__isnull=True) | Q(post__ends_on__gte=day))
