"""On which of many days a way into a stage or out of it may be met: found for all at once, so that only these are asked.

A window's first and last day only move on as the days do. So it comes to hold a number of sessions on one day, and holds as
many until it has left the oldest of them behind: the days with enough are runs, found by looking up their two ends. A rate
holds until too many more sessions were possible, and comes to hold once enough more were missed.
What marks and the case come to is found exactly. Whom a criterion is asked of and what a person put off is left to asking,
and so is a pupil who came from another school.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from schools.policy.rules.day_sets import NO_DAY, DaySet, days_between, days_of
from schools.policy.rules.facts import CaseEvent, Facts
from schools.policy.rules.measuring import counts_towards, meets
from schools.policy.rules.tally import ADDED_WITHIN, WHOLES, Tally, Things
from schools.policy.rules.times import AskedDays, Stretches, session_key
from tenants.policies.rules.document import Condition, Criterion, Exit
from tenants.policies.rules.windows import Window


@dataclass(frozen=True)
class Ahead:
    """Some days of one pupil, and on which of them the pupil's marks meet a condition: kept, whichever policy asks it next.

    What happened in the case is told by who asks, for each policy that is tried makes another case of the same marks.
    """

    facts: Facts
    tally: Tally
    asked: AskedDays
    _met: dict[Condition, DaySet] = field(default_factory=dict, init=False, repr=False)

    def met(self, way: Criterion | Exit, events: Sequence[CaseEvent]) -> DaySet:
        """The days on which every condition of a criterion or an exit is met, of a pupil who did not move here."""
        days = self.asked.every
        for condition in way.all:
            if not days:
                break
            days &= self._by_marks(condition) if condition.measure.of_marks else self._by_case(condition, events)
        return days

    def begun_since(self, windows: Iterable[Window], since: dt.date) -> DaySet:
        """The days on which all of some windows begin on a day or after it."""
        begun = [bisect_left(self.asked.stretches(window)[0], session_key(since, 0)) for window in windows]
        return days_between(max(begun, default=0), len(self.asked.days))

    def _by_case(self, condition: Condition, events: Sequence[CaseEvent]) -> DaySet:
        """The days on which what happened in the case meets a condition."""
        happened = sorted(session_key(one.on, 0) for one in events if counts_towards(one, condition.measure))
        stretches = self.asked.stretches_of_events(condition.window)
        return self._by_count(condition, lambda least: days_holding((happened, happened), least, stretches))

    def _by_marks(self, condition: Condition) -> DaySet:
        """The days on which marks meet a condition."""
        met = self._met.get(condition)
        if met is None:
            found = self._by_rate if condition.measure.is_rate else self._by_marks_counted
            met = self._met[condition] = found(condition)
        return met

    def _by_marks_counted(self, condition: Condition) -> DaySet:
        what, stretches = condition.measure.name, self.asked.stretches(condition.window)
        if what in ADDED_WITHIN:
            counts = self._counts(what, stretches)
            return days_of(number for number, count in enumerate(counts) if condition.holds(count))
        sessions = self.tally.sessions(what, self.facts.through)

        def reaching(least: int) -> DaySet:
            """A window with so many spells has a session of each: only where it has so many are spells looked for."""
            days = days_holding((sessions, sessions), least, stretches)
            if days and what in WHOLES:
                days &= days_holding(self.tally.wholes(what, self.facts.through), least, stretches)
            return days

        return self._by_count(condition, reaching)

    def _by_count(self, condition: Condition, reaching: Callable[[int], DaySet]) -> DaySet:
        """The days on which a count meets its condition, by those on which it reaches a number above none."""
        least, beyond = _bounds(condition)
        met = reaching(least) if least else self.asked.every
        return met if beyond is None else met & ~reaching(beyond)

    def _by_rate(self, condition: Condition) -> DaySet:
        """The days on which a rate meets its condition: of any but a least one above none, each day is looked at."""
        stretches = self.asked.stretches(condition.window)
        if isinstance(condition.at_least, Fraction) and condition.at_least > 0:
            missed = self.tally.sessions(condition.measure.name, self.facts.through)
            possible = self.tally.sessions("possible", self.facts.through)
            return days_missing(missed, possible, condition.at_least, stretches)
        both = zip(self._counts(condition.measure.name, stretches), self._counts("possible", stretches), strict=True)
        return days_of(number for number, (count, of) in enumerate(both) if meets(condition, count, of))

    def _counts(self, what: str, stretches: Stretches) -> list[int]:
        """What a measure of marks comes to on each day."""
        end = session_key(*self.facts.through)
        return [self.tally.count(what, first, min(last, end)) for first, last in zip(*stretches, strict=True)]


def days_holding(things: Things, least: int, stretches: Stretches) -> DaySet:
    """The days whose stretch holds some of at least so many things, one or more, that follow each other."""
    begins, ends = things
    firsts, lasts = stretches
    found, day = NO_DAY, 0
    while day < len(firsts):
        oldest = bisect_left(ends, firsts[day])
        day = _day_of(begins, oldest + least - 1, lasts, day)
        if day < len(firsts) and firsts[day] <= ends[oldest]:
            newest = bisect_right(begins, lasts[day])
            left_behind = bisect_right(firsts, ends[newest - least], lo=day)
            found |= days_between(day, left_behind)
            day = left_behind
    return found


def days_missing(missed: Sequence[int], possible: Sequence[int], share: Fraction, stretches: Stretches) -> DaySet:
    """The days of whose stretch's possible sessions at least such a share, above none, was missed.

    Of stretches that begin alike only those are looked at on which a share that held may end, or one that did not begin.
    """
    firsts, lasts = stretches
    part, whole = share.numerator, share.denominator
    found, day = NO_DAY, 0
    while day < len(firsts):
        first, last = firsts[day], lasts[day]
        before, before_possible = bisect_left(missed, first), bisect_left(possible, first)
        count, of = bisect_right(missed, last) - before, bisect_right(possible, last) - before_possible
        lacking = of * part - count * whole
        if of and lacking <= 0:
            borne = count * whole // part
            after = _day_of(possible, before_possible + borne, lasts, day)
        else:
            more = max(1, -(-lacking // (whole - part))) if whole > part else 1
            after = _day_of(missed, before + count + more - 1, lasts, day)
        after = min(after, bisect_right(firsts, first, lo=day))
        if of and lacking <= 0:
            found |= days_between(day, after)
        day = after
    return found


def _day_of(sessions: Sequence[int], place: int, lasts: Sequence[int], day: int) -> int:
    """The first day, from one on, whose stretch goes as far as one of some sessions; past all days for none."""
    return bisect_left(lasts, sessions[place], lo=day) if place < len(sessions) else len(lasts)


def _bounds(condition: Condition) -> tuple[int, int | None]:
    """The least count that meets a condition, and the least above it that does so no more; None where none does not."""
    if condition.between is not None:
        least, beyond = condition.between
        return int(least), int(beyond)
    if condition.at_most is not None:
        return 0, int(condition.at_most) + 1
    return int(condition.at_least or 0), None
