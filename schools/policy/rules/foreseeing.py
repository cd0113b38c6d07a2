"""What would first be proposed for a pupil among many days: what `Pupil.move_on` finds when it is asked of each in turn.

The days on which marks and case open a way are found for all days at once, and only on these is the pupil asked of whom the
way is asked, and whether a person put it off. A pupil who came from another school is asked of each day in full.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from schools.policy.rules.ahead import Ahead
from schools.policy.rules.day_sets import NO_DAY, DaySet, numbers_of
from schools.policy.rules.deciding import Proposal, Pupil, Way, rolling
from schools.policy.rules.decisions import Move
from schools.policy.rules.doing import done_by
from tenants.policies.rules.document import Criterion, Stage

#: A proposal, and the day that makes it by its number.
Numbered = tuple[int, Proposal]


class Opened(NamedTuple):
    """A way out or up, and the days on which marks and case open it."""

    way: Way
    days: DaySet


@dataclass(frozen=True)
class Foreseen:
    """The ways open to a pupil, those that go before others first."""

    pupil: Pupil
    days: Sequence[dt.date]
    ways: Sequence[Opened]

    @cached_property
    def _opened(self) -> DaySet:
        """The days on which any is open."""
        return reduce(or_, (one.days for one in self.ways), NO_DAY)

    def first(self, among: DaySet) -> Numbered | None:
        """The first of some days on which anything is proposed."""
        for number in numbers_of(among & self._opened):
            for one in self.ways:
                if one.days >> number & 1 and self.pupil.may_go(one.way, self.days[number]):
                    return number, one.way.proposal
        return None


@dataclass(frozen=True)
class AskedInFull:
    """A pupil for whom nothing is foreseen."""

    pupil: Pupil
    days: Sequence[dt.date]

    def first(self, among: DaySet) -> Numbered | None:
        """The first of some days on which anything is proposed."""
        for number in numbers_of(among):
            if (proposal := self.pupil.move_on(self.days[number])).move in {Move.UP, Move.EXIT}:
                return number, proposal
        return None


def foresee(pupil: Pupil, ahead: Ahead) -> Foreseen | AskedInFull:
    """What the days ahead hold for a pupil as things stand."""
    days = ahead.asked.days
    if pupil.facts.moved:
        return AskedInFull(pupil, days)
    return Foreseen(pupil, days, [one for one in (*_out(pupil, ahead), *_up(pupil, ahead)) if one.days])


def _out(pupil: Pupil, ahead: Ahead) -> Iterator[Opened]:
    since = pupil.standing.since
    for way in pupil.at.exits:
        days = ahead.met(way, pupil.facts.events)
        if since is not None:
            days &= ahead.begun_since(rolling(way), since)
        yield Opened(Way(pupil.at, way), days)


def _up(pupil: Pupil, ahead: Ahead) -> Iterator[Opened]:
    """Direct criteria of the highest stages, then those of the next, once nothing is undone that it waits for."""
    at = pupil.at
    for stage in pupil.policy.direct:
        if stage.place > at.place:
            yield from _into(stage, (one for one in stage.criteria if one.direct), pupil, ahead, ahead.asked.every)
    following = pupil.policy.above.get(at.key)
    ready = done_by(at, pupil.facts, pupil.counted_since) if following else None
    if following and ready:
        yield from _into(following, following.criteria, pupil, ahead, ahead.asked.since(ready))


def _into(stage: Stage, criteria: Iterable[Criterion], pupil: Pupil, ahead: Ahead, among: DaySet) -> Iterator[Opened]:
    for one in criteria:
        yield Opened(Way(stage, one), ahead.met(one, pupil.facts.events) & among)
