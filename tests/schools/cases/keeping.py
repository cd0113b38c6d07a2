"""A school with a case: 9B on a Thursday at 09:35, everybody who may see a part of it, and two of its pupils in one home."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from foundation.access.roles import Role
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.rules.opening import Kind
from schools.roll.models import Household, HouseholdPupil, Pupil
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

OFFICER, TEACHER, YEAR_HEAD = Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.HEAD_OF_YEAR
LEADER, LEAD, HEAD = Role.SENIOR_LEADER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER
#: Everybody who is named in the table of rights, and two who are not.
EVERYBODY = (OFFICER, TEACHER, YEAR_HEAD, LEADER, LEAD, HEAD, Role.RECEPTIONIST, Role.SCHOOL_GOVERNOR)
SINCE = dt.date(2026, 9, 1)
FORTNIGHT = dt.timedelta(days=14)


@dataclass
class Keeping:
    """The school; cases are about its first pupil, who has a sister in the class."""

    taking: Taking

    def pupil(self, place: int = 0) -> Pupil:
        return Pupil(pk=self.taking.pupils[place], key=self.taking.keys[place])

    def client(self, role: Role = OFFICER) -> Client:
        return self.taking.clients[role]

    def post(self, role: Role) -> StaffMember:
        """The post that somebody in this role holds."""
        with school_work(self.taking.school):
            return StaffMember.objects.get(person_id=self.taking.clients.people[role].pk)

    def open(self, place: int = 0, **other: Any) -> Case:
        """A case, opened beside the pages."""
        given = {"kind": Kind.ATTENDANCE, "because": "Five mornings missed", "act": self.act()} | other
        with school_work(self.taking.school):
            return open_case(Pupil.objects.get(pk=self.pupil(place).pk), **given)

    def act(self, now: dt.datetime | None = None, *, role: Role = HEAD) -> Act:
        """An act of somebody who may do everything, or of another role."""
        return Act(Signature(BY, role.label), now or at(9, 35), frozenset({role}))

    def page(self, path: str, role: Role = OFFICER) -> str:
        response = self.client(role).get(path)
        assert response.status_code == 200, (path, role, response.status_code)
        return str(response.content.decode())

    def sends(self, path: str, form: dict[str, Any], role: Role = OFFICER) -> int:
        """The status that what was typed gets."""
        return int(self.client(role).post(path, form).status_code)

    def rows(self, model: type[Model], **of: Any) -> list[Any]:
        with school_work(self.taking.school):
            return list(model._default_manager.filter(**of))

    def only(self, model: type[Model], **of: Any) -> Any:
        (row,) = self.rows(model, **of)
        return row

    def on(self, day: dt.date) -> None:
        self.taking.set_clock(at(9, 35, on=day))


def keeping(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    """Make it."""
    made = Keeping(taking(world, monkeypatch, now=at(9, 35)))
    school = made.taking.school
    more = [role for role in EVERYBODY if role not in made.taking.clients.people]
    made.taking.clients.people.update(world.employ_all(more, school))
    with school_work(school):
        home = Household.objects.create(address="3 Larch Row, Northfield")
        for key in made.taking.pupils[:2]:
            HouseholdPupil.objects.create(household=home, pupil_id=key, starts_on=SINCE)
    return made


def typed(day: dt.date) -> str:
    """A day as people type it."""
    return f"{day:%d/%m/%Y}"


__all__ = ["FORTNIGHT", "THURSDAY", "Keeping", "keeping", "typed"]
