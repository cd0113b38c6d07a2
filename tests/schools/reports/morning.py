"""Alder's Thursday of story AO-1: 41 forms of four, three of whose morning registers are missing at 09:35, and 22 N."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.registers.models import Entry, Register
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.registers.large import large_school
from tests.schools.registers.taking import THURSDAY, at
from tests.world import SINCE, World

NINE_35 = at(9, 35)
FORMS, PUPILS, MISSING = 41, 4, ("8F", "9B", "10C")
#: Forms of which the first pupil has an N this morning, nineteen of them; then Kai in 9C and Mia in 7A, and one late.
UNEXPLAINED = 22
WEDNESDAY, TUESDAY = THURSDAY - dt.timedelta(days=1), THURSDAY - dt.timedelta(days=2)
ROLES = (Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.HEAD_OF_YEAR, Role.CLASS_TEACHER)


@dataclass(frozen=True)
class Morning:
    """The school, and its forms by name with the pupils of each in order."""

    school: School
    groups: dict[str, RegistrationGroup]
    pupils: dict[str, list[Pupil]]


def morning(world: World) -> Morning:
    """Make it. 7B's first is absent for the third day, 7C's for the second; 7D's has an N of a week ago, due today."""
    school = large_school(world, forms=FORMS, pupils=PUPILS, through=0).school
    for role in ROLES:
        world.employ(role, school)
    with school_work(school):
        groups = {group.name: group for group in RegistrationGroup.objects.all()}
        pupils = {name: _pupils(group) for name, group in groups.items()}
        made = Morning(school, groups, pupils)
        _name(pupils["9C"][0], "Brown", "Kai")
        _name(pupils["7A"][0], "Brown", "Mia")
        _tutors(world, made)
        _mark(made, _before(made) + _today(made))
        Register.objects.bulk_create(
            Register(group=group, date=THURSDAY, session=1, version=1, saved_at=at(9, 5))
            for name, group in groups.items()
            if name not in MISSING
        )
    return made


def _tutors(world: World, made: Morning) -> None:
    """Of the three forms whose register is missing; the one of 10C has no work email."""
    teacher = StaffMember.objects.get(person_id=world.person(Role.CLASS_TEACHER, made.school).pk)
    teacher.email = "teacher@alder.example"
    teacher.save(update_fields=["email"])
    posts = {"9B": teacher}
    for form, name, email in (("8F", "Ms R Achebe", "achebe@alder.example"), ("10C", "Mr L Quarmby", "")):
        posts[form] = StaffMember.objects.create(name=name, position="Teacher", starts_on=SINCE, email=email)
    for form, post in posts.items():
        GroupTutor.objects.create(group=made.groups[form], staff=post, starts_on=dt.date(2026, 9, 1))


def _pupils(group: RegistrationGroup) -> list[Pupil]:
    rows = Placement.objects.filter(group=group).select_related("pupil").order_by("pupil__sort_name", "pupil__key")
    return [row.pupil for row in rows]


def _name(pupil: Pupil, surname: str, forename: str) -> None:
    pupil.surname, pupil.forename, pupil.sort_name = surname, forename, f"{surname} {forename}".casefold()
    pupil.save(update_fields=["surname", "forename", "sort_name"])


Row = tuple[int, dt.date, int, str, int | None]


def _today(made: Morning) -> list[Row]:
    taken = [name for name in sorted(made.groups) if name not in MISSING]
    gone = ["9C", "7A", *[name for name in taken if name not in ("9C", "7A")]][:UNEXPLAINED]
    rows: list[Row] = []
    for name in taken:
        for place, pupil in enumerate(made.pupils[name]):
            code = "N" if place == 0 and name in gone else "L" if name == "11A" and place == 1 else "/"
            rows.append((pupil.key, THURSDAY, 1, code, None))
    return rows


def _before(made: Morning) -> list[Row]:
    def absent(name: str, *days: dt.date) -> list[Row]:
        key = made.pupils[name][0].key
        return [(key, on, session, "N", None) for on in days for session in (1, 2)]

    week_ago = dt.date(2026, 11, 12)
    key = made.pupils["7D"][0].key
    return [
        *absent("7B", TUESDAY, WEDNESDAY),
        *absent("7C", WEDNESDAY),
        (key, week_ago, 2, "N", None),
        (key, WEDNESDAY, 1, "/", None),
    ]


def _mark(made: Morning, rows: Iterable[Row]) -> None:
    copy_marks(open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM), rows)
