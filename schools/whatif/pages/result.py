"""One trial: how far it is, or what came of it, stage by stage with the pupils whom the draft adds or takes out."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from foundation.access.roles import Role
from foundation.ui.numbers import counted, middle_date, thousands
from schools.roll.models import Pupil
from schools.whatif.models import Trial
from schools.whatif.queries.trials import stages_of
from schools.whatif.rules.outcome import Outcome
from tenants.policies.rules.document import Stage

_LABELS: Final = {role.value: role.label for role in Role}
#: What the trial takes for granted: `schools/policy/rules/simulating.py`.
ASSUMED: Final = (
    "Nobody is at a stage when the first day begins; what really happened in a case counts for nothing.",
    "Marks count as they stand now, earlier ones as far as a criterion reaches back.",
    "What is proposed, and still is when its week ends, is agreed to on its day. Nobody waits, differs or refuses.",
    "Whatever a stage asks is done on the last school day it may be, in the minutes the policy names.",
    "A review finds improvement where fewer sessions were missed than in as many school days before.",
    "A letter counts once for a pupil, however many parents it goes to.",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A pupil as a line names them."""

    key: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """How many enter a stage by each policy; whom the draft adds and takes out, `unseen` those out of the reader's reach."""

    name: str
    live: int
    draft: int
    added: list[Named]
    added_unseen: int
    removed: list[Named]
    removed_unseen: int


@dataclass(frozen=True, slots=True)
class BothRow:
    """A number of each policy, and what it is of."""

    name: str
    live: str
    draft: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week, and for each stage how many enter it by the live policy and by the draft."""

    monday: dt.date
    cells: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Result:
    """What the page shows of a finished trial. `seen` are the keys of those it names."""

    lede: str
    stages: list[StageRow]
    weeks: list[WeekRow]
    letters: list[BothRow]
    minutes: list[BothRow]
    seen: list[int]


def result(trial: Trial, visible: QuerySet[Pupil]) -> Result:
    """The outcome in rows; pupils are named as far as the reader may see them."""
    outcome = Outcome.of_plain(trial.outcome or {})
    stages = stages_of(trial)
    changed = set[str]().union(*(outcome.added(one.key) | outcome.removed(one.key) for one in stages))
    found = {str(one.pk): one for one in visible.filter(pk__in=changed).order_by("sort_name", "pk")}
    names = {key: Named(one.pk, str(one)) for key, one in found.items()}
    return Result(
        lede=lede(outcome, stages),
        stages=[_stage(one, outcome, names) for one in stages],
        weeks=_weeks(outcome, stages),
        letters=[
            BothRow(f"{dt.date.fromisoformat(f'{month}-01'):%B %Y}", str(live), str(draft))
            for month, live, draft in _both(outcome.live.letters, outcome.draft.letters)
        ],
        minutes=[
            BothRow(_LABELS.get(owner, owner), hours(live), hours(draft))
            for owner, live, draft in _both(outcome.live.minutes, outcome.draft.minutes)
        ],
        seen=[one.key for one in found.values()],
    )


def lede(outcome: Outcome, stages: Collection[Stage]) -> str:
    """The page's first sentence."""
    keys = [one.key for one in stages]
    live = set[str]().union(*(outcome.live.pupils(key) for key in keys))
    draft = set[str]().union(*(outcome.draft.pupils(key) for key in keys))
    letters = outcome.live.letters.total(), outcome.draft.letters.total()
    time = hours(outcome.live.minutes.total()), hours(outcome.draft.minutes.total())
    return (
        f"Of {counted(outcome.pupils, 'pupil')}, {len(draft)} would have entered a stage and not {len(live)}: "
        f"{len(draft - live)} added, {len(live - draft)} taken out. "
        f"{counted(letters[1], 'letter')} and not {letters[0]}; {time[1]} of staff time and not {time[0]}."
    )


def hours(minutes: int) -> str:
    """Minutes as people say them: "45 min", "12 h 30 min"."""
    if minutes < 60:
        return f"{minutes} min"
    rest = f" {minutes % 60} min" if minutes % 60 else ""
    return f"{thousands(minutes // 60)} h{rest}"


def _stage(stage: Stage, outcome: Outcome, names: Mapping[str, Named]) -> StageRow:
    added, removed = outcome.added(stage.key), outcome.removed(stage.key)
    return StageRow(
        stage.name,
        len(outcome.live.pupils(stage.key)),
        len(outcome.draft.pupils(stage.key)),
        [name for key, name in names.items() if key in added],
        len(added - names.keys()),
        [name for key, name in names.items() if key in removed],
        len(removed - names.keys()),
    )


def _weeks(outcome: Outcome, stages: Collection[Stage]) -> list[WeekRow]:
    """The weeks in which anybody enters a stage."""
    counts = [(one.name, outcome.live.weeks(one.key), outcome.draft.weeks(one.key)) for one in stages]
    mondays = sorted({monday for _, live, draft in counts for monday in (*live, *draft)})
    return [
        WeekRow(monday, [(name, live[monday], draft[monday]) for name, live, draft in counts]) for monday in mondays
    ]


def _both(live: Mapping[str, int], draft: Mapping[str, int]) -> list[tuple[str, int, int]]:
    return [(key, live.get(key, 0), draft.get(key, 0)) for key in sorted({*live, *draft})]


def period(trial: Trial) -> str:
    """The days it was tried on."""
    return f"{middle_date(trial.first)} to {middle_date(trial.last)}"
