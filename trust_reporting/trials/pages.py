"""What the page of a trial shows: who has answered, and by school and stage what each policy would have asked."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.access.roles import Role
from foundation.ui.numbers import counted, middle_date, short_date, thousands
from tenants.policies.rules.canonical import kept
from trust_reporting.trials.models import TrustTrial
from trust_reporting.trials.queries import Answered
from trust_reporting.trials.rules import Both, StageTold, Stretch, Told


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial of the list."""

    trial: TrustTrial
    name: str
    period: str


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school's line: each stage's numbers, or None where they are hidden; letters and hours alike."""

    name: str
    pupils: str
    stages: Sequence[tuple[str, StageTold | None]]
    letters: Both | None
    hours: Both | None


@dataclass(frozen=True, slots=True)
class Series:
    """Weeks or months of one school, as lines of what they are and a number of each policy."""

    name: str
    lines: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class SchoolDetail:
    """What a school told by week and month, and time by whose work it is."""

    name: str
    key: str
    weeks: Sequence[Series]
    letters: Series | None
    hours: Series | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The page. `waits` are the names of schools that have not answered, `could_not` those that could not try and why."""

    trial: TrustTrial
    title: str
    period: str
    lede: str
    stages: Sequence[str]
    rows: Sequence[SchoolRow]
    details: Sequence[SchoolDetail]
    waits: Sequence[str]
    could_not: Sequence[tuple[str, str]]
    answered: int
    asked: int
    smallest: int


def period(trial: TrustTrial) -> str:
    """The days it is about."""
    return f"{middle_date(trial.first)} to {middle_date(trial.last)}"


def trial_rows(trials: Iterable[TrustTrial]) -> list[TrialRow]:
    """The list of what was tried."""
    return [TrialRow(one, f"Draft of version {kept(one.document).version}", period(one)) for one in trials]


def result(trial: TrustTrial, answered: Sequence[Answered], smallest: int) -> ResultPage:
    """What the schools have answered so far."""
    policy = kept(trial.document)
    stages = [(one.key, one.name) for one in policy.in_order if one.place]
    told = [(one.school.name, one.school.slug, one.told) for one in answered if one.told is not None]
    rows = [_row(name, said, stages) for name, _, said in told]
    return ResultPage(
        trial,
        f"Draft of version {policy.version}, tried",
        period(trial),
        lede(answered, stages),
        [name for _, name in stages],
        rows,
        [_detail(name, slug, said, stages) for name, slug, said in told],
        [one.school.name for one in answered if one.waits],
        [(one.school.name, one.why_not) for one in answered if one.why_not],
        len([one for one in answered if not one.waits]),
        len(answered),
        smallest,
    )


def lede(answered: Sequence[Answered], stages: Sequence[tuple[str, str]]) -> str:
    """The page's first sentences: who answered, and what the draft changes at the stages that may be shown."""
    told = [one.told for one in answered if one.told is not None]
    said = f"{len([one for one in answered if not one.waits])} of {counted(len(answered), 'school')} answered."
    parts = [words for key, name in stages if (words := _changed(name, [one.stages.get(key) for one in told]))]
    if told and parts:
        said += f" Of {counted(sum(one.pupils for one in told), 'pupil')}, {', '.join(parts)}."
    return said


def _changed(name: str, numbers: Sequence[StageTold | None]) -> str:
    shown = [one for one in numbers if one is not None]
    if not shown:
        return ""
    live, draft = sum(one.live for one in shown), sum(one.draft for one in shown)
    if live == draft:
        return f"{thousands(live)} would have entered {name} either way" if live else ""
    return f"{thousands(draft)} would have entered {name} and not {thousands(live)}"


def _row(name: str, said: Told, stages: Sequence[tuple[str, str]]) -> SchoolRow:
    return SchoolRow(
        name,
        thousands(said.pupils),
        [(words, said.stages.get(key)) for key, words in stages],
        None if said.letters is None else _sum((one.live, one.draft) for one in said.letters),
        None if said.hours is None else _sum(said.hours.values()),
    )


def _sum(both: Iterable[Both]) -> Both:
    pairs = list(both)
    return sum(live for live, _ in pairs), sum(draft for _, draft in pairs)


def _detail(name: str, slug: str, said: Told, stages: Sequence[tuple[str, str]]) -> SchoolDetail:
    weeks = [
        Series(words, [(_week(one), one.live, one.draft) for one in said.weeks.get(key, ())]) for key, words in stages
    ]
    hours = said.hours
    return SchoolDetail(
        name,
        slug,
        [one for one in weeks if one.lines],
        Series("Letters", [(_months(one), one.live, one.draft) for one in said.letters]) if said.letters else None,
        Series("Hours of staff", [(Role(owner).label, *both) for owner, both in hours.items()]) if hours else None,
    )


def _week(one: Stretch) -> str:
    if one.first == one.last:
        return f"Week of {short_date(one.first)}"
    return f"Weeks of {short_date(one.first)} to {short_date(one.last)}"


def _months(one: Stretch) -> str:
    def month(on: dt.date) -> str:
        return f"{on:%B %Y}"

    return month(one.first) if one.first == one.last else f"{month(one.first)} to {month(one.last)}"
