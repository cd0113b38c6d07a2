"""Each measure of a policy, counted for one pupil over one window that ends with one day.

School weeks are those of `windows.py`, classes of codes those of the code table, sums those of `totals.py`, all in
`schools/registers/rules`. What was confirmed of an earlier school joins in what its record can say: sessions by class over a
half-term, a term or a year, and G, N, O and U over school weeks. Over a number of school days, and in spells, edges,
weekdays and minutes, it has no part.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import PM
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.facts import CaseEvent, Facts, HalfTermElsewhere, Happened, PupilMark, Session
from schools.policy.rules.tally import Places, Tally, Worth
from schools.policy.rules.times import Span, Times, weeks_span
from schools.registers.rules.totals import Totals
from schools.registers.rules.windows import penalty_notice_codes
from tenants.policies.rules.document import Condition, Criterion, Exit
from tenants.policies.rules.measures import Measure
from tenants.policies.rules.windows import Stretch, Window

_ADDED: Final = frozenset({"possible", "absence", "unauthorised", "late_before", "late_after", "absence_rate"})


@dataclass(frozen=True, slots=True)
class Counted:
    """What a condition came to: a count, the possible sessions it is of for a rate, and how much of it was elsewhere."""

    count: int
    of: int | None
    elsewhere: int
    window: tuple[dt.date, dt.date] | None


@dataclass(frozen=True)
class Measuring:
    """Counts of one pupil on one day, with the marks up to `through` (the whole day without one)."""

    facts: Facts
    tally: Tally
    on: dt.date
    through: Session | None = None
    _held: dict[Window, Places] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _horizon(self) -> Session:
        return self.facts.horizon(self.on, self.through)

    @cached_property
    def _moved(self) -> bool:
        return bool(self.facts.moved_by(self.on))

    def span(self, window: Window) -> Span | None:
        """What a window counts, with the weeks of an earlier school where its record was confirmed."""
        if self._moved and window.stretch is Stretch.WEEKS:
            return weeks_span(self.facts.weeks(self.on), window, self.on)
        return self.facts.times.span(window, self.on)

    def _places(self, window: Window, span: Span) -> Places:
        found = self._held.get(window)
        if found is None:
            last = min(self._horizon, Session(span.last, PM))
            found = self._held[window] = self.tally.places(span.first, last)
        return found

    # Whether

    def holds(self, way: Criterion | Exit) -> bool:
        """Whether every condition of a criterion or an exit is met, of whomever it is asked."""
        return all(self.met(condition) for condition in way.all)

    def met(self, condition: Condition) -> bool:
        """Whether a condition is met. A rate of no possible sessions meets none."""
        counted = self.counted(condition)
        if counted.of is None:
            return condition.holds(counted.count)
        return counted.of > 0 and condition.holds(Fraction(counted.count, counted.of))

    # How many

    def counted(self, condition: Condition) -> Counted:
        """What a condition's measure comes to over its window."""
        measure, window = condition.measure, condition.window
        kind = measure.kind
        span = self.span(window)
        if span is None:
            return Counted(0, 0 if kind.is_rate else None, 0, None)
        if not kind.of_marks:
            return Counted(len(self._happened(measure, span)), None, 0, span.named)
        places = self._places(window, span)
        if kind.key in _ADDED:
            there, what = self._elsewhere(window, span), "absence" if kind.is_rate else kind.key
            extra = getattr(there, what)
            possible = self.tally.added("possible", places) + there.possible if kind.is_rate else None
            return Counted(self.tally.added(what, places) + extra, possible, extra, span.named)
        extra = self._codes_elsewhere(measure.codes, window, span) if measure.codes and self._moved else 0
        return Counted(self._unadded(measure, places) + extra, None, extra, span.named)

    def _unadded(self, measure: Measure, places: Places) -> int:
        """Measures that are no plain sum of what each mark is worth."""
        match measure.kind.key:
            case "minutes_late":
                return self.tally.minutes_late(places)
            case "spells":
                return self.tally.spells(places)
            case "runs_2_days":
                return self.tally.spells_at(self.tally.long_spells(places))
            case "edges":
                return self.tally.days_of(self.tally.edges(places))
            case _:
                return len(self._where(measure, places))

    def _happened(self, measure: Measure, span: Span) -> list[CaseEvent]:
        return [
            event for event in self.facts.events if span.first <= event.on <= self.on and _is(event, measure.kind.key)
        ]

    # Elsewhere

    def _elsewhere(self, window: Window, span: Span) -> Worth:
        """What an earlier school's record adds to the sums of a window."""
        if not self._moved or window.stretch is Stretch.DAYS:
            return _NOTHING
        if window.stretch is Stretch.WEEKS:
            return _NOTHING._replace(unauthorised=self._codes_elsewhere(penalty_notice_codes(), window, span))
        held = [half for one in self.facts.moved_by(self.on) for half in one.half_terms]
        whole = sum((half.totals for half in held if self._meant(half, window)), Totals())
        return Worth(whole.possible, whole.absence, whole.unauthorised, whole.late_before, whole.late_after)

    def _meant(self, half: HalfTermElsewhere, window: Window) -> bool:
        """Whether a half-term of another school belongs to a period here: by its number, for its dates may be others."""
        if window.stretch is Stretch.YEAR:
            return half.academic_year == self.facts.times.calendar.year_of(self.on)
        here = self.facts.times.half_terms(window, self.on)
        return any((half.academic_year, half.number) == (one.academic_year, one.number) for one in here)

    def _codes_elsewhere(self, codes: Collection[str], window: Window, span: Span) -> int:
        if window.stretch is Stretch.DAYS:
            return 0
        weeks = [week for one in self.facts.moved_by(self.on) for week in one.weeks]
        return sum(
            count
            for week in weeks
            if week_start(span.first) <= week.monday <= span.last
            for code, count in week.codes
            if code in codes
        )

    # Which

    def evidence(self, condition: Condition) -> list[PupilMark]:
        """The marks a condition counted; none of possible sessions, which would be all of them."""
        span = self.span(condition.window)
        if span is None or not condition.measure.of_marks:
            return []
        places = self._places(condition.window, span)
        return [self.tally.marks[at] for at in self._where(condition.measure, places)]

    def _where(self, measure: Measure, places: Places) -> list[int]:
        tally, key = self.tally, measure.kind.key
        if key in {"late_before", "late_after", "minutes_late"}:
            return tally.lates(places, before=key != "late_after", after=key != "late_before")
        if key == "codes":
            return tally.of_codes(measure.codes, places)
        if key == "weekday":
            return tally.on_weekday(measure.weekday or 0, places)
        found = {"unauthorised": tally.unauthorised, "edges": tally.edges, "runs_2_days": tally.long_spells}
        return [] if key == "possible" else found.get(key, tally.absences)(places)


_NOTHING: Final = Worth(0, 0, 0, 0, 0)


def _is(event: CaseEvent, measure: str) -> bool:
    """Whether an event of a case counts towards a measure of cases."""
    match measure:
        case "offers_made":
            return event.kind is Happened.OFFER
        case "meetings_held":
            return event.kind is Happened.MEETING
        case "refusals":
            return event.kind is Happened.REFUSAL
        case _:
            return event.kind is Happened.REVIEW and event.improved is False


def reach(policies: Iterable[CitedPolicy], times: Times, days: Iterable[dt.date]) -> dt.date | None:
    """The first day whose marks are counted by any window of these policies on any of these days; None for no window.

    The days are today and, beside it, the one on which the agreed stage was entered.
    """
    windows = {condition.window for policy in policies for _, condition in policy.document.conditions()}
    spans = [times.span(window, on) for on in days for window in windows]
    return min((span.first for span in spans if span), default=None)
