"""A school with a pupil whose files are kept, and somebody who keeps them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.documents.models import Document
from schools.journal.tasks import drain
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.files_store import upload
from tests.world import World


@dataclass
class Ground:
    """Where files are kept."""

    world: World
    school: School
    pupil: Pupil
    client: Client

    @property
    def address(self) -> str:
        """The page of the pupil's files."""
        return f"/pupils/{self.pupil.pk}/files/"

    @property
    def by(self) -> Actor:
        """Who keeps them."""
        person = self.world.person(Role.ATTENDANCE_OFFICER, self.school)
        return Actor(person.pk, person.name)

    def send(self, *uploads: object) -> int:
        """Send files from the page, as a browser does; the status that answers."""
        return self.client.post(self.address, {"evidence": list(uploads) or [upload()]}).status_code

    def drain(self) -> None:
        """Let the worker do what waits."""
        drain(str(self.school.pk))

    def row(self) -> Document:
        """The one file there is."""
        with school_work(self.school):
            return Document.objects.get()


@pytest.fixture
def ground(world: World, fresh_school: Callable[..., School]) -> Ground:
    """A school of its own for one test."""
    school = fresh_school(filled=True)
    officer = world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        pupil = Pupil.objects.order_by("key")[0]
    return Ground(world, school, pupil, world.client(officer, school))
