"""Reading a choice from an address."""

from dataclasses import dataclass

from django.http import QueryDict

from schools.registers.rules.basis import Basis
from trust_reporting.comparison.queries.comparing import Published
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period, UnknownPeriod


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice an address asks for, with sentences about what could not be had. No choice: nothing is published."""

    choice: Choice | None
    problems: tuple[str, ...]


def asked(address: QueryDict, published: Published) -> Asked:
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
    choice = Choice(
        phase,
        _period(address.get("period", ""), periods, problems),
        _basis(address.get("basis", ""), problems),
        _cohort(address.get("group", ""), problems),
        match=address.get("match") == "on",
        against=address.get("against", ""),
    )
    fitting = {yardsticks.key_of(one) for one in yardsticks.offered(choice)} | {"", yardsticks.NONE}
    if choice.against not in fitting:
        choice = Choice(choice.phase, choice.period, choice.basis, choice.cohort, match=choice.match)
    return Asked(choice, tuple(problems))


def _first_with_figures(published: Published) -> str:
    return next((phase for phase in published.phases if published.periods(phase)), published.phases[0])


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
