"""Making a school: equal to one built by migrations, whole or absent, and once."""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from foundation.audit.actors import Actor
from foundation.database.router import migrating
from schools.roll.models import Pupil
from tenants.journal.models import AuditLine
from tenants.trusts import blueprints, provisioning
from tenants.trusts.blueprints import OWNER
from tenants.trusts.grants import create_role, grant_school
from tenants.trusts.models import Blueprint, Host, School
from tenants.trusts.scopes import school_scope, school_work, trust_work
from tests.session_database import SUPERUSER_URL
from tests.tenants.catalogue import catalogue, differences
from tests.world import World


def asked(world: World, slug: str, /, **other: Any) -> dict[str, Any]:
    """What a request for a school says."""
    number = 700000 + crc32(slug.encode()) % 90000  # the same in every process, and apart for the slugs used here
    return {
        "trust": world.northfield,
        "authority": world.eastshire,
        "name": slug.title(),
        "slug": slug,
        "phase": "primary",
        "urn": str(number),
        "laestab": f"9{number}",
        "theme": "edge-1",
    } | other


def seen_from_outside() -> dict[str, set[Any]]:
    """All that provisioning could leave behind anywhere."""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        return {
            what: set(superuser.execute(text).fetchall())
            for what, text in {
                "schemas": "SELECT nspname FROM pg_namespace",
                "roles": "SELECT rolname FROM pg_roles WHERE starts_with(rolname, current_database())",
                "members": "SELECT roleid, member FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
                " WHERE starts_with(rolname, current_database())",
                "schools": "SELECT id, slug FROM trusts_school",
                "trusts": "SELECT id, slug FROM trusts_trust",
                "hosts": "SELECT domain FROM trusts_host",
                "audit": "SELECT id, act FROM trust_journal_auditline",
                "promised": "SELECT id FROM trust_journal_outboxrow",
                "tables": "SELECT oid FROM pg_class WHERE relkind IN ('r', 'S', 'i')"
                " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)",
            }.items()
        }


# --- replayed equals migrated ----------------------------------------------------------------------------------------


@pytest.fixture
def migrated(world: World) -> Iterator[str]:
    """A schema built by Django's own running of every migration in it, with the rights of a school."""
    schema = f"s_{uuid.uuid4().hex}"
    role = school_scope(School(schema_name=schema)).role
    provisioning.run(create_role(role))
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
    with blueprints.in_schema(schema), migrating("school"):
        executor = MigrationExecutor(connections[OWNER])
        executor.migrate(blueprints.leaves(executor, settings.TENANT_APPS))
    provisioning.run(grant_school(schema, role))
    yield schema
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP SCHEMA {schema} CASCADE")
        superuser.execute(f'DROP ROLE "{role}"')


def test_a_replayed_school_equals_a_migrated_one(world: World, migrated: str) -> None:
    replayed = catalogue(SUPERUSER_URL, world.another_school().schema_name)
    built = catalogue(SUPERUSER_URL, migrated)
    assert differences(built, replayed) == {}
    assert len(built["columns"]) > 100
    assert all(
        built[kind] for kind in ("constraints", "indexes", "sequences", "grants", "role", "rows of registers_code")
    )


ALTERATIONS = {
    "columns": "ALTER TABLE roll_pupil ALTER COLUMN upn TYPE varchar(14)",
    "a default": "ALTER TABLE roll_pupil ALTER COLUMN created_at DROP DEFAULT",
    "a constraint": "ALTER TABLE roll_admission DROP CONSTRAINT admission_order",
    "an index": "DROP INDEX mark_day",
    "a sequence": "SELECT nextval('roll_pupil_key')",
    "a right": "GRANT UPDATE ON registers_entry TO {role}",
    "a right taken away": "REVOKE INSERT ON registers_entry FROM {role}",
    "a right for everybody": "GRANT SELECT ON roll_pupil TO PUBLIC",
    "a right on a column": "GRANT UPDATE (new_code) ON registers_markversion TO {role}",
    "an owner": "ALTER TABLE roll_flag OWNER TO postgres",
    "a policy": "CREATE POLICY p ON roll_flag USING (true)",
    "row security": "ALTER TABLE roll_flag DISABLE ROW LEVEL SECURITY",
    "a row": "DELETE FROM registers_code WHERE code = 'N'",
    "a row changed": "UPDATE registers_code SET mark_class = 'present' WHERE code = 'N'",
    "a migration": "DELETE FROM django_migrations WHERE app = 'roll'",
    "a table": "CREATE TABLE extra (x int)",
    "a trigger": "CREATE TRIGGER t BEFORE UPDATE ON roll_flag FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "the role": "ALTER ROLE {role} INHERIT",
}


@pytest.fixture(scope="module")
def untouched(world: World) -> School:
    return world.another_school()


@pytest.mark.parametrize("what", ALTERATIONS)
def test_the_comparison_bites(what: str, world: World, untouched: School) -> None:
    """The control: one thing altered in one of two equal schools is seen."""
    school, other = world.another_school(), untouched
    role = f'"{school_scope(school).role}"'
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"SET search_path = {school.schema_name}")
        superuser.execute(ALTERATIONS[what].format(role=role))
    try:
        one, two = (catalogue(SUPERUSER_URL, row.schema_name) for row in (school, other))
        assert differences(one, two) != {}
    finally:  # other tests look at every school
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(f"DROP SCHEMA {school.schema_name} CASCADE")
            superuser.execute("DELETE FROM trusts_host WHERE school_id = %s", [school.pk])
            superuser.execute("DELETE FROM trusts_school WHERE id = %s", [school.pk])
            superuser.execute(f"DROP ROLE {role}")


