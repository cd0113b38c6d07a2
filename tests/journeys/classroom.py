"""A class of thirty with a teacher and an officer, on a school morning at a chosen time, for a browser."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from foundation.access.roles import Role
from schools.registers.models import Mark
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import HALF_TERMS, World, admit

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: `open_as(role, path, at=moment, ...)`: a page of the class's school, opened as somebody for as long as the block lasts.
Open = Callable[..., AbstractContextManager["Page"]]

THURSDAY = dt.date(2026, 11, 19)
MORNING = dt.datetime.combine(THURSDAY, dt.time(8, 55), tzinfo=dt.UTC)
NAMES = (
    "Abdi Hodan, Adeyemi Tobi, Bailey Freya, Begum Nusrat, Boateng Kofi, Chowdhury Arif, Clarke Poppy, Davies Owen,"
    " Doherty Niamh, Evans Seren, Fernandes Luca, Fraser Isla, Ghazali Imran, Green Alfie, Hughes Megan, Islam Tahmina,"
    " Jones Dylan, Kaur Simran, Kowalska Maja, Lewis Harry, Mensah Ama, Nowak Jan, Okafor Chidi, Patel Anika, Price Rhys,"
    " Quinn Orla, Rahman Sadia, Smith Ella, Taylor Jack, Zhang Wei"
)


@dataclass(frozen=True)
class Classroom:
    """A school whose group 9C has thirty pupils in the order of their names."""

    school: School
    group: RegistrationGroup
    pupils: list[Pupil]

    def path(self, on: dt.date = THURSDAY, session: str = "am") -> str:
        return f"/registers/{self.group.pk}/{on.isoformat()}/{session}/"

    def marks(self, on: dt.date = THURSDAY, session: int = 1) -> dict[str, str]:
        """What the database holds: surname to code and minutes."""
        with school_work(self.school):
            held = {mark.pupil_key: mark for mark in Mark.objects.filter(date=on, session=session)}
        return {
            pupil.surname: f"{held[pupil.key].code}{held[pupil.key].minutes or ''}"
            for pupil in self.pupils
            if pupil.key in held
        }


def ahead(moment: dt.datetime) -> dt.timedelta:
    """The setting that makes the school's clock show `moment` now."""
    return moment - timezone.now()


def classroom(world: World, *, pupils: int = 30) -> Classroom:
    """A fresh school with 9B (a few pupils) and 9C (thirty), an officer for all and a class teacher for 9C."""
    school = world.another_school(filled=True)
    people = world.employ_all([Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.HEADTEACHER], school)
    with school_work(school):
        group = RegistrationGroup.objects.create(academic_year=2026, name="9C", year_group="9")
        staff = StaffMember.objects.get(person_id=people[Role.CLASS_TEACHER].pk)
        GroupTutor.objects.create(group=group, staff=staff, starts_on=HALF_TERMS[0][1])
        names = [(*name.split(), "F") for name in NAMES.split(", ")[:pupils]]
        made = admit(names, birth=dt.date(2013, 3, 14), group=group)
    return Classroom(school, group, made)
