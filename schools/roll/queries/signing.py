"""Who signs an act, as the records keep it for good: the person, and the position they hold on that day."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.audit.actors import Actor
from schools.roll.queries.reach import position_of
from schools.staff.queries import post_of


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts, in which position; `staff` is the key of the post they hold it by, if the staff list has one."""

    by: Actor
    position: str
    staff: uuid.UUID | None = None


def signature_of(member: Member, day: dt.date) -> Signature:
    """A member's signature on a day: by their post in the staff list, or else by the role in which they reach furthest."""
    post = post_of(member.person_id, day)
    by = Actor.of(member)
    return Signature(by, position_of(member)) if post is None else Signature(by, post.position, post.pk)
