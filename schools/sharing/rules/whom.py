"""With which authorities something may be shared: the school's own and that of the pupil's home, each by its own share.

What the law has a school tell goes to its authority; a pupil who lives in another is that one's too. That it goes to no
third is the product's choice. An authority that is not in Rollcall is told as before, by its portal, by post or by email.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.refusals import Fault


@dataclass(frozen=True, slots=True)
class Whom:
    """An authority that is in Rollcall: its short name, and the name people read."""

    slug: str
    name: str


def whom(own: str, home: str, known: Iterable[Whom]) -> list[Whom]:
    """Of all that are in Rollcall: the school's own, by its short name, then the home's, as somebody wrote it down.

    `home` is empty where that is the school's own. One that is written otherwise than it is called here is not guessed at.
    """
    said = _plain(home)
    found = [one for one in known if one.slug == own or said in {_plain(one.name), _plain(one.slug)}]
    return sorted(found, key=lambda one: (one.slug != own, one.name))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def whom_fault(authority: str, name: str, allowed: Sequence[Whom]) -> Fault | None:
    """Why nothing may be shared with an authority; None where it may."""
    if any(one.slug == authority for one in allowed):
        return None
    words = f"{name} is neither this school’s authority nor that of the pupil’s home."
    remedy = "Share it with one of these, or write down first where the pupil lives."
    return Fault(words, "not_theirs", "authority", remedy=remedy)
