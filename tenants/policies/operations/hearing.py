"""What a school says of itself: which version it holds, and what decides there. Written in the trust's work."""

import datetime as dt
import uuid
from collections.abc import Mapping

from tenants.policies.models import SchoolPolicy


def hear(trust_id: uuid.UUID, school_id: uuid.UUID, stands: Mapping[str, int | list[str]], *, now: dt.datetime) -> None:
    """Keep how a school stands, in the place of what it said before. `stands` is what `SchoolPolicy` holds."""
    SchoolPolicy.objects.update_or_create(
        school_id=school_id, defaults={"trust_id": trust_id, "told_at": now, **stands}
    )
