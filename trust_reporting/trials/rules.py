"""What a school tells its trust of a trial: counts, with whatever would lead back to a child left out before it leaves.

As on Compare (`trust_reporting.comparison.rules.small_numbers`), a number of pupils is told where it, and those who are not
in it, are nobody or as many as the smallest number; and it must not come by subtraction.

*A stage.* Its pupils by both policies part everybody into four: added, taken out, in by both, in by neither. All of these
are told, or none of the stage; nor is a stage told that few more or few less enter than the stage below that is told.

*Weeks and months.* Neighbours are put together until what each policy has in them, and the difference of the two, is
nobody or many. A stage that is not told has no weeks.

*Time of staff* follows from who is at which stage: it is told in whole hours, and only where every stage is told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from schools.whatif.rules.outcome import Outcome
from trust_reporting.comparison.rules.counts_told import is_few

Both = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StageTold:
    """Pupils who enter a stage by the live policy and by the draft, whom the draft adds and takes out."""

    live: int
    draft: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one week (its Monday) or month (its first day) up to another, with a number of each policy."""

    first: dt.date
    last: dt.date
    live: int
    draft: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one school tells. A stage that is not in `stages` is hidden; `minutes` is None where time is."""

    pupils: int
    stages: dict[str, StageTold]
    weeks: dict[str, list[Stretch]]
    letters: list[Stretch] | None
    hours: dict[str, Both] | None


def told(outcome: Outcome, stages: Collection[str], smallest: int) -> Told:
    """What may be told of an outcome; `stages` are their keys, the lowest first."""
    found = _stages(outcome, stages, smallest)
    weeks = {key: _weeks(outcome, key, smallest) or [] for key in found}
    whole = len(found) == len(stages)
    return Told(
        outcome.pupils, found, weeks, _letters(outcome, smallest) if whole else None, _hours(outcome, whole=whole)
    )


def _stages(outcome: Outcome, stages: Iterable[str], smallest: int) -> dict[str, StageTold]:
    found: dict[str, StageTold] = {}
    for key in stages:
        live, draft = outcome.live.pupils(key), outcome.draft.pupils(key)
        one = StageTold(len(live), len(draft), len(draft - live), len(live - draft))
        parts = (one.added, one.removed, len(live & draft), outcome.pupils - len(live | draft))
        nested = [
            abs(below - here)
            for low in found.values()
            for below, here in ((low.live, one.live), (low.draft, one.draft))
        ]
        if not any(is_few(part, smallest) for part in (*parts, *nested)):
            found[key] = one
    return found


def _weeks(outcome: Outcome, key: str, smallest: int) -> list[Stretch] | None:
    return stretches(outcome.live.weeks(key), outcome.draft.weeks(key), smallest)


def _letters(outcome: Outcome, smallest: int) -> list[Stretch] | None:
    def months(letters: Counter[str]) -> Counter[dt.date]:
        return Counter({dt.date.fromisoformat(f"{month}-01"): count for month, count in letters.items()})

    return stretches(months(outcome.live.letters), months(outcome.draft.letters), smallest)


def stretches(live: Counter[dt.date], draft: Counter[dt.date], smallest: int) -> list[Stretch] | None:
    """Neighbouring weeks or months put together until every number may be told; None where even all together may not."""
    found: list[Stretch] = []
    held: list[Stretch] = []
    for on in sorted({*live, *draft}):
        held.append(Stretch(on, on, live[on], draft[on]))
        one = _together(held)
        if _may(one, smallest) and max(one.live, one.draft) >= smallest:
            found.append(one)
            held = []
    while held and found and not _may(_together(held), smallest):
        held.insert(0, found.pop())
    if held:
        found.append(_together(held))
    return found if all(_may(one, smallest) for one in found) else None


def _together(parts: list[Stretch]) -> Stretch:
    return Stretch(parts[0].first, parts[-1].last, sum(one.live for one in parts), sum(one.draft for one in parts))


def _may(one: Stretch, smallest: int) -> bool:
    return not any(is_few(number, smallest) for number in (one.live, one.draft, one.draft - one.live))


def _hours(outcome: Outcome, *, whole: bool) -> dict[str, Both] | None:
    if not whole:
        return None
    live, draft = outcome.live.minutes, outcome.draft.minutes
    return {owner: (round(live[owner] / 60), round(draft[owner] / 60)) for owner in sorted({*live, *draft})}


# As JSON


def plain(one: Told) -> dict[str, Any]:
    """As JSON has it."""

    def rows(parts: list[Stretch]) -> list[list[Any]]:
        return [[part.first.isoformat(), part.last.isoformat(), part.live, part.draft] for part in parts]

    return {
        "pupils": one.pupils,
        "stages": {key: [part.live, part.draft, part.added, part.removed] for key, part in one.stages.items()},
        "weeks": {key: rows(parts) for key, parts in one.weeks.items()},
        "letters": None if one.letters is None else rows(one.letters),
        "hours": None if one.hours is None else {owner: list(both) for owner, both in one.hours.items()},
    }


def of_plain(text: dict[str, Any]) -> Told:
    """What `plain` gave."""

    def parts(rows: list[list[Any]]) -> list[Stretch]:
        return [
            Stretch(dt.date.fromisoformat(first), dt.date.fromisoformat(last), live, draft)
            for first, last, live, draft in rows
        ]

    letters, hours = text["letters"], text["hours"]
    return Told(
        text["pupils"],
        {key: StageTold(*numbers) for key, numbers in text["stages"].items()},
        {key: parts(rows) for key, rows in text["weeks"].items()},
        None if letters is None else parts(letters),
        None if hours is None else {owner: (both[0], both[1]) for owner, both in hours.items()},
    )
