"""Of whom a criterion speaks, and when it does not.

There is no cohort of children with a child protection or child in need plan, of carers or of children looked after: a
policy that opens a stage for them would say in a list what a list must not say.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

_YEARS: Final = re.compile(r"years:((?:[1-9]|1[0-4])(?:,(?:[1-9]|1[0-4]))*)")
_JOINED: Final = re.compile(r"joined_within:([1-9][0-9]?)")
#: The key of each cohort that is not named by years, and the words that follow "for".
GROUPS: Final = {
    "all": "",
    "fsm6": "pupils eligible for free school meals in the last six years",
    "sen_k": "pupils with SEN support",
    "ehcp": "pupils with an EHC plan",
    "eal": "pupils with English as an additional language",
}


class UnknownCohort(ValueError):
    """No cohort, or no exception, is written so."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """`group` is a key of GROUPS; with `years`, it is those year groups instead."""

    group: str = "all"
    years: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """How a document writes it."""
        return f"years:{','.join(map(str, self.years))}" if self.years else self.group

    @property
    def words(self) -> str:
        """Of whom it speaks: "pupils in Years 7 and 8". Empty for everybody."""
        if not self.years:
            return GROUPS[self.group]
        *some, last = (str(year) for year in self.years)
        return f"pupils in Years {', '.join(some)} and {last}" if some else f"pupils in Year {last}"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Unless:
    """When a criterion is not asked of a pupil: `part_time_plan`, `not_compulsory_age`, or `joined_within` so many days."""

    reason: str
    school_days: int | None = None

    @property
    def name(self) -> str:
        """How a document writes it."""
        return self.reason if self.school_days is None else f"{self.reason}:{self.school_days}"

    @property
    def words(self) -> str:
        """When it is not asked: "the pupil joined in the last 20 school days"."""
        if self.school_days is not None:
            days = "school day" if self.school_days == 1 else f"{self.school_days} school days"
            return f"the pupil joined in the last {days}"
        return {
            "part_time_plan": "the pupil is on a part-time timetable",
            "not_compulsory_age": "the pupil is not of compulsory school age",
        }[self.reason]

    def __str__(self) -> str:
        return self.name


EVERYBODY: Final = Cohort()


@cache
def cohort_named(name: str) -> Cohort:
    """The cohort written so. Raises UnknownCohort in words for the person who wrote it."""
    if found := _YEARS.fullmatch(name):
        years = tuple(int(year) for year in found[1].split(","))
        if len(set(years)) < len(years):
            wrong = f"{name} names a year twice. Name each once."
            raise UnknownCohort(wrong)
        return Cohort(years=tuple(sorted(years)))
    if name in GROUPS:
        return Cohort(name)
    wrong = (
        f"There is no cohort “{name}”. Write {', '.join(GROUPS)} or years:7,8. Plans of child protection and of need, young "
        "carers and children looked after are no cohorts: no list may say them."
    )
    raise UnknownCohort(wrong)


@cache
def unless_named(name: str) -> Unless:
    """The exception written so. Raises UnknownCohort in words for the person who wrote it."""
    if found := _JOINED.fullmatch(name):
        return Unless("joined_within", int(found[1]))
    if name in {"part_time_plan", "not_compulsory_age"}:
        return Unless(name)
    wrong = (
        f"There is no exception “{name}”. Write part_time_plan, not_compulsory_age or joined_within:20 (school days)."
    )
    raise UnknownCohort(wrong)
