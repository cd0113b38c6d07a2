"""An invented secondary school of 1,500 pupils in fifty forms, with a week of marks and a normal week's absences."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass

from foundation.audit.actors import SYSTEM
from schools.registers.models import Entry, Mark, Register
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import HALF_TERMS, YEAR, World, fill

MONDAY = dt.date(2026, 11, 16)
WEEK = tuple((MONDAY + dt.timedelta(days=day), session) for day in range(5) for session in (1, 2))
FIRST = HALF_TERMS[0][1]
#: In a hundred sessions, roughly: what a school that does well has.
_CODES = ("I", "I", "I", "N", "O", "M", "L", "G", "V", "D")
_SURNAMES = ("Abdi", "Barnes", "Campbell", "Dlamini", "Edwards", "Farah", "Green", "Hussain", "Iqbal", "Jones", "Kaur")
_FORENAMES = (
    "Amina",
    "Ben",
    "Carys",
    "Daniel",
    "Elin",
    "Freya",
    "Gurpreet",
    "Hamza",
    "Imran",
    "Jasmine",
    "Kai",
    "Leila",
)


@dataclass(frozen=True)
class Large:
    """The school, its forms in order, and every mark put in: pupil key, date and session to code and minutes."""

    school: School
    forms: list[RegistrationGroup]
    marks: dict[tuple[int, dt.date, int], tuple[str, int | None]]


def large_school(world: World, *, forms: int = 50, pupils: int = 30, through: int = len(WEEK)) -> Large:
    """Make it; the first `through` sessions of the week are marked."""
    school = world.another_school(filled=False)
    fill(school)
    chance = random.Random(7)
    with school_work(school, statement_timeout="5min"):
        keep = RegistrationGroup.objects.get()
        Placement.objects.all().delete()
        Admission.objects.all().delete()
        Pupil.objects.all().delete()
        keep.delete()
        made = [_form(number, pupils, chance) for number in range(forms)]
        keys = sorted(Pupil.objects.values_list("key", flat=True))
        marks: dict[tuple[int, dt.date, int], tuple[str, int | None]] = {}
        for key in keys:
            for on, session in WEEK[:through]:
                code = chance.choice(_CODES) if chance.random() < 0.08 else "/\\"[session - 1]
                marks[key, on, session] = (code, chance.randint(1, 19) if code == "L" else None)
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        copy_marks(entry, ((key, on, session, *held) for (key, on, session), held in marks.items()))
        Register.objects.bulk_create(
            Register(id=uuid.uuid4(), group=form, date=on, session=session, version=1)
            for form in made
            for on, session in WEEK[:through]
        )
        assert Mark.objects.count() == len(marks)
    return Large(school, made, marks)


def _form(number: int, count: int, chance: random.Random) -> RegistrationGroup:
    """Ten forms a year, 7A to 11J."""
    year, letter = 7 + number // 10, "ABCDEFGHIJ"[number % 10]
    form = RegistrationGroup.objects.create(academic_year=YEAR, name=f"{year}{letter}", year_group=str(year))
    pupils = []
    for place in range(count):
        surname, forename = chance.choice(_SURNAMES), f"{chance.choice(_FORENAMES)}{number:02d}{place:02d}"
        pupils.append(
            Pupil(
                id=uuid.uuid4(),
                surname=surname,
                forename=forename,
                sort_name=f"{surname} {forename}".casefold(),
                birth=dt.date(YEAR - 5 - year, 3, 14),
                sex="F" if place % 2 else "M",
            )
        )
    made = Pupil.objects.bulk_create(pupils)
    Admission.objects.bulk_create(Admission(pupil=one, starts_on=FIRST) for one in made)
    Placement.objects.bulk_create(
        Placement(pupil=one, year_group=str(year), group=form, starts_on=FIRST) for one in made
    )
    return form
