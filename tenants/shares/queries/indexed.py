"""What a trust's schools share, as their trust sees it: nothing of a pupil."""

import uuid

from django.db.models import QuerySet

from tenants.shares.models import Index
from tenants.trusts.models import School


def index_here() -> QuerySet[Index]:
    """The shares of this trust's schools, the newest first: row security leaves no other trust's."""
    return Index.objects.all()


def school_names() -> dict[uuid.UUID, str]:
    """The trust's schools by name, by key."""
    return dict(School.objects.order_by("name").values_list("pk", "name"))
