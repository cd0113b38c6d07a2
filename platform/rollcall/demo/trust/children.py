"""Invented children and their families: names, birth dates, UPNs, and what is recorded about them from when to when."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from foundation.upns import LETTERS, check_letter
from rollcall.demo.trust import names
from rollcall.demo.trust.dice import Weighted, stream
from rollcall.demo.trust.schools import FROM_SIMS, PRIMARY, SchoolProfile
from schools.roll.rules.year_group import year_group_order

AGE_OF_RECEPTION: Final = 4
# SEN by FSM: 2022/23 band table (26 and 24 % of FSM pupils, 13 % of others, have some SEN).
SEN_SHARE: Final = {
    (PRIMARY, True): 0.264,
    (PRIMARY, False): 0.134,
    ("secondary", True): 0.238,
    ("secondary", False): 0.130,
}
PLAN_SHARE: Final = 0.19  # of pupils with SEN in mainstream schools, those with an education, health and care plan
BOYS_OF_SEN: Final = 0.63
LOOKED_AFTER: Final = 0.007
FORMER_FSM: Final = 0.035
TWINS: Final = 0.014


@dataclass(frozen=True, slots=True)
class Flag:
    """Something recorded about a child from one day to another (None: still)."""

    kind: str
    starts_on: date
    ends_on: date | None = None

    def on(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(slots=True)
class Household:
    """A family: what its children share. `tendency` is part of how often they are absent."""

    number: int
    background: str
    surname: str
    fsm: bool
    other_language: bool
    keeps_eid: bool
    tendency: float
    births: list[date] = field(default_factory=list)


@dataclass(slots=True)
class Child:
    """One invented child, the same child at whichever school."""

    household: Household
    surname: str
    forename: str
    preferred: str
    birth: date
    sex: str
    upn: str | None
    former_upn: str
    tendency: float
    lateness: float
    flags: tuple[Flag, ...] = ()

    def has(self, kind: str, on: date) -> bool:
        """Whether a flag of that kind held on a day."""
        return any(flag.kind == kind and flag.on(on) for flag in self.flags)


def births_of(year_group: str, academic_year: int) -> tuple[date, date]:
    """The first and last birth date of a year group's usual age."""
    years = year_group_order(year_group) - year_group_order("R")
    first = academic_year - years - AGE_OF_RECEPTION - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


