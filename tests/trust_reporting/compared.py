"""Two secondaries: 900 pupils at 92.0% and 210 at 95.0% over the same sessions, two days of which Alder was shut."""

import datetime as dt
import itertools
import random
from dataclasses import dataclass

from foundation.access.roles import Role
from foundation.accounts.models import Person
from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.journal.tasks import drain
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work
from tests.trust_reporting.registers import Slot, enrol, mark, present
from tests.world import World
from trust_reporting.figures.rules.periods import Period

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 10, 23)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1) if n % 7 < 5]
BOILER = [dt.date(2026, 9, 24), dt.date(2026, 9, 25)]
OPEN_DAYS = [day for day in DAYS if day not in BOILER]
SESSIONS = 2 * len(OPEN_DAYS)
HT1 = Period(2026, "ht1")
#: What the address of that half-term's comparison says.
ASKED = {"phase": "secondary", "period": "2026-ht1"}

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Compared:
    """A trust of its own with two secondaries and a primary."""

    trust: Trust
    alder: School
    cedar: School
    birch: School
    manager: Person
    leader: Person


def trust_of_three(world: World) -> Compared:
    """The trust, its people and its schools, whose only half-term is FIRST to LAST."""
    number = next(_numbers)
    trust = provisioning.provision_trust(name="Compared Trust", slug=f"compared{number}")
    world.employ(Role.TRUST_DATA_MANAGER, trust)
    world.employ(Role.TRUST_LEADER, trust)

    def school(name: str, phase: str, theme: str, ordinal: int) -> School:
        made = provisioning.provision(
            trust=trust,
            authority=world.eastshire,
            name=name,
            slug=f"{name.split(maxsplit=1)[0].lower()}{number}",
            phase=phase,
            urn=f"{700000 + 10 * number + ordinal}",
            laestab=f"991{7000 + 10 * number + ordinal}",
            theme=theme,
        )
        with school_work(made):
            HalfTerm.objects.create(academic_year=2026, number=1, starts_on=FIRST, ends_on=LAST)
        return made

    return Compared(
        trust,
        school("Alder Academy", "secondary", "plum-solid", 1),
        school("Cedar Academy", "secondary", "indigo-double", 2),
        school("Birch Primary", "primary", "olive-notched", 3),
        world.person(Role.TRUST_DATA_MANAGER, trust),
        world.person(Role.TRUST_LEADER, trust),
    )


def marks_missing(keys: list[int], days: list[dt.date], absent: int, seed: int) -> dict[Slot, str]:
    """Marks for everyone on each day, exactly `absent` sessions of them missed: more by some pupils, more each week."""
    dice = random.Random(seed)
    leaning = {key: dice.random() ** 2 for key in keys}
    slots = [(key, day, session) for day in days for session in (1, 2) for key in keys]
    likely = {slot: dice.random() * leaning[slot[0]] * (1.12 - 0.04 * ((slot[1] - FIRST).days // 7)) for slot in slots}
    missed = set(sorted(slots, key=likely.__getitem__)[:absent])
    codes = {slot: dice.choice("IIIOMC") for slot in sorted(missed)}
    return {slot: codes.get(slot) or present(slot[2]) for slot in slots}


def td2(world: World) -> Compared:
    """The story's registers, published."""
    made = trust_of_three(world)
    with school_work(made.alder):
        keys = enrol(450, starts_on=FIRST, sex="F", flags=["fsm6"]) + enrol(450, starts_on=FIRST, sex="M")
        for day in BOILER:
            NonSchoolDay.objects.create(date=day, kind="unplanned", note="boiler failure")
        marks = marks_missing(keys, OPEN_DAYS, 900 * SESSIONS * 8 // 100, seed=1)
        mark(marks | {(key, day, session): "Y4" for key in keys for day in BOILER for session in (1, 2)})
    with school_work(made.cedar):
        keys = enrol(205, starts_on=FIRST, sex="M") + enrol(5, starts_on=FIRST, flags=["fsm6"])
        marks = marks_missing(keys, OPEN_DAYS, 210 * SESSIONS * 5 // 100, seed=2)
        mark(marks | {(key, day, session): "O" for key in keys for day in BOILER for session in (1, 2)})
    with school_work(made.birch):
        keys = enrol(30, year_group="4", birth=dt.date(2018, 3, 1), starts_on=FIRST)
        marks = marks_missing(keys, DAYS, 90, seed=3)
        mark({slot: code for slot, code in marks.items() if slot != (keys[0], DAYS[3], 1)})
    for school in (made.alder, made.cedar, made.birch):
        drain(str(school.pk))
    return made


def apart(world: World) -> Compared:
    """Two secondaries whose marks share no day: Alder's end before Cedar's begin."""
    made = trust_of_three(world)
    for school, day in ((made.alder, DAYS[0]), (made.cedar, DAYS[1])):
        with school_work(school):
            mark({(key, day, session): present(session) for key in enrol(12, starts_on=FIRST) for session in (1, 2)})
        drain(str(school.pk))
    return made
