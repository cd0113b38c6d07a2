"""Who an act is put down to."""

import uuid
from dataclasses import dataclass

from foundation.access.member import Member


@dataclass(frozen=True, slots=True)
class Actor:
    """A person by key and name, or the system (no key). Every operation takes one as `by=`."""

    person_id: uuid.UUID | None
    name: str

    @classmethod
    def of(cls, member: Member) -> "Actor":
        """The signed-in person."""
        return cls(member.person_id, member.name)


SYSTEM = Actor(None, "Rollcall")
