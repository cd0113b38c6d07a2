"""What the comparison page shows, ready for its template."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from foundation.ui import numbers
from foundation.ui.charts import Drawn
from foundation.ui.sentences import Said
from schools.registers.rules.basis import Basis
from trust_reporting.comparison.pages import charts
from trust_reporting.comparison.pages.charts import Weekly
from trust_reporting.comparison.pages.compare_words import NoDay, gaps, lede, no_day
from trust_reporting.comparison.pages.left_out import (
    which_reading,
    why_hidden,
    why_no_national,
    why_no_persistent,
    why_school_left_out,
)
from trust_reporting.comparison.pages.many import FITTING, Far, Many
from trust_reporting.comparison.queries.comparing import Published
from trust_reporting.comparison.queries.sizes import smallest_number_shown
from trust_reporting.comparison.rules import published as national_figures
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.comparison import (
    Asked,
    Choice,
    Comparison,
    SchoolStanding,
    is_provisional,
)
from trust_reporting.comparison.rules.naming import join, phase_plural
from trust_reporting.comparison.rules.published import Measure
from trust_reporting.figures.rules.cohorts import Cohort

#: Groups whose share of a school's pupils is said beside its rates: context for what differs.
CONTEXT = ((Cohort.FSM6, "FSM6"), (Cohort.SEN_K, "SEN support"), (Cohort.SEN_E, "EHC plan"))


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in the table."""

    standing: SchoolStanding
    hides_persistent: bool
    hides_severe: bool
    provisional: bool
    context: tuple[tuple[str, str], ...]

    @property
    def missing_words(self) -> str:
        """How many marks are missing, and whether that makes the figures provisional."""
        missing = numbers.counted(self.standing.totals.missing, "mark")
        return f"{missing} missing{', provisional' if self.provisional else ''}"


@dataclass(frozen=True, slots=True)
class National:
    """The national figure the schools stand beside, named."""

    comparator: national_figures.Comparator
    attendance: str
    persistent: str


