"""The five invented schools: four of Northfield Trust and one of Southgate Trust, which exists to show isolation.

None is real: names are made up, URNs and authority numbers lie outside those in use. Schools differ as real
neighbours do (Cedar and Elm serve poorer families than Alder and Birch); the mix over Northfield's schools of a
phase is near national.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rollcall.demo.trust.calendars import EASTSHIRE, WESTMOOR

PRIMARY: Final = "primary"
SECONDARY: Final = "secondary"
YEAR_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    PRIMARY: ("R", "1", "2", "3", "4", "5", "6"),
    SECONDARY: ("7", "8", "9", "10", "11"),
}


@dataclass(frozen=True, slots=True)
class Trust:
    """An invented multi-academy trust."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Authority:
    """An invented local authority; `code` is its three digits."""

    slug: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class SchoolProfile:
    """What one invented school is like.

    `intake` is pupils a year group. `fsm` and `eal` are shares of families. `backgrounds` are weights for choosing
    names. `lean` moves its pupils up (or, negative, down) the order of absence, in standard deviations.
    """

    slug: str
    name: str
    trust: Trust
    authority: Authority
    phase: str
    urn: str
    establishment: str
    intake: int
    classes: str
    fsm: float
    backgrounds: Mapping[str, float]
    lean: float
    turnover: float
    am_opens: str
    pm_opens: str
    closes_after: int

    @property
    def laestab(self) -> str:
        """Authority and establishment number together."""
        return self.authority.code + self.establishment

    @property
    def year_groups(self) -> tuple[str, ...]:
        """Youngest first."""
        return YEAR_GROUPS[self.phase]

    def group_names(self, year_group: str, academic_year: int) -> tuple[str, ...]:
        """The registration groups of a year group. Alder takes a ninth form in September 2026."""
        letters = self.classes + ("J" if (self.slug, year_group, academic_year) == ("alder", "7", 2026) else "")
        return tuple(f"{year_group}{letter}" for letter in letters)


#: Schools that arrive through the SIMS import, which knows pupils by their UPN: everybody there has one.
FROM_SIMS: Final = frozenset({"cedar"})
NORTHFIELD: Final = Trust("northfield", "Northfield Trust")
SOUTHGATE: Final = Trust("southgate", "Southgate Trust")
# 991 and 992 are numbers no authority holds.
AUTHORITIES: Final[Mapping[str, Authority]] = {
    EASTSHIRE: Authority(EASTSHIRE, "Eastshire", "991"),
    WESTMOOR: Authority(WESTMOOR, "Westmoor", "992"),
}

_TOWN: Final = {
    "british": 70.0,
    "european": 9.0,
    "muslim": 8.0,
    "indian": 4.0,
    "african": 4.0,
    "caribbean": 2.0,
    "east_asian": 1.5,
    "irish": 1.5,
}
_VILLAGE: Final = {**_TOWN, "british": 85.0, "muslim": 3.0, "african": 2.0}
_CITY: Final = {**_TOWN, "british": 50.0, "european": 12.0, "muslim": 19.0, "african": 8.0, "caribbean": 4.0}

SCHOOLS: Final[tuple[SchoolProfile, ...]] = (
    SchoolProfile(
        slug="birch",
        name="Birch Primary",
        trust=NORTHFIELD,
        authority=AUTHORITIES[EASTSHIRE],
        phase=PRIMARY,
        urn="900002",
        establishment="2002",
        intake=60,
        classes="BW",
        fsm=0.19,
        backgrounds=_VILLAGE,
        lean=-0.12,
        turnover=0.03,
        am_opens="08:50",
        pm_opens="13:00",
        closes_after=20,
    ),
    SchoolProfile(
        slug="elm",
        name="Elm Primary",
        trust=NORTHFIELD,
        authority=AUTHORITIES[EASTSHIRE],
        phase=PRIMARY,
        urn="900004",
        establishment="2004",
        intake=80,
        classes="ELM",
        fsm=0.31,
        backgrounds=_CITY,
        lean=0.06,
        turnover=0.06,
        am_opens="08:45",
        pm_opens="13:10",
        closes_after=30,
    ),
    SchoolProfile(
        slug="alder",
        name="Alder Academy",
        trust=NORTHFIELD,
        authority=AUTHORITIES[EASTSHIRE],
        phase=SECONDARY,
        urn="900001",
        establishment="4001",
        intake=238,
        classes="ABCDEFGH",
        fsm=0.22,
        backgrounds=_TOWN,
        lean=-0.08,
        turnover=0.025,
        am_opens="08:40",
        pm_opens="13:20",
        closes_after=30,
    ),
    SchoolProfile(
        slug="cedar",
        name="Cedar Academy",
        trust=NORTHFIELD,
        authority=AUTHORITIES[WESTMOOR],
        phase=SECONDARY,
        urn="900003",
        establishment="4003",
        intake=170,
        classes="NESWPQ",
        fsm=0.31,
        backgrounds=_CITY,
        lean=0.12,
        turnover=0.04,
        am_opens="08:30",
        pm_opens="13:45",
        closes_after=30,
    ),
    SchoolProfile(
        slug="fern",
        name="Fern Academy",
        trust=SOUTHGATE,
        authority=AUTHORITIES[WESTMOOR],
        phase=SECONDARY,
        urn="900005",
        establishment="4005",
        intake=41,
        classes="KR",
        fsm=0.24,
        backgrounds=_TOWN,
        lean=0.0,
        turnover=0.03,
        am_opens="08:55",
        pm_opens="13:00",
        closes_after=30,
    ),
)
