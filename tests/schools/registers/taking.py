"""A school whose register of 9B is taken through the interface, at a moment the test sets."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.london import LONDON
from schools.registers.models import Mark, MarkVersion, PupilWeek
from schools.registers.operations import refresh_weeks
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup, YearLead
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World, host_of, signed_in

THURSDAY = dt.date(2026, 11, 19)
STAFF = (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.HEAD_OF_YEAR, Role.HEADTEACHER, Role.SCHOOL_GOVERNOR)


def at(hour: int, minute: int = 0, *, on: dt.date = THURSDAY) -> dt.datetime:
    """A moment of the school's wall clock."""
    return dt.datetime.combine(on, dt.time(hour, minute), tzinfo=LONDON)


class Clients(dict[Role, Client]):
    """A browser for each role, signed in as it is first used."""

    def __init__(self, school: School, people: dict[Role, Person]) -> None:
        super().__init__()
        self.host, self.people = host_of(school), people

    def __contains__(self, role: object) -> bool:
        return role in self.people or super().__contains__(role)

    def __missing__(self, role: Role) -> Client:
        self[role] = client = signed_in(self.people[role], self.host)
        return client


@dataclass
class Taking:
    """One school, its pupils in order, and a client for each role."""

    school: School
    group: uuid.UUID
    pupils: list[uuid.UUID]
    keys: list[int]
    clients: Clients
    set_clock: Callable[[dt.datetime], None]
    people: dict[Role, uuid.UUID]

    def address(self, session: str = "am", on: dt.date | str = THURSDAY, group: object = None) -> str:
        """The register in the interface."""
        return f"/api/registers/{group or self.group}/{on}/{session}/"

    def form(self, session: str = "am", on: dt.date | str = THURSDAY) -> str:
        """The register as a plain form."""
        return f"/registers/{self.group}/{on}/{session}/form/"

    def read(self, role: Role = Role.ATTENDANCE_OFFICER, **where: Any) -> Any:
        """The register as the interface gives it."""
        return self.clients[role].get(self.address(**where)).json()

    def mark(self, place: int, code: str | None, was: str | None = None, minutes: int | None = None) -> dict[str, Any]:
        """One mark of a save; `was` is a code without minutes."""
        held = None if was is None else {"code": was, "minutes": None}
        return {"pupil": str(self.pupils[place]), "was": held, "code": code, "minutes": minutes}

    def save(
        self,
        *marks: dict[str, Any],
        role: Role = Role.ATTENDANCE_OFFICER,
        version: int = 0,
        reason: str = "",
        key: str | None = None,
        **where: Any,
    ) -> Any:
        """Send a save; the response."""
        body = {"version": version, "reason": reason, "marks": list(marks)}
        return self.send(body, role=role, key=key, **where)

    def send(self, body: Any, *, role: Role = Role.ATTENDANCE_OFFICER, key: str | None = None, **where: Any) -> Any:
        """Send any body, as JSON unless it is text already."""
        return self.clients[role].post(
            self.address(**where),
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type="application/json",
            headers={"idempotency-key": str(uuid.uuid4()) if key is None else key},
        )

    def marks(self) -> dict[tuple[int, dt.date, int], tuple[str, int | None]]:
        """Every mark in the school, by place of the pupil."""
        place = {key: number for number, key in enumerate(self.keys)}
        with school_work(self.school):
            rows = Mark.objects.values_list("pupil_key", "date", "session", "code", "minutes")
            return {(place[key], on, session): (code, minutes) for key, on, session, code, minutes in rows}

    def versions(self) -> list[dict[str, Any]]:
        """Every version, oldest first."""
        with school_work(self.school):
            fields = ("pupil_key", "old_code", "new_code", "minutes", "reason", "entry__by_name", "entry__by_position")
            return list(MarkVersion.objects.order_by("entry_id", "pupil_key").values(*fields))

    def week_sums(self) -> dict[str, int]:
        """What the pupils' weeks add up to, without the noughts."""
        names = ("present", "approved", "authorised", "unauthorised", "not_possible", "late_before", "late_after")
        with school_work(self.school):
            sums = PupilWeek.objects.aggregate(**{name: Sum(name) for name in names})
            return {name: count for name, count in sums.items() if count}

    def weeks_agree(self) -> bool:
        """Whether the pupils' weeks are what a recount from the marks makes them."""
        with school_work(self.school):
            kept = _weeks()
            refresh_weeks(dt.date(2026, 8, 31), dt.date(2027, 7, 31))
            return kept == _weeks()


def _weeks() -> set[tuple[int, ...]]:
    """Every week that counts anything."""
    names = [field.name for field in PupilWeek._meta.local_concrete_fields]
    rows = PupilWeek.objects.values_list(*names)
    return {row for row in rows if any(isinstance(value, int) and value for value in row[3:])}


def taking(world: World, monkeypatch: pytest.MonkeyPatch, *, now: dt.datetime | None = None) -> Taking:
    """A new school with staff, tutor and year lead, at 08:55 on a Thursday: the morning's register is open until 09:10."""
    school = world.another_school(filled=True)
    people = world.employ_all(STAFF, school)
    with school_work(school):
        group = RegistrationGroup.objects.get()
        pupils = list(Pupil.objects.order_by("sort_name", "key"))
        posts = {post.person_id: post for post in StaffMember.objects.all()}
        since = dt.date(2026, 9, 1)
        GroupTutor.objects.create(group=group, staff=posts[people[Role.CLASS_TEACHER].pk], starts_on=since)
        YearLead.objects.create(year_group="9", staff=posts[people[Role.HEAD_OF_YEAR].pk], starts_on=since)

    def set_clock(moment: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(now or at(8, 55))
    keys = {role: person.pk for role, person in people.items()}
    clients = Clients(school, people)
    return Taking(school, group.pk, [one.pk for one in pupils], [one.key for one in pupils], clients, set_clock, keys)
