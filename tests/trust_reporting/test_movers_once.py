"""TD-4: Ada, who moved inside the trust, counts once in its persistent absence; each school answers for its own sessions."""

from typing import Any

import time_machine
from django.test import Client

from foundation.access.roles import Role
from schools.moved.models import CarriedOver
from schools.moved.operations.confirming import confirm
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work, trust_work
from tests.schools.moved.moving import JULY, UPN, Moving, moving
from tests.schools.roll.acts import BY
from tests.world import World, host_of, signed_in
from trust_reporting.figures.models import EnrolmentCount, RepeatedCount

YEAR = {"phase": "secondary", "period": "2026-year"}


def published_of(ada: Moving, world: World) -> list[tuple[int, int, int, int]]:
    """What the new school has published of movers in the year, on the published basis."""
    with trust_work(world.northfield):
        rows = RepeatedCount.objects.filter(school_id=ada.new.pk, period="year", basis="published")
        return list(rows.values_list("pupils", "enrolments", "persistent", "severe"))


def persistent_at(ada: Moving, world: World) -> list[tuple[int, int]]:
    """Enrolments and persistently absent of each school, as each answers for them."""
    of = {"cohort": "all", "period": "year", "basis": "published"}
    with trust_work(world.northfield):
        return [
            EnrolmentCount.objects.filter(school_id=school.pk, **of).values_list("enrolments", "persistent").get()
            for school in (ada.old, ada.new)
        ]


def test_once_in_the_trust_and_at_each_school_as_its_own_sessions_are(world: World, settings: Any) -> None:
    with time_machine.travel(JULY, tick=False):
        ada = moving(world)
        ada.work()
        assert persistent_at(ada, world) == [(1, 1), (1, 0)]
        assert published_of(ada, world) == []  # nobody has confirmed that she is the same child
        with school_work(ada.new):
            row = CarriedOver.objects.get()
            asked = {"as_came_at": row.came_at, "with_stage": False, "notices": {}}
            signed, roles = Signature(BY, "Attendance officer"), frozenset({Role.ATTENDANCE_OFFICER})
            confirm(row, **asked, signed=signed, roles=roles, now=JULY, today=JULY.date())
        ada.work()
        assert published_of(ada, world) == [(1, 1, 0, 1)]
        assert persistent_at(ada, world) == [(1, 1), (1, 0)]
        with trust_work(world.northfield):
            assert UPN not in str(list(RepeatedCount.objects.values()))

        client = signed_in(world.person(Role.TRUST_DATA_MANAGER, world.northfield), host_of(world.northfield))
        assert "at least 10 pupils are known to have moved" in page_of(client)
        assert "counts once" not in client.get("/compare/figures.csv", YEAR).content.decode()
        settings.SMALLEST_NUMBER_SHOWN = 1
        page = page_of(client)
        assert "each school its own sessions" in page
        assert "a pupil who moved counts once" in page
        assert "a pupil who moved counts once" in client.get("/compare/figures.csv", YEAR).content.decode()


def page_of(client: Client) -> str:
    return " ".join(client.get("/compare/", YEAR).content.decode().split())
