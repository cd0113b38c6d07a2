"""The pitfalls of schema tenancy, each by its number: threads, querysets, rows, raw SQL, caches, sessions, tasks."""

import asyncio
import contextlib
import datetime as dt
import gc
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import psycopg
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.cache import cache, caches
from django.core.cache.utils import make_template_fragment_key
from django.db import DatabaseError, ProgrammingError, connections, transaction
from django.db.models import Q
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.access.roles import Role
from foundation.database.errors import LastingStatement, NoScope, ScopeConflict, WrongPlace
from foundation.database.scope import ALIAS, Scope, current_scope, role_name, work
from foundation.jobs.tasks import SchoolTaskError, school_task
from schools.journal.models import OutboxRow
from schools.roll.models import Admission, Placement, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_scope, school_work, trust_work
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import PUPILS, World, canary, host_of, signed_in

PRODUCT = [
    file
    for folder in ("platform", "tenants", "schools", "trust_reporting", "integrations")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in file.parts and "node_modules" not in file.parts
]


@pytest.fixture(scope="module")
def pair(world: World) -> tuple[School, School]:
    """Two schools to write in, with the same keys in both."""
    one, two = world.another_school(filled=True), world.another_school(filled=True)
    for school in (one, two):
        with school_work(school):
            OutboxRow.objects.create(topic=canary(school), done_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    return one, two


def topic_of(school: School) -> str:
    with school_work(school):
        return OutboxRow.objects.get().topic


# --- P1 and P5: threads, executors, coroutines -----------------------------------------------------------------------


def test_p1_threads_and_executors_start_with_no_place(world: World) -> None:
    def read() -> str:
        try:
            return str(Pupil.objects.count())
        except NoScope:
            return "refused"
        finally:
            connections.close_all()

    with school_work(world.alder), ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda _: read(), range(6))) == ["refused"] * 6


def test_p1_threads_that_name_their_school_read_it_alone(world: World) -> None:
    def read(school: School) -> set[str]:
        try:
            with school_work(school):
                return set(Pupil.objects.values_list("surname", flat=True))
        finally:
            connections.close_all()

    with school_work(world.fern), ThreadPoolExecutor(4) as pool:
        schools = world.schools * 8
        assert list(pool.map(read, schools)) == [{canary(school)} for school in schools]


def test_p1_a_transaction_cannot_be_used_by_another_thread(world: World) -> None:
    failures: list[Exception] = []

    def use(connection: object) -> None:
        try:
            connection.cursor()
        except NoScope as error:
            failures.append(error)

    with school_work(world.alder):
        thread = threading.Thread(target=use, args=[connections[ALIAS]])
        thread.start()
        thread.join()
    assert len(failures) == 1


def test_p5_a_coroutine_does_not_borrow_the_place_of_another_on_its_thread(world: World) -> None:
    """Coroutines share one thread for database calls, so one connection: only the opener may use its transaction."""
    seen: list[str] = []

    async def hold(opened: asyncio.Event, done: asyncio.Event) -> None:
        transaction = school_work(world.alder)
        await sync_to_async(transaction.__enter__)()
        opened.set()
        await done.wait()
        assert await sync_to_async(Pupil.objects.count)() == PUPILS
        await sync_to_async(transaction.__exit__)(None, None, None)

    async def borrow(opened: asyncio.Event, done: asyncio.Event) -> None:
        await opened.wait()
        for act in (Pupil.objects.count, lambda: school_work(world.alder).__enter__()):
            try:
                await sync_to_async(act)()
            except (NoScope, ScopeConflict) as error:
                seen.append(type(error).__name__)
        done.set()

    async def both() -> None:
        opened, done = asyncio.Event(), asyncio.Event()
        await asyncio.gather(hold(opened, done), borrow(opened, done))

    async_to_sync(both)()
    assert seen == ["NoScope", "ScopeConflict"]
    assert current_scope() is None


def test_p5_no_school_code_is_async() -> None:
    found = [
        str(file.relative_to(ROOT)) for file in PRODUCT if re.search(r"^\s*async def ", file.read_text(), re.MULTILINE)
    ]
    assert found == []


# --- P2: schemas that do not exist -----------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(key=st.uuids())
def test_p2_a_school_that_does_not_exist_raises_and_writes_nothing(world: World, key: uuid.UUID) -> None:
    with pytest.raises(DatabaseError), school_work(School(schema_name=f"s_{key.hex}")):
        Pupil.objects.count()
    assert connections[ALIAS].connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_p2_a_schema_that_was_dropped_under_its_role_raises(world: World) -> None:
    school = world.another_school()
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP SCHEMA {school.schema_name} CASCADE")
    try:
        with pytest.raises(ProgrammingError), school_work(school):
            Pupil.objects.create(surname="A", forename="B", sort_name="a b", birth=dt.date(2013, 1, 1), sex="F")
    finally:  # other tests count schools
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute("DELETE FROM trusts_host WHERE school_id = %s", [school.pk])
            superuser.execute("DELETE FROM trusts_school WHERE id = %s", [school.pk])


