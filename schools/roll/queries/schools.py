"""The other schools of the trust: which to offer where a pupil came from or goes to."""

import uuid

from django.db.models import Q, QuerySet

from schools.roll.models import SisterSchool


def sisters_offered(held: uuid.UUID | None = None) -> QuerySet[SisterSchool]:
    """The schools of the trust now, by name, and the one that is recorded already, which may have left it since."""
    return SisterSchool.objects.filter(Q(until=None) | Q(pk=held))


def sisters_by_name() -> dict[str, uuid.UUID]:
    """The keys of the schools of the trust now, by their names without regard to case."""
    return {name.casefold(): key for name, key in sisters_offered().values_list("name", "pk")}
