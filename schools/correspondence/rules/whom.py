"""To whom a letter of the policy goes: each parent, or each parent the child lives with.

A parent is whoever has parental responsibility, or has care of the child [Education Act 1996, section 576]: who normally
lives with the child has care, unless the school knows that they have no responsibility. Of anybody else the school says so.
"""

from collections.abc import Collection
from typing import Protocol, TypeVar


class Linked(Protocol):
    """What a contact is to a child: `responsibility` is yes, no or unknown."""

    @property
    def responsibility(self) -> str: ...
    @property
    def lives_with(self) -> bool: ...


LinkedT = TypeVar("LinkedT", bound=Linked)


def addressees(contacts: Collection[LinkedT], to: str) -> list[LinkedT]:
    """Those of these contacts that a letter is to, in their order. `to` is as the policy has it."""
    lived_with = to == "each_parent_lived_with"
    return [one for one in contacts if _is_parent(one) and (one.lives_with or not lived_with)]


def _is_parent(one: Linked) -> bool:
    return one.responsibility == "yes" or (one.lives_with and one.responsibility != "no")
