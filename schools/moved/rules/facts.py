"""What one school of a trust carries to the next of a pupil: counts, dates and the words of fixed lists, and no narrative.

The text form stands above the schools (`tenants.movers`) and is read by another school's worker, perhaps of another
version: what it does not know is refused whole, so that nothing but these facts ever travels.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from schools.registers.rules.totals import Totals

#: The unauthorised codes whose weeks are carried: the national set of the penalty threshold (`registers/rules/windows.py`).
WEEK_CODES: Final = ("G", "N", "O", "U")


@dataclass(frozen=True, slots=True)
class SchoolWeek:
    """One school week at the old school: sessions by code in the order of WEEK_CODES.

    `used` are those of them that a standing penalty notice used already.
    """

    monday: dt.date
    counts: tuple[int, int, int, int]
    used: int = 0

    @property
    def unauthorised(self) -> int:
        """Sessions that count towards the threshold, whether used or not."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class OldStage:
    """The stage of the old school's own policy that its people had last agreed on, and since when."""

    key: str
    name: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class OldNotice:
    """A penalty notice: which one for that parent, how it stands, and what the parent is to the pupil; no name."""

    issued_on: dt.date
    order: int
    state: str
    relationship: str


@dataclass(frozen=True, slots=True)
class MoverFacts:
    """What the old school counted. `half_terms` by (academic year, number); `suspended` half-days by (year, term 1 to 3)."""

    half_terms: Mapping[tuple[int, int], Totals] = field(default_factory=dict)
    weeks: tuple[SchoolWeek, ...] = ()
    suspended: Mapping[tuple[int, int], int] = field(default_factory=dict)
    stage: OldStage | None = None
    notices: tuple[OldNotice, ...] = ()

    def year(self, academic_year: int) -> dict[int, Totals]:
        """The half-terms of one academic year."""
        return {number: totals for (year, number), totals in self.half_terms.items() if year == academic_year}

    @property
    def suspended_half_days(self) -> int:
        """Half-days of suspension in all the terms carried."""
        return sum(self.suspended.values())


def as_json(facts: MoverFacts) -> dict[str, Any]:
    """The facts as they stand in a row; counts that are nought are left out."""
    return {
        "half_terms": {_key(*key): _counts(totals) for key, totals in sorted(facts.half_terms.items())},
        "weeks": [[week.monday.isoformat(), *week.counts, week.used] for week in facts.weeks],
        "suspended": {_key(*key): half_days for key, half_days in sorted(facts.suspended.items())},
        "stage": _dated(asdict(facts.stage)) if facts.stage else None,
        "notices": [_dated(asdict(notice)) for notice in facts.notices],
    }


def from_json(text: Mapping[str, Any]) -> MoverFacts:
    """The facts of a row. ValueError, which repeats nothing of it, when it holds anything else or more."""
    try:
        return _read(**text)
    except (TypeError, ValueError, AttributeError):
        raise ValueError("What the other school carried over cannot be read by this version.") from None


def _read(*, half_terms: Any, weeks: Any, suspended: Any, stage: Any, notices: Any) -> MoverFacts:
    return MoverFacts(
        half_terms={_pair(key): Totals(**_whole(counts)) for key, counts in half_terms.items()},
        weeks=tuple(_week(*row) for row in weeks),
        suspended={_pair(key): _number(half_days) for key, half_days in suspended.items()},
        stage=_stage(**stage) if stage is not None else None,
        notices=tuple(_notice(**notice) for notice in notices),
    )


def _week(monday: str, *numbers: int) -> SchoolWeek:
    first, second, third, fourth, used = (_number(number) for number in numbers)
    return SchoolWeek(dt.date.fromisoformat(monday), (first, second, third, fourth), used)


def _stage(*, key: str, name: str, since: str) -> OldStage:
    return OldStage(key, name, dt.date.fromisoformat(since))


def _notice(*, issued_on: str, order: int, state: str, relationship: str) -> OldNotice:
    return OldNotice(dt.date.fromisoformat(issued_on), _number(order), state, relationship)


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count is a whole number, nought or more")
    return value


def _whole(counts: Mapping[str, Any]) -> dict[str, int]:
    return {name: _number(count) for name, count in counts.items()}


def _key(year: int, number: int) -> str:
    return f"{year}-{number}"


def _pair(key: str) -> tuple[int, int]:
    year, number = key.split("-")
    return int(year), int(number)


def _counts(totals: Totals) -> dict[str, int]:
    return {name: count for name, count in asdict(totals).items() if count}


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}
