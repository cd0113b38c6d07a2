"""Each measure of a policy, counted for one pupil over one window that ends with one day.

School weeks are those of `windows.py`, classes of codes those of the code table, sums those of `totals.py`, all in
`schools/registers/rules`. What was confirmed of an earlier school joins in what its record can say: sessions by class over a
half-term, a term or a year, and G, N, O and U over school weeks. Over a number of school days, and in spells, edges,
weekdays and minutes, it has no part.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import PM
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.facts import CaseEvent, Facts, HalfTermElsewhere, Happened, PupilMark, Session
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import Span, Times, session_key, weeks_span
from schools.registers.rules.totals import Totals
from schools.registers.rules.windows import penalty_notice_codes
from tenants.policies.rules.document import Condition, Criterion, Exit
from tenants.policies.rules.measures import Measure
from tenants.policies.rules.windows import Stretch, Window


@dataclass(frozen=True, slots=True)
class Counted:
    """What a condition came to: a count, the possible sessions it is of for a rate, and how much of it was elsewhere."""

    count: int
    of: int | None
    elsewhere: int
    window: tuple[dt.date, dt.date] | None


@dataclass
class Measuring:
    """Counts of one pupil on one day, with the marks up to `through` (the whole day without one)."""

    facts: Facts
    tally: Tally
    on: dt.date
    through: Session | None = None

    def __post_init__(self) -> None:
        self._last = session_key(*self.facts.horizon(self.on, self.through))
        self._moves = self.facts.moved_by(self.on)

    def span(self, window: Window) -> Span | None:
        """What a window counts, with the weeks of an earlier school where its record was confirmed."""
        if self._moves and window.stretch is Stretch.WEEKS:
            return weeks_span(self.facts.weeks(self.on), window, self.on)
        return self.facts.times.span(window, self.on)

    def _ends(self, span: Span) -> tuple[int, int]:
        return session_key(span.first, 0), min(session_key(span.last, PM), self._last)

    # Whether

    def holds(self, way: Criterion | Exit) -> bool:
        """Whether every condition of a criterion or an exit is met, of whomever it is asked."""
        return all(self.met(condition) for condition in way.all)

    def met(self, condition: Condition) -> bool:
        """Whether a condition is met."""
        count, of, _ = self._numbers(condition, self.span(condition.window))
        return meets(condition, count, of)

    # How many

    def counted(self, condition: Condition) -> Counted:
        """What a condition's measure comes to over its window."""
        span = self.span(condition.window)
        return Counted(*self._numbers(condition, span), span and span.named)

    def _numbers(self, condition: Condition, span: Span | None) -> tuple[int, int | None, int]:
        """The count, what it is of for a rate, and how much of it was elsewhere."""
        measure, window = condition.measure, condition.window
        kind = measure.kind
        if span is None:
            return 0, 0 if kind.is_rate else None, 0
        if not kind.of_marks:
            return len(self._happened(measure, span)), None, 0
        ends = self._ends(span)
        extra, possible_extra = self._elsewhere(measure, window, span)
        count = self.tally.count(measure.name, *ends) + extra
        possible = self.tally.count("possible", *ends) + possible_extra if kind.is_rate else None
        return count, possible, extra

    def _happened(self, measure: Measure, span: Span) -> list[CaseEvent]:
        return [
            event for event in self.facts.events if span.first <= event.on <= self.on and counts_towards(event, measure)
        ]

    # Elsewhere

    def _elsewhere(self, measure: Measure, window: Window, span: Span) -> tuple[int, int]:
        """What an earlier school's record adds to a measure over a window, and to the possible sessions of it."""
        if not self._moves or window.stretch is Stretch.DAYS:
            return 0, 0
        what, by_weeks = measure.kind.key, window.stretch is Stretch.WEEKS
        codes = penalty_notice_codes() if by_weeks and what == "unauthorised" else measure.codes
        if codes or by_weeks:
            return self._codes_elsewhere(codes, span), 0
        held = [half for one in self._moves for half in one.half_terms]
        whole = sum((half.totals for half in held if self._meant(half, window)), Totals())
        return getattr(whole, "absence" if measure.is_rate else what, 0), whole.possible

    def _meant(self, half: HalfTermElsewhere, window: Window) -> bool:
        """Whether a half-term of another school belongs to a period here: by its number, for its dates may be others."""
        if window.stretch is Stretch.YEAR:
            return half.academic_year == self.facts.times.calendar.year_of(self.on)
        here = self.facts.times.half_terms(window, self.on)
        return any((half.academic_year, half.number) == (one.academic_year, one.number) for one in here)

    def _codes_elsewhere(self, codes: Collection[str], span: Span) -> int:
        weeks = [week for one in self._moves for week in one.weeks]
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
        span, kind = self.span(condition.window), condition.measure.kind
        if span is None or not kind.of_marks or kind.key == "possible":
            return []
        return self.tally.marks_of(condition.measure.name, *self._ends(span))


def meets(condition: Condition, count: int, of: int | None) -> bool:
    """Whether a condition is met by a count, of so many for a rate. A rate of no possible sessions meets none."""
    if of is None:
        return condition.holds(count)
    if isinstance(line := condition.at_least, Fraction):  # on whole numbers, for it is asked of every pupil's every day
        return of > 0 and count * line.denominator >= line.numerator * of
    return of > 0 and condition.holds(Fraction(count, of))


def counts_towards(event: CaseEvent, measure: Measure) -> bool:
    """Whether an event of a case counts towards a measure of cases."""
    match measure.kind.key:
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
