"""P17: behind PgBouncer in transaction mode, where any client's transaction may run on any other's server connection.

Stock django-tenants served another school's rows in more than half of the reads there. The guard's tests run once more
behind it, and many threads of three schools read and write at once through one and two server connections.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import psycopg
import pytest
from django.db import ProgrammingError, connections
from django_tenants.utils import schema_context

from foundation.access.roles import Role
from schools.journal.models import OutboxRow
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.isolation.layers import LAYERS
from tests.isolation.pooler import pooler
from tests.session_database import SUPERUSER_URL
from tests.tenants import test_guard
from tests.world import World, canary

THREADS, ROUNDS = 9, 40


@pytest.fixture(params=[1, 2], scope="module", ids=["pool of 1", "pool of 2"])
def behind(request: pytest.FixtureRequest, world: World) -> Iterator[int]:
    """The application's alias goes through PgBouncer; the owner's does not."""
    with pooler(request.param) as address:
        connections["default"].close()
        with mock.patch.dict(connections.databases["default"], address):
            yield request.param
            connections["default"].close()


@pytest.mark.parametrize("name", sorted(name for name in vars(test_guard) if name.startswith("test_")))
def test_p17_the_guard_holds_behind_a_transaction_pooler(name: str, behind: int, world: World) -> None:
    """Each of the guard's own tests, whose assertions fail here as they do there, on a connection to the pooler."""
    getattr(test_guard, name)(world)
    with identity_work():
        assert "bouncer-" in connections["default"].connection.info.host


def test_p17_three_schools_at_once_never_see_or_write_one_another(behind: int, world: World) -> None:
    schools = [world.another_school(filled=True) for _ in range(3)]
    wrong: list[str] = []
    backends: set[int] = set()
    start = threading.Barrier(THREADS)

    def visit(number: int) -> None:
        school: School = schools[number % 3]
        start.wait(60)
        try:
            for round_ in range(ROUNDS):
                with school_work(school):
                    OutboxRow.objects.create(topic=canary(school), payload={"n": [number, round_]})
                    seen = set(Pupil.objects.values_list("surname", flat=True))
                    seen |= set(OutboxRow.objects.values_list("topic", flat=True))
                    with connections["default"].cursor() as cursor:
                        cursor.execute("SELECT pg_backend_pid()")
                        backends.add(cursor.fetchone()[0])
                wrong.extend(seen - {canary(school)})
                with identity_work(), connections["default"].cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM memberships_membership")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(visit, range(THREADS)))
    assert wrong == []
    assert len(backends) <= behind, "the pooler did not make the threads share connections"
    with psycopg.connect(SUPERUSER_URL) as superuser:
        for school in schools:
            rows = superuser.execute(
                f"SELECT topic, count(*) FROM {school.schema_name}.journal_outboxrow GROUP BY topic"
            ).fetchall()
            assert rows == [(canary(school), THREADS // 3 * ROUNDS)]


def test_p17_without_the_guard_the_same_pooler_mixes_schools_up(behind: int, world: World) -> None:
    """The control: stock django-tenants, one thread a school, through the same pooler."""
    wrong: list[str] = []
    start = threading.Barrier(3)

    def visit(school: School) -> None:
        start.wait(60)
        try:
            for _ in range(ROUNDS * 3):
                with schema_context(school.schema_name):
                    wrong.extend(set(Pupil.objects.values_list("surname", flat=True)) - {canary(school)})
        except ProgrammingError:
            wrong.append("public")
        finally:
            connections.close_all()

    with LAYERS["scope"](), ThreadPoolExecutor(3) as pool:
        list(pool.map(visit, [world.alder, world.birch, world.cedar]))
    assert wrong != []


def test_p17_pages_are_served_right_behind_a_transaction_pooler(behind: int, world: World) -> None:
    """Sessions, people and work of three hosts in turn, through the whole stack."""
    clients = [
        (school, world.client(world.person(Role.ATTENDANCE_OFFICER, school), school))
        for school in (world.alder, world.birch, world.fern)
    ]
    others = {school: [canary(one).encode() for one in world.schools if one != school] for school, _ in clients}
    for _ in range(3):
        for school, client in clients:
            response = client.get("/pupils/")
            assert response.status_code == 200
            assert canary(school).encode() in response.content
            assert not any(mark in response.content for mark in others[school])