@dataclass(frozen=True, slots=True)
class OtherPhase:
    """Schools of another phase, which this page refuses to set beside these, and where they are compared."""

    heading: str
    because: str
    plural: str
    query: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The whole page."""

    comparison: Comparison
    asked: Asked
    title: str
    aside: str
    lede: list[Said]
    no_day: NoDay | None
    rows: tuple[SchoolRow, ...]
    national: National | None
    why_school_left_out: str
    why_hidden: str
    why_no_national: str
    why_no_persistent: str
    which_reading: str
    weekly: Weekly
    reasons: tuple[Drawn, ...]
    not_matched: tuple[str, ...]
    refusals: tuple[OtherPhase, ...]
    phases: tuple[Option, ...]
    periods: tuple[Option, ...]
    groups: tuple[Option, ...]
    bases: tuple[Option, ...]
    against: tuple[Option, ...]
    many: Many | None
    furthest: tuple[Far, ...]
    query: str
    kept: tuple[tuple[str, str], ...]
    columns: int
    hides_persistent: bool
    hides_severe: bool


def compare_page(
    published: Published, comparison: Comparison, asked: Asked, today: dt.date, many: Many | None = None
) -> ComparePage:
    """Lay the comparison out, of `many` schools those that this page lists. Asks the database nothing."""
    choice = comparison.choice
    comparator = yardsticks.chosen(choice)
    return ComparePage(
        comparison=comparison,
        asked=asked,
        title=f"Compare {phase_plural(choice.phase)}",
        aside=_aside(comparison),
        lede=lede(comparison),
        no_day=no_day(comparison),
        rows=tuple(_row(standing) for standing in comparison.listed),
        national=_national(comparator) if comparator else None,
        why_school_left_out=why_school_left_out(choice),
        why_hidden=why_hidden(choice, smallest_number_shown()),
        why_no_national=why_no_national(choice),
        why_no_persistent=why_no_persistent(comparison),
        which_reading=which_reading(comparison, smallest_number_shown()),
        weekly=charts.weekly(comparison, yardsticks.national_weeks(choice, comparison.weeks), today),
        reasons=charts.reasons(comparison, comparator),
        not_matched=not_matched(comparison),
        refusals=tuple(
            refusal([school.name for school in schools], replace(choice, phase=phase, against=""))
            for phase, schools in comparison.other_phases.items()
        ),
        phases=tuple(Option(one, one.capitalize(), one == choice.phase) for one in published.phases),
        periods=_periods(published, choice),
        groups=tuple(Option(one.value, one.label, one is choice.cohort) for one in Cohort),
        bases=(
            Option("published", "As published: ages 5 to 15", choice.basis is Basis.PUBLISHED),
            Option("whole", "The whole roll", choice.basis is Basis.WHOLE_ROLL),
        ),
        against=_against(comparison, comparator),
        many=many,
        furthest=many.furthest(comparison) if many else (),
        query=urlencode(choice.query()),
        kept=tuple((name, value) for name, value in choice.query().items() if name not in {"period", "from", "to"}),
        columns=4 + comparison.shows_pupils + 2 * comparison.shows_enrolments,
        hides_persistent=comparison.hides("persistent"),
        hides_severe=comparison.hides("severe"),
    )


def _aside(comparison: Comparison) -> str:
    label = comparison.choice.label
    if comparison.choice.span or not comparison.standings:
        return label
    first = min(standing.first for standing in comparison.standings)
    last = max(standing.last for standing in comparison.standings)
    return f"{label}, {numbers.span(first, last)}"


def _periods(published: Published, choice: Choice) -> tuple[Option, ...]:
    """The periods to choose from; dates already chosen stand first, so that choosing a period leaves them."""
    periods = (Option(str(one), one.label, choice.when == str(one)) for one in published.periods(choice.phase))
    return (*((Option(choice.when, numbers.span(*choice.span), True),) if choice.span else ()), *periods)


def _row(standing: SchoolStanding) -> SchoolRow:
    return SchoolRow(
        standing,
        hides_persistent=standing.hides("persistent"),
        hides_severe=standing.hides("severe"),
        provisional=is_provisional(standing.totals),
        context=_context(standing),
    )


def _context(standing: SchoolStanding) -> tuple[tuple[str, str], ...]:
    everyone = standing.groups.get(Cohort.ALL)
    if everyone is None or not everyone.enrolments:
        return ()
    return tuple(
        (label, numbers.percent(standing.groups[cohort].enrolments, everyone.enrolments))
        for cohort, label in CONTEXT
        if cohort in standing.groups and not standing.hides_group(cohort)
    )


def _national(comparator: national_figures.Comparator) -> National:
    attendance = comparator.figure(Measure.ATTENDANCE)
    persistent = comparator.figure(Measure.PERSISTENT_ABSENCE)
    return National(
        comparator,
        f"{charts.one_place(attendance)}%" if attendance is not None else numbers.NOT_APPLICABLE,
        f"{charts.one_place(persistent)}%" if persistent is not None else numbers.NOT_APPLICABLE,
    )


def _against(comparison: Comparison, chosen: national_figures.Comparator | None) -> tuple[Option, ...]:
    """The national figures to choose from. The most fitting one has no key, so that it changes with the period chosen."""
    options = [
        Option("" if place == 0 else yardsticks.key_of(one), f"National, {one.period_label}", one == chosen)
        for place, one in enumerate(yardsticks.offered(comparison.choice))
    ]
    return (*options, Option(yardsticks.NONE, "No national figure", chosen is None))


def not_matched(comparison: Comparison) -> tuple[str, ...]:
    """What differs between the schools, in sentences: days not shared, and dates up to which they have marks."""
    if len(comparison.standings) < 2:
        return ()
    sentences = gaps(comparison)
    if len({standing.last for standing in comparison.listed}) > 1:
        reach = [f"{one.school.short} to {numbers.middle_date(one.last)}" for one in comparison.listed]
        sentences.append(f"Marks reach different dates: {join(reach)}.")
    shares = [(row.standing.school.short, row.context) for row in map(_row, comparison.listed) if row.context]
    if shares:
        said = [f"{name} {', '.join(f'{label} {share}' for label, share in context)}" for name, context in shares]
        when = " over the year to date" if comparison.choice.span else ""
        sentences.append(f"Pupils differ{when}: {'; '.join(said)}.")
    return tuple(sentences)


def refusal(names: Sequence[str], other: Choice) -> OtherPhase:
    """Why schools of the phase `other` are not shown, and the way to them."""
    several = len(names) > 1
    named = join(names) if len(names) <= FITTING else f"{len(names)} schools"
    these = f"They are {other.phase} schools" if several else f"It is a {other.phase} school"
    heading = f"{named} {'are' if several else 'is'} not on this page"
    because = f"{these}. Attendance differs by phase and age, so a side by side would mislead."
    return OtherPhase(heading, because, phase_plural(other.phase), urlencode(other.query()))
