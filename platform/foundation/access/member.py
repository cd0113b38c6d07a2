"""The person a request speaks for, at the place it came to."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from foundation.access.roles import Role

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


@dataclass(frozen=True, slots=True)
class Member:
    """A person, and the roles they hold today at one place. Plain values, so it may outlive the identity transaction."""

    person_id: uuid.UUID
    name: str
    email: str
    place_kind: str
    place_id: uuid.UUID
    roles: frozenset[Role]


class MemberRequest(HttpRequest):
    """A request that has passed the member check: `place` is where it came, `member` who came."""

    place: Any
    member: Member
    htmx: "HtmxDetails"
