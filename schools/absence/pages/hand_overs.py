"""The children of a day who are with the safeguarding lead."""

import datetime as dt
from dataclasses import dataclass

from foundation.ui.numbers import counted
from foundation.ui.sentences import Said
from schools.absence.pages.words import hand_over_words
from schools.absence.queries.following import Child, children_of


@dataclass(frozen=True)
class HandOversPage:
    """Those whom nobody has taken over come first, then those not signed off, then the rest; each by when."""

    on: dt.date
    children: tuple[Child, ...]

    @property
    def said(self) -> Said:
        waiting = sum(1 for child in self.children if child.hand_over and child.hand_over.acknowledged_at is None)
        if not waiting:
            return Said(before="Nobody waits to be taken over.")
        return Said(
            strong=counted(waiting, "child", "children"), after=f" {'waits' if waiting == 1 else 'wait'} for you."
        )

    @property
    def lines(self) -> list[tuple[Child, str]]:
        return [(child, hand_over_words(child.hand_over)) for child in self.children if child.hand_over]


def hand_overs_page(on: dt.date, now: dt.datetime) -> HandOversPage:
    """The page of a day."""
    given = [child for child in children_of(on, now, ended=True) if child.hand_over is not None]
    return HandOversPage(on, tuple(sorted(given, key=_by_need)))


def _by_need(child: Child) -> tuple[object, ...]:
    over = child.hand_over
    assert over is not None
    return over.acknowledged_at is not None, over.settled_at is not None, over.at