# --- P3: lazy querysets, iterators, subqueries -----------------------------------------------------------------------


def test_p3_a_half_read_iterator_does_not_go_on_in_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.iterator(chunk_size=2)
        assert next(rows).surname == canary(one)
    with school_work(two), pytest.raises((WrongPlace, DatabaseError)):
        list(rows)


def test_p3_rows_buffered_from_a_are_not_handed_out_in_b(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.values_list("surname").iterator(chunk_size=2000)
        next(rows)
    with school_work(two), pytest.raises(WrongPlace):
        next(rows)


def test_p3_fetched_rows_may_be_read_outside_but_not_in_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.all()
        assert len(rows) == PUPILS
    assert len(list(rows)) == PUPILS
    with school_work(two), pytest.raises(WrongPlace):
        list(rows)


def test_p3_querysets_and_rows_of_a_are_no_values_in_b(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        pupils, pupil = Pupil.objects.filter(sex="F"), Pupil.objects.order_by("key")[0]
    with school_work(two):
        for ask in (
            lambda: Placement.objects.filter(pupil__in=pupils).count(),
            lambda: Placement.objects.filter(pupil=pupil).count(),
            lambda: Placement.objects.exclude(Q(year_group="9") | Q(pupil=pupil)).count(),
            lambda: Placement.objects.filter(pupil__in=[pupil]).count(),
            lambda: Placement.objects.update(pupil=pupil),
            lambda: Pupil.objects.raw("SELECT * FROM roll_pupil"),
        ):
            with pytest.raises((WrongPlace, NotImplementedError)):
                ask()


# --- P3b: rows written elsewhere -------------------------------------------------------------------------------------


def test_p3b_no_way_of_writing_takes_a_row_of_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        row = OutboxRow.objects.get()
        pupil = Pupil.objects.order_by("key")[0]
    row.topic = "overwritten"
    fresh = Admission(pupil=pupil, starts_on=dt.date(2026, 9, 2))
    with school_work(two):
        for act in (
            row.save,
            lambda: OutboxRow.objects.bulk_update([row], ["topic"]),
            lambda: OutboxRow.objects.bulk_create(
                [row], update_conflicts=True, update_fields=["topic"], unique_fields=["id"]
            ),
            fresh.save,
            lambda: Admission.objects.bulk_create([fresh]),
        ):
            with pytest.raises(WrongPlace):
                act()
    assert (topic_of(one), topic_of(two)) == (canary(one), canary(two))


def test_p3b_rows_made_in_bulk_belong_where_they_were_made(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        (row,) = OutboxRow.objects.bulk_create([OutboxRow(topic="bulk")])
    try:
        with school_work(two), pytest.raises(WrongPlace):
            row.save()
    finally:
        with school_work(one):
            row.delete()


# --- P4, P13: other schemas and missing tables -----------------------------------------------------------------------


def test_p4_raw_sql_reaches_no_other_schema(pair: tuple[School, School]) -> None:
    one, two = pair
    for statement in (
        f"SELECT * FROM {two.schema_name}.roll_pupil",
        f"INSERT INTO {two.schema_name}.journal_outboxrow (topic, payload, attempts) VALUES ('x', '{{}}', 0)",
        "SELECT * FROM public.accounts_person",
        "SELECT * FROM public.accounts_session",
        "SELECT * FROM public.trusts_school",
        f"CREATE TABLE {one.schema_name}.mine (x int)",
        "CREATE TABLE public.mine (x int)",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), school_work(one):
            connections[ALIAS].cursor().execute(statement)


def test_p4_no_product_sql_names_a_schema() -> None:
    """Only the tenancy itself may write a schema's name into SQL."""
    named = re.compile(r"\b(?:FROM|INTO|JOIN|UPDATE|TABLE)\s+(?:public|\{schema\w*\}|s_[0-9a-f]{6,})\.", re.IGNORECASE)
    found = [str(f.relative_to(ROOT)) for f in PRODUCT if "trusts" not in f.parts and named.search(f.read_text())]
    assert found == []


def test_p13_a_table_missing_in_a_school_is_not_found_in_public(world: World) -> None:
    school = world.another_school()
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"ALTER TABLE {school.schema_name}.journal_outboxrow RENAME TO moved")
        superuser.execute("CREATE TABLE public.journal_outboxrow (id bigint, topic text)")
        superuser.execute("GRANT ALL ON public.journal_outboxrow TO PUBLIC")
    try:
        with pytest.raises(ProgrammingError, match="does not exist"), school_work(school):
            OutboxRow.objects.count()
    finally:
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute("DROP TABLE public.journal_outboxrow")
            superuser.execute(f"ALTER TABLE {school.schema_name}.moved RENAME TO journal_outboxrow")


# --- P6, P7: caches and what a process remembers ---------------------------------------------------------------------


def test_p6_the_default_cache_is_each_places_own_and_refuses_none(world: World) -> None:
    with school_work(world.alder):
        cache.set("k", "alder")
    with school_work(world.birch):
        assert cache.get("k") is None
        cache.set("k", "birch")
    with trust_work(world.northfield):
        assert cache.get("k") is None
    with school_work(world.alder):
        assert cache.get("k") == "alder"
    for ask in (lambda: cache.get("k"), lambda: cache.set("k", 1), lambda: cache.get_many(["k"])):
        with pytest.raises(NoScope):
            ask()


def test_p6_the_platform_cache_is_used_by_identity_alone() -> None:
    users = {str(file.relative_to(ROOT)) for file in PRODUCT if re.search(r"caches\[.platform.\]", file.read_text())}
    assert {user for user in users if not user.startswith(("platform/foundation/accounts", "tenants/"))} == set()
    assert caches["platform"].key_prefix == "platform"


def test_p7_a_template_fragment_is_cached_for_its_school_alone(world: World) -> None:
    template = Template("{% load cache %}{% cache 60 whose %}{{ name }}{% endcache %}")
    for school in (world.alder, world.birch, world.alder):
        with school_work(school):
            assert template.render(Context({"name": school.name})) == school.name
            assert make_template_fragment_key("whose")
    with pytest.raises(NoScope):
        template.render(Context({"name": "nobody"}))


#: Memoised outside `rules/`, and why that is no school's data.
MEMOISED = {"schools/registers/queries/marks.py": "expressions over the law's table of codes"}


def test_p7_nothing_about_schools_is_remembered_by_a_process() -> None:
    """No memoised functions over school data: `rules/` is pure, and the rest asks the database."""
    found = {
        str(file.relative_to(ROOT))
        for file in PRODUCT
        if file.relative_to(ROOT).parts[0] in ("schools", "trust_reporting", "integrations")
        and "rules" not in file.parts
        and re.search(r"@(?:functools\.)?(?:lru_cache|cache)\b", file.read_text())
    }
    assert found == set(MEMOISED)


# --- P8: sessions ----------------------------------------------------------------------------------------------------


def test_p8_a_session_counts_on_its_own_host_alone(world: World) -> None:
    """Replayed at every other host, the cookie is a stranger's, even for somebody who works at both schools."""
    person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
    hosts = [host_of(place) for place in (*world.schools, world.northfield, world.southgate, world.eastshire)]
    cookie = signed_in(person, hosts[0]).cookies["__Host-session"].value
    from foundation.accounts.sessions import SessionStore

    with identity_work():
        assert SessionStore(cookie, host=hosts[0]).load() != {}
        for host in hosts[1:]:
            assert SessionStore(cookie, host=host).load() == {}


# --- P9: tasks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["public", "", "alder", str(uuid.UUID(int=0)), "s_" + "0" * 32])
def test_p9_a_task_without_a_real_school_is_refused(world: World, key: str) -> None:
    ran: list[object] = []
    task = school_task(name=f"test.p9.{key or 'empty'}")(ran.append)
    with pytest.raises(SchoolTaskError):
        task(key)
    with pytest.raises(TypeError):
        task()
    assert ran == []


def test_p9_tasks_run_one_after_another_each_in_its_own_school(world: World) -> None:
    seen: list[set[str]] = []

    def read(school: School) -> None:
        with pytest.raises(NoScope):
            Pupil.objects.count()
        with school_work(school):
            seen.append(set(Pupil.objects.values_list("surname", flat=True)))

    task = school_task(name="test.p9.read")(read)
    order = [world.alder, world.birch, world.alder, world.fern]
    for school in order:
        task(str(school.pk))
    assert seen == [{canary(school)} for school in order]
    with school_work(world.alder), pytest.raises(SchoolTaskError):
        task(str(world.birch.pk))


# --- P10, P11, P14, P18: what a transaction leaves on its connection -------------------------------------------------


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
    from foundation.database.backend.base import DatabaseWrapper

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
    assert topic_of(one) == canary(one)


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


# --- P21: names as SQL -----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_p21_names_are_quoted_whatever_they_hold(world: World, name: str) -> None:
    """A role or schema name is never SQL: the begin statement fails on it or names exactly it."""
    with pytest.raises(DatabaseError), work(Scope("school", name, name, name)):
        Pupil.objects.count()
    with school_work(world.alder):
        assert Pupil.objects.count() == PUPILS


@pytest.mark.parametrize(
    "schema", ["public", "s_1", "S_" + "0" * 32, "s_" + "0" * 32 + "\n", 's_"; DROP SCHEMA public']
)
def test_p21_the_database_refuses_any_other_form_of_schema_name(world: World, schema: str) -> None:
    with psycopg.connect(SUPERUSER_URL) as superuser, pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("UPDATE trusts_school SET schema_name = %s WHERE slug = 'alder'", [schema])
