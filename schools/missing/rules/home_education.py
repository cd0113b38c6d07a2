"""Ground (f): a parent's writing that the child will be educated otherwise than at school [L 6, rules.md section 6].

A parent may; no consent is needed but for a child at a special school whose place an authority arranged, and while a school
attendance order stands. The school tells the authority at once, invites to talk, and does not encourage it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Said on every page of it.
DO_NOT_ENCOURAGE: Final = (
    "A school does not encourage, suggest or hasten this: the wish is the parent’s, in the parent’s own writing."
)


class Speaker(StrEnum):
    """Who first spoke of home education."""

    PARENT = "parent"
    CHILD = "child"
    SCHOOL = "school"
    AUTHORITY = "authority"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _SPEAKERS[self]


_SPEAKERS: Final = {
    Speaker.PARENT: "a parent",
    Speaker.CHILD: "the child",
    Speaker.SCHOOL: "somebody of the school",
    Speaker.AUTHORITY: "somebody of the local authority",
    Speaker.OTHER: "somebody else",
}


class Talk(StrEnum):
    """What became of the talk that was offered."""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def words(self) -> str:
        return _TALKS[self]


_TALKS: Final = {
    Talk.WAITING: "no answer yet",
    Talk.TAKEN: "they came and talked",
    Talk.DECLINED: "they did not want to",
}


class Bar(StrEnum):
    """What ground (f) cannot pass without somebody's consent."""

    SPECIAL = "special"
    ORDER = "order"

    @property
    def words(self) -> str:
        return _BARS[self]

    @property
    def whose(self) -> str:
        """Whose consent is needed."""
        return _WHOSE[self]


_BARS: Final = {
    Bar.SPECIAL: "The child’s place is at a special school, and a local authority arranged it",
    Bar.ORDER: "A school attendance order names this school",
}
_WHOSE: Final = {
    Bar.SPECIAL: "the local authority that arranged the place",
    Bar.ORDER: "the local authority that made the order",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is held of a parent's wish. None where nobody has said; `consents` are the bars with their consent."""

    spoke: Speaker | None = None
    written_on: dt.date | None = None
    talk_offered_on: dt.date | None = None
    talk: Talk | None = None
    bars: frozenset[Bar] | None = None
    consents: frozenset[Bar] = frozenset()
    authority_told: bool = False

    @property
    def stopped_by(self) -> tuple[Bar, ...]:
        """The bars that no consent has lifted."""
        return tuple(bar for bar in Bar if bar in (self.bars or ()) and bar not in self.consents)


def lacking(intent: Intent) -> list[str]:
    """What ground (f) still lacks; nothing where a headteacher may approve it."""
    lacks = [
        f"{bar.words}: the pupil cannot leave on ground 9(1)(f) without the consent of {bar.whose}."
        for bar in intent.stopped_by
    ]
    if intent.written_on is None:
        lacks.append("No parent’s writing is held. Nothing that was said, and nothing the school wrote, is enough.")
    if intent.spoke is None:
        lacks.append("It is not written down who first spoke of home education.")
    if intent.bars is None:
        lacks.append(
            "Nobody has said whether an authority arranged a special school place, or an attendance order stands."
        )
    if intent.talk_offered_on is None:
        lacks.append("No talk about the reasons has been offered.")
    if not intent.authority_told:
        lacks.append("The authority has not been told.")
    return lacks