def test_the_blueprint_is_recorded_once_and_kept_by_hash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.another_school()
    (kept,) = Blueprint.objects.using(OWNER).all()
    assert kept.pk == blueprints.migrations_hash()
    monkeypatch.setattr(blueprints, "_record", lambda: pytest.fail("recorded again"))
    assert blueprints.blueprint() == kept.statements
    assert "s_blueprint" not in kept.statements, "the script names a schema"


def test_recording_leaves_nothing(world: World) -> None:
    before = seen_from_outside()
    Blueprint.objects.using(OWNER).all().delete()
    blueprints.blueprint()
    assert seen_from_outside() == before


# --- whole or absent -------------------------------------------------------------------------------------------------


class Failpoint(Exception):
    """Planted."""


class FailsAt:
    """An execute wrapper that fails instead of, or just after, the n-th statement that reaches the server."""

    def __init__(self, number: int, *, after: bool) -> None:
        self.number, self.after, self.seen = number, after, 0

    def __call__(
        self, execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.seen += 1
        if self.seen != self.number:
            return execute(query, params, many, context)
        if self.after:
            execute(query, params, many, context)
        raise Failpoint


@pytest.mark.parametrize("after", [False, True], ids=["instead", "after"])
def test_a_failure_at_any_statement_leaves_nothing(after: bool, world: World) -> None:
    world.another_school()  # the blueprint is recorded
    before, steps = seen_from_outside(), 0
    for number in range(1, 100):
        point = FailsAt(number, after=after)
        slug = f"fail{after}{number}".lower()
        try:
            with connections[OWNER].execute_wrapper(point):
                school = provisioning.provision(**asked(world, slug))
        except Failpoint:
            steps += 1
            assert seen_from_outside() == before, f"statement {number} left something behind"
            continue
        with school_work(school):
            assert not Pupil.objects.exists()
        break
    assert steps >= 10


def test_a_failure_within_the_script_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script is one trip of many statements; each of them fails once."""
    statements = blueprints.blueprint().split(";\n")
    before = seen_from_outside()
    for number in range(0, len(statements), max(1, len(statements) // 25)):
        broken = ";\n".join([*statements[:number], "SELECT 1/0", *statements[number:]])
        monkeypatch.setattr(provisioning, "blueprint", lambda broken=broken: broken)
        with pytest.raises(Exception, match="division by zero"):
            provisioning.provision(**asked(world, "midscript"))
        assert seen_from_outside() == before


def test_a_connection_lost_midway_leaves_nothing(world: World) -> None:
    world.another_school()
    before = seen_from_outside()

    def lose(execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(query, params, many, context)
        if "CREATE SCHEMA" in str(query if isinstance(query, str) else query.as_string(None)):
            pid = context["connection"].connection.info.backend_pid
            with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
                superuser.execute("SELECT pg_terminate_backend(%s)", [pid])
        return answer

    with connections[OWNER].execute_wrapper(lose), pytest.raises(Exception, match=r"terminat|closed|lost"):
        provisioning.provision(**asked(world, "lostline"))
    connections[OWNER].close()
    assert seen_from_outside() == before


# --- once ------------------------------------------------------------------------------------------------------------


def test_two_at_once_for_the_same_address_make_exactly_one(world: World) -> None:
    world.another_school()
    for attempt in range(5):
        slug = f"wanted{attempt}"
        start, made, refused = threading.Barrier(2), [], []

        def go(number: int, slug: str, start: threading.Barrier, made: list[School], refused: list[Any]) -> None:
            wanted = asked(world, slug, urn=f"60{number}{slug[-1]}00", laestab=f"960{number}{slug[-1]}00")
            start.wait(60)
            try:
                made.append(provisioning.provision(**wanted))
            except ValidationError as error:
                refused.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go, args=[number, slug, start, made, refused]) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(made), len(refused)) == (1, 1)
        assert "slug" in refused[0].message_dict
        assert School.objects.using(OWNER).filter(slug=slug).count() == 1
        assert Host.objects.using(OWNER).filter(domain=provisioning.host_name(slug)).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "alder"}, "slug"),
        ({"slug": "id"}, "slug"),
        ({"slug": "northfield"}, "slug"),
        ({"slug": "Alder"}, "slug"),
        ({"slug": "a; DROP SCHEMA public"}, "slug"),
        ({"slug": 'x"y'}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "-x-"}, "slug"),
        ({"slug": "x.y.z"}, "slug"),
        ({"slug": "café"}, "slug"),
        ({"slug": "longer-than-thirty-one-characters"}, "slug"),
        ({"urn": "900001"}, "urn"),
        ({"laestab": "9914001"}, "laestab"),
        ({"phase": "sixth"}, "phase"),
    ],
)
def test_p21_what_is_taken_or_ill_formed_is_refused_by_field(wrong: dict[str, str], field: str, world: World) -> None:
    before = seen_from_outside()
    with pytest.raises(ValidationError) as refused:
        provisioning.provision(**asked(world, "goodslug", **wrong))
    assert field in refused.value.message_dict
    assert seen_from_outside() == before


def test_a_schools_making_stands_in_its_trusts_journal_alone(world: World) -> None:
    by = Actor(uuid.uuid4(), "Priya Operator")
    school = provisioning.provision(**asked(world, "noted", by=by))
    with trust_work(world.northfield):
        line = AuditLine.objects.get(about_id=str(school.pk))
        assert (line.act, line.person_id, line.trust_id) == ("school_made", by.person_id, world.northfield.pk)
    with trust_work(world.southgate):
        assert not AuditLine.objects.filter(about_id=str(school.pk)).exists()
