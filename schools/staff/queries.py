"""Questions about who works here."""

import datetime as dt
import uuid

from django.db.models import Q

from schools.staff.models import StaffMember


def post_of(person_id: uuid.UUID, day: dt.date) -> StaffMember | None:
    """The post a person holds on a day: the newest begun, or None for somebody who holds none here."""
    held = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return StaffMember.objects.filter(held, person_id=person_id).order_by("-starts_on").first()
