"""A school on its Monday morning, where exclusions are proposed by the officer and decided by the head."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from foundation.access.roles import Role
from schools.exclusions.models import Exclusion
from schools.roll.models import Admission, Placement, Pupil
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import Taking
from tests.world import World, canary

MONDAY = dt.date(2026, 11, 16)


@dataclass
class Keeping:
    """The school with its pupils, and who acts there."""

    world: World
    made: Taking
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(7))

    @property
    def school(self) -> School:
        return self.made.school

    def client(self, role: Role) -> Client:
        """Somebody's browser."""
        clients = self.made.clients
        if role not in clients.people:
            clients.people[role] = self.world.employ(role, self.school)
        return clients[role]

    @property
    def officer(self) -> Client:
        return self.client(Role.ATTENDANCE_OFFICER)

    @property
    def head(self) -> Client:
        return self.client(Role.HEADTEACHER)

    @contextmanager
    def work(self) -> Iterator[None]:
        """Inside the school."""
        with school_work(self.school):
            yield

    def typed(self, first: str = "16/11/2026", last: str = "18/11/2026", **more: Any) -> dict[str, Any]:
        """What the form sends for a suspension of whole days."""
        plain = {
            "kind": "suspension",
            "starts_on": first,
            "start_session": "1",
            "ends_on": last,
            "end_session": "2",
            "reasons": ["PP"],
            "circumstances": "A fight at break.",
        }
        return {**plain, **more}

    def pupil(self) -> uuid.UUID:
        """One more pupil of 9B, of whom nothing is known yet: the school is shared by the tests of a file."""
        number = next(self._numbers)
        with self.work():
            forename = f"Pupil{number}"
            surname = canary(self.school)
            pupil = Pupil.objects.create(
                surname=surname,
                forename=forename,
                sort_name=f"{surname} {forename}".casefold(),
                birth=dt.date(2012, 3, 14),
                sex="F",
            )
            since = dt.date(2026, 9, 2)
            Admission.objects.create(pupil=pupil, starts_on=since)
            Placement.objects.create(pupil=pupil, year_group="9", group_id=self.made.group, starts_on=since)
        return pupil.pk

    def propose(self, pupil: uuid.UUID | None = None, *, by: Client | None = None, **typed: Any) -> HttpResponse:
        """Propose one for a pupil, or for one more."""
        address = f"/exclusions/pupil/{pupil or self.pupil()}/new/"
        answer: HttpResponse = (by or self.officer).post(address, self.typed(**typed))  # type: ignore[assignment]
        return answer

    def exclude(self, pupil: uuid.UUID | None = None, **typed: Any) -> Exclusion:
        """One that the head has decided on; the newest line."""
        answer = self.propose(pupil, by=self.head, **typed)
        assert answer.status_code == 302, answer.content.decode()
        return self.newest()

    def newest(self) -> Exclusion:
        """The line entered last."""
        with self.work():
            return Exclusion.objects.order_by("-id")[0]

    def page(self, row: Exclusion, by: Client | None = None) -> str:
        """What its page says."""
        return " ".join((by or self.officer).get(f"/exclusions/{row.pk}/").content.decode().split())

    def give_duty(self, role: Role, duty: StaffDuty.Duty) -> Client:
        """A duty for who holds a role here; their browser."""
        client = self.client(role)
        person = self.world.person(role, self.school)
        with self.work():
            post = StaffMember.objects.get(person_id=person.pk)
            StaffDuty.objects.create(post=post, duty=duty, starts_on=MONDAY - dt.timedelta(days=60))
        return client
