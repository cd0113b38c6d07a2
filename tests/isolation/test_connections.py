"""Pitfalls P10, P11, P14 and P18 of schema tenancy: what a transaction leaves on its connection, and when it fails."""

import contextlib
import gc
from unittest import mock

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connections, transaction

from foundation.database.backend.base import DatabaseWrapper
from foundation.database.errors import LastingStatement, NoScope
from foundation.database.scope import ALIAS, role_name, work
from schools.journal.models import OutboxRow
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_scope, school_work
from tests.world import PUPILS, World, canary


def server_says() -> tuple[str, str]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        return cursor.fetchone()


def test_p10_place_survives_savepoints_and_their_rollback(world: World) -> None:
    for school in (world.alder, world.birch):
        with school_work(school):
            here = server_says()
            assert here == (role_name(school.schema_name), school.schema_name)
            with pytest.raises(DatabaseError), transaction.atomic(using=ALIAS):
                connections[ALIAS].cursor().execute("SELECT 1/0")
            assert server_says() == here
            with transaction.atomic(using=ALIAS):
                transaction.set_rollback(True, using=ALIAS)
            assert server_says() == here
            assert Pupil.objects.filter(surname=canary(school)).count() == PUPILS


@pytest.mark.parametrize("broken", [b"SET LOCAL ROLE", b"SET LOCAL search_path", b"SET LOCAL statement_timeout"])
def test_p11_a_failed_set_ends_the_work_before_it_began(world: World, broken: bytes) -> None:
    begin = DatabaseWrapper._begin_statement

    def fails(self: DatabaseWrapper) -> bytes:
        return begin(self).replace(broken, b"SET LOCAL no_such_thing.at_all !!")

    with (
        mock.patch.object(DatabaseWrapper, "_begin_statement", fails),
        pytest.raises(DatabaseError),
        school_work(world.alder),
    ):
        pytest.fail("work began without its place")
    with pytest.raises(NoScope):
        Pupil.objects.count()
    with school_work(world.birch):
        assert set(Pupil.objects.values_list("surname", flat=True)) == {canary(world.birch)}


def test_p11_a_swallowed_failure_is_not_committed_as_success(pair: tuple[School, School]) -> None:
    one, _ = pair
    with pytest.raises(transaction.TransactionManagementError), school_work(one):
        OutboxRow.objects.create(topic="acknowledged")
        with contextlib.suppress(DatabaseError):
            connections[ALIAS].cursor().execute("SELECT 1/0")
    with school_work(one):
        assert OutboxRow.objects.get().topic == canary(one)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE leaving AS SELECT 1",
        "SET search_path = public",
        "SET LOCAL search_path = public",
        "SET ROLE NONE",
        "RESET ROLE",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SELECT set_config('app.trust', 'x', false)",
        "PREPARE later AS SELECT 1",
        "DECLARE kept CURSOR WITH HOLD FOR SELECT 1",
        "LISTEN marks",
        "SELECT 1; NOTIFY marks",
        "SELECT pg_notify('marks', 'x')",
        "SELECT pg_advisory_lock(1)",
        "SELECT PG_Try_Advisory_Lock_Shared (1)",
        "SELECT 1; SELECT Set_Config ('app.trust', 'x', true)",
        "COMMIT",
        "select 1 ; commit ; select 2",
    ],
)
def test_p14_nothing_is_left_on_the_connection(world: World, statement: str) -> None:
    with pytest.raises((LastingStatement, ProgrammingError)), school_work(world.alder):
        connections[ALIAS].cursor().execute(statement)
    with school_work(world.birch):
        assert server_says() == (role_name(world.birch.schema_name), world.birch.schema_name)


def test_p14_an_abandoned_iterator_does_not_fail_the_next_transaction(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.iterator(chunk_size=1)
        next(rows)
    with school_work(two):
        del rows
        gc.collect()
        assert Pupil.objects.filter(surname=canary(two)).count() == PUPILS


def test_p14_server_side_cursors_end_with_their_transaction(world: World) -> None:
    with school_work(world.alder):
        rows = Pupil.objects.iterator(chunk_size=1)
        next(rows)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT bool_or(is_holdable) FROM pg_cursors WHERE name LIKE %s", ["_django%"])
            assert cursor.fetchone() == (False,)
    raw = connections[ALIAS].connection
    assert raw.execute("SELECT count(*) FROM pg_cursors").fetchone() == (0,)


@pytest.fixture
def idle() -> psycopg.Connection:
    with identity_work():
        pass
    return connections[ALIAS].connection


def test_p18_after_work_the_connection_is_its_weak_login_again(world: World, idle: psycopg.Connection) -> None:
    before = idle.execute("SELECT current_user, current_setting('search_path')").fetchone()
    for scope in (school_scope(world.alder), school_scope(world.birch)):
        for failing in (False, True):
            try:
                with work(scope):
                    Pupil.objects.count()
                    if failing:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass
            assert idle.execute("SELECT current_user, current_setting('search_path')").fetchone() == before
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                idle.execute(f"SELECT * FROM {world.alder.schema_name}.roll_pupil")


def test_p18_after_an_escape_from_the_transaction_nothing_can_be_read(world: World) -> None:
    """Whoever ends the transaction under our feet is left with the login, which may do nothing."""
    refused = pytest.raises(ProgrammingError, match=r"does not exist|permission denied")
    with refused, school_work(world.alder):
        connections[ALIAS].connection.execute("ROLLBACK")
        Pupil.objects.count()
