"""Reading a choice from an address."""

import datetime as dt
from dataclasses import replace

from django.http import QueryDict

from foundation.refusals import Refused
from foundation.ui import numbers
from schools.registers.rules.basis import Basis
from trust_reporting.comparison.queries.comparing import Published
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.chosen_dates import Span, academic_years_holding, read_span
from trust_reporting.comparison.rules.comparison import Asked, Choice
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period, UnknownPeriod

#: The longest date worth showing again: nobody types a longer one.
LONGEST_DATE = 40


def asked(address: QueryDict, published: Published, today: dt.date) -> Asked:
    """What the address asks for. What it does not say takes the default; what is wrong in it does too, and is named."""
    problems: list[str] = []
    phases = published.phases
    if not phases:
        return Asked(None, ())
    phase = address.get("phase", "") or _first_with_figures(published)
    if phase not in phases:
        problems.append(f"The trust has no schools of the phase “{phase[:20]}”. Choose one from the list.")
        phase = _first_with_figures(published)
    periods = published.periods(phase)
    if not periods:
        return Asked(None, tuple(problems))
    typed, wrong_dates = _typed(address), ""
    span: Span | None = None
    period: Period | None = None
    if any(typed):
        try:
            span, period = _chosen_dates(typed, published, phase, today)
        except Refused as refused:
            wrong_dates = refused.words
            period = periods[0]
    choice = Choice(
        phase,
        period or _period(address.get("period", ""), periods, problems),
        _basis(address.get("basis", ""), problems),
        _cohort(address.get("group", ""), problems),
        match=address.get("match") == "on",
        against=address.get("against", ""),
        span=span,
    )
    fitting = {yardsticks.key_of(one) for one in yardsticks.offered(choice)} | {"", yardsticks.NONE}
    if choice.against not in fitting:
        choice = replace(choice, against="")
    return Asked(choice, tuple(problems), typed, wrong_dates)


def _first_with_figures(published: Published) -> str:
    return next((phase for phase in published.phases if published.periods(phase)), published.phases[0])


def _typed(address: QueryDict) -> tuple[str, str]:
    """The dates as typed; or as the list of periods has them, where the dates already chosen are one of its entries."""
    first, last = (address.get(name, "").strip()[:LONGEST_DATE] for name in ("from", "to"))
    if not first and not last:
        first, between, last = address.get("period", "").partition("_")
        return (first[:LONGEST_DATE], last[:LONGEST_DATE]) if between else ("", "")
    return first, last


def _chosen_dates(typed: tuple[str, str], published: Published, phase: str, today: dt.date) -> tuple[Span, Period]:
    """The dates, and the year they lie in. Refused when they cannot be compared over."""
    span = read_span(*typed, today=today)
    for academic_year in academic_years_holding(span):
        period = Period(academic_year, "year")
        if published.has_any_of(phase, period, span):
            return span, period
    reach = published.reach(phase)
    so_far = f" Marks published so far are of {numbers.span(*reach)}." if reach else ""
    raise Refused(f"No {phase} school has published marks of {numbers.span(*span)}.{so_far}")


def _period(text: str, periods: tuple[Period, ...], problems: list[str]) -> Period:
    if not text:
        return periods[0]
    try:
        period = Period.parse(text)
    except UnknownPeriod as problem:
        problems.append(str(problem))
        return periods[0]
    if period not in periods:
        problems.append(f"No school has published anything for {period.label} yet. Choose a period from the list.")
        return periods[0]
    return period


def _basis(text: str, problems: list[str]) -> Basis:
    try:
        return Basis(text or Basis.PUBLISHED.value)
    except ValueError:
        problems.append(f"“{text[:20]}” is not a basis. Choose the published basis or the whole roll.")
        return Basis.PUBLISHED


def _cohort(text: str, problems: list[str]) -> Cohort:
    try:
        return Cohort(text or Cohort.ALL.value)
    except ValueError:
        problems.append(f"Figures are not published for a group called “{text[:20]}”. Choose one from the list.")
        return Cohort.ALL