class Nursery:
    """Brings invented children into the world, family by family, for one trust's schools."""

    def __init__(self, seed: int, trust: str) -> None:
        self._dice = stream(seed, trust, "children")
        self._families: dict[str, list[Household]] = {}
        self._upns: set[str] = set()
        self._latest: dict[tuple[str, str, int], Child] = {}
        self._backgrounds: dict[str, Weighted[str]] = {}

    def child(self, school: SchoolProfile, year_group: str, academic_year: int, arrived: date) -> Child:
        """A new child for a year group of a school, of a new family or as brother or sister of one already there."""
        dice = self._dice
        elder = self._latest.get((school.slug, year_group, academic_year)) if dice.random() < TWINS else None
        birth = elder.birth if elder else self._birth(*births_of(year_group, academic_year))
        household = elder.household if elder else self._family(school, birth)
        household.births.append(birth)
        fsm = household.fsm
        sen = dice.random() < SEN_SHARE[school.phase, fsm]
        sex = "M" if dice.random() < (BOYS_OF_SEN if sen else 0.49) else "F"
        forename = names.forename(dice, household.background, sex)
        looked_after = dice.random() < LOOKED_AFTER
        upn, former = self._upn(school, birth)
        child = Child(
            household=household,
            surname=names.surname(dice, household.background) if looked_after else household.surname,
            forename=forename,
            preferred=names.SHORT.get(forename, "") if dice.random() < 0.3 else "",
            birth=birth,
            sex=sex,
            upn=upn,
            former_upn=former,
            tendency=0.45 * household.tendency + 0.89 * dice.gauss(0, 1),
            lateness=dice.gammavariate(0.6, 1 / 0.6),
            flags=_flags(dice, household, arrived, sen=sen, looked_after=looked_after),
        )
        self._latest[school.slug, year_group, academic_year] = child
        return child

    def _birth(self, first: date, last: date) -> date:
        return first + timedelta(days=self._dice.randrange((last - first).days + 1))

    def _family(self, school: SchoolProfile, birth: date) -> Household:
        """A family already known whose children are far enough apart in age, else a new one."""
        dice = self._dice
        known = self._families.setdefault(school.slug if school.phase == PRIMARY else school.authority.slug, [])
        nearby = known if dice.random() < 0.32 else []
        for _ in range(4 if nearby else 0):
            household = dice.choice(nearby)
            apart = min(abs((birth - other).days) for other in household.births)
            if len(household.births) < 4 and apart > 400:
                return household
        if school.slug not in self._backgrounds:
            self._backgrounds[school.slug] = Weighted(school.backgrounds)
        background = self._backgrounds[school.slug].draw(dice)
        kind = names.BACKGROUNDS[background]
        household = Household(
            number=sum(map(len, self._families.values())) + 1,
            background=background,
            surname=names.surname(dice, background),
            fsm=dice.random() < school.fsm,
            other_language=dice.random() < kind.other_language,
            keeps_eid=dice.random() < kind.keeps_eid,
            tendency=dice.gauss(0, 1),
        )
        known.append(household)
        return household

    def _upn(self, school: SchoolProfile, birth: date) -> tuple[str | None, str]:
        """The child's UPN and a former one: now and then none yet, or a temporary one that was replaced."""
        chance = self._dice.random()
        if chance < 0.002 and school.slug not in FROM_SIMS:
            return None, ""
        if chance < 0.004:
            return self._new_upn(school, birth, temporary=True), ""
        former = self._new_upn(school, birth, temporary=True) if chance < 0.012 else ""
        return self._new_upn(school, birth), former

    def _new_upn(self, school: SchoolProfile, birth: date, *, temporary: bool = False) -> str:
        """An unused UPN, issued where the child first went to school: this primary, or one of the area's."""
        while True:
            started = (birth.year + AGE_OF_RECEPTION + (birth.month > 8)) % 100
            primary = school.establishment if school.phase == PRIMARY else f"{self._dice.randrange(2006, 2060)}"
            serial = f"{self._dice.randrange(100):02d}{self._dice.choice(LETTERS)}"
            if not temporary:
                serial = f"{self._dice.randrange(1, 1000):03d}"
            body = f"{school.authority.code}{primary}{started:02d}{serial}"
            if body not in self._upns:
                self._upns.add(body)
                return check_letter(body) + body


def _flags(dice: Random, household: Household, arrived: date, *, sen: bool, looked_after: bool) -> tuple[Flag, ...]:
    flags = list(_meals(dice, household, arrived))
    if sen:
        flags += _needs(dice, arrived)
    if household.other_language:
        flags.append(Flag("eal", arrived))
    if looked_after:
        flags.append(Flag("cla", arrived + timedelta(days=dice.randrange(200) if dice.random() < 0.4 else 0)))
    return tuple(flags)


def _meals(dice: Random, household: Household, arrived: date) -> tuple[Flag, ...]:
    """Free school meals now (a few from some months in), or once and so within "ever 6"."""
    if household.fsm:
        since = arrived + timedelta(days=dice.randrange(20, 300) if dice.random() < 0.04 else 0)
        return Flag("fsm", since), Flag("fsm6", since)
    if dice.random() < FORMER_FSM:
        ended = arrived - timedelta(days=dice.randrange(60, 1200))
        return Flag("fsm", ended - timedelta(days=400), ended), Flag(
            "fsm6", ended - timedelta(days=400), ended + timedelta(days=2191)
        )
    return ()


def _needs(dice: Random, arrived: date) -> tuple[Flag, ...]:
    """SEN support or a plan; some are assessed and pass from one to the other, some no longer need support."""
    chance = dice.random()
    later = arrived + timedelta(days=dice.randrange(90, 600))
    if chance < PLAN_SHARE - 0.02:
        return (Flag("sen_e", arrived),)
    if chance < PLAN_SHARE + 0.02:
        return Flag("sen_k", arrived, later), Flag("sen_e", later + timedelta(days=1))
    if chance < PLAN_SHARE + 0.06:
        return (Flag("sen_k", arrived, later),)
    return (Flag("sen_k", arrived),)
