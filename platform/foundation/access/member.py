"""The person a request speaks for, at the place it came to."""

import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest

from foundation.access.roles import Role

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Member:
    """A person, and the roles they hold today at one place. Plain values, so it may outlive the identity transaction.

    One is made for each request, so what a policy has found out about it holds until the answer is given (`once`).
    """

    person_id: uuid.UUID
    name: str
    email: str
    place_kind: str
    place_id: uuid.UUID
    roles: frozenset[Role]
    _found: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question about this member, asked the first time and remembered. Answers are plain values."""
        if question not in self._found:
            self._found[question] = ask()
        found: Answer = self._found[question]
        return found


class MemberRequest(HttpRequest):
    """A request that has passed the member check: `place` is where it came, `member` who came."""

    place: Any
    member: Member
    #: The officers of an authority by key and name, for a page on which one hands work to another; else nobody.
    colleagues: Sequence[tuple[uuid.UUID, str]]
    htmx: "HtmxDetails"
