"""Migrating many schools: who is behind, replay or not, and what becomes of the school that fails, is locked or killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import connections
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.migrations.executor import MigrationExecutor

from foundation.database.router import migrating
from rollcall.__main__ import main
from schools.staff.models import StaffMember
from tenants.trusts import blueprints, migrate
from tenants.trusts.blueprints import OWNER
from tenants.trusts.grants import school_fingerprint
from tenants.trusts.models import School
from tenants.trusts.scopes import school_scope, school_work
from tests.session_database import ROOT, SUPERUSER_URL
from tests.tenants.catalogue import catalogue, differences
from tests.tenants.later_migrations import (
    ADD_FIELD,
    DROP_KEY,
    FAILS_FOR,
    NEW_TABLE,
    PAUSING,
    RUN_PYTHON,
    WRAPPED,
    later,
    write,
)
from tests.world import SINCE, World


@pytest.fixture(scope="module", autouse=True)
def _recorded_once() -> Iterator[None]:
    """What a school is built from is recorded once for each state of the migrations, and not after each test anew."""
    record = blueprints._record
    scripts: dict[str, str] = {}

    def recorded() -> str:
        key = blueprints.migrations_hash()
        if key not in scripts:
            scripts[key] = record()
        return scripts[key]

    with mock.patch.object(blueprints, "_record", recorded):
        yield


@pytest.fixture
def three(world: World) -> list[School]:
    """Three schools with a member of staff each."""
    schools = [world.another_school() for _ in range(3)]
    for school in schools:
        with school_work(school):
            StaffMember.objects.create(
                person_id=world.operator.pk, name=f"Staff of {school.slug}", position="x", starts_on=SINCE
            )
    return schools


def slugs(schools: list[School]) -> list[str]:
    return [school.slug for school in schools]


def go(schools: list[School]) -> tuple[migrate.Outcome, int]:
    """Migrate these schools; what came of it, and how many times Django's own path was taken."""
    taken = []
    by_django = migrate.migrate_current_schema

    def counted() -> Any:
        taken.append(1)
        return by_django()

    with mock.patch.object(migrate, "migrate_current_schema", counted):
        outcome = migrate.migrate_schools(lambda _: None, only=slugs(schools))
    return outcome, len(taken)


def has_column(school: School, column: str, table: str = "staff_staffmember") -> bool:
    with psycopg.connect(SUPERUSER_URL) as superuser:
        found = superuser.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_schema = %s AND table_name = %s AND column_name = %s",
            [school.schema_name, table, column],
        )
        return found.fetchone() is not None


def plan_of(schools: list[School]) -> migrate.Plan:
    with migrating("school"):
        executor = MigrationExecutor(connections[OWNER])
    return migrate.plan_schools(executor, only=slugs(schools))


# --- who is behind, and replay ---------------------------------------------------------------------------------------


def test_nobody_is_behind_and_nothing_is_done(three: list[School]) -> None:
    assert plan_of(three).behind == []
    outcome, by_django = go(three)
    assert (outcome.schools, outcome.migrated, outcome.failed, by_django) == (3, [], {}, 0)


def test_a_new_column_is_worked_out_once_and_replayed(three: list[School], tmp_path: Path) -> None:
    with later(tmp_path, "staff", ADD_FIELD):
        plan = plan_of(three)
        assert list(plan.groups) == [frozenset({("staff", "9999_later")})]
        assert slugs(plan.behind) == slugs(three)
        outcome, by_django = go(three)
        assert (sorted(outcome.migrated), outcome.failed, by_django) == (sorted(slugs(three)), {}, 1)
        assert plan_of(three).behind == []
    first, *others = (catalogue(SUPERUSER_URL, school.schema_name) for school in three)
    for other in others:
        known = differences(first, other)
        assert set(known) <= {"rows of staff_staffmember"}, known
    assert all(has_column(school, "initials") for school in three)


def test_dropping_a_foreign_key_is_replayed_whole(three: list[School], tmp_path: Path) -> None:
    """Django sends "SET CONSTRAINTS ...; ALTER TABLE ... DROP CONSTRAINT" as one statement."""
    with later(tmp_path, "roll", DROP_KEY):
        assert go(three)[1] == 1
    first, *others = (catalogue(SUPERUSER_URL, school.schema_name) for school in three)
    for other in others:
        assert first["constraints"] == other["constraints"]
        assert first["columns"] == other["columns"]
    assert not any("FOREIGN KEY (group_id)" in str(row) for row in first["constraints"] if row[0] == "roll_placement")


@pytest.mark.parametrize("operation", [RUN_PYTHON, WRAPPED], ids=["RunPython", "RunPython within another"])
def test_a_runpython_runs_in_every_school_on_its_own_rows(operation: str, three: list[School], tmp_path: Path) -> None:
    with later(tmp_path, "staff", operation):
        outcome, by_django = go(three)
    assert (len(outcome.migrated), by_django) == (3, 3)
    for school in three:
        with school_work(school):
            assert StaffMember.objects.get().position == f"STAFF OF {school.slug}".upper()


def test_schools_that_lack_different_things_are_told_apart(three: list[School], tmp_path: Path) -> None:
    with later(tmp_path, "staff", ADD_FIELD):
        go(three[:1])
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(
                f"DELETE FROM {three[2].schema_name}.django_migrations WHERE app = 'registers' AND name = '0002_codes'"
            )
            superuser.execute(f"DELETE FROM {three[2].schema_name}.registers_code")
        plan = plan_of(three)
        assert sorted(len(lacking) for lacking in plan.groups) == [1, 2]
        assert go(three)[0].failed == {}
        assert all(has_column(school, "initials") for school in three)


def test_a_school_whose_list_is_empty_lacks_every_migration(three: list[School]) -> None:
    """It is not taken for one without a list, which nothing but a restore can help."""
    empty = three[1]
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        kept = superuser.execute(
            f"DELETE FROM {empty.schema_name}.django_migrations RETURNING app, name, applied"
        ).fetchall()
        try:
            plan = plan_of(three)
        finally:
            superuser.cursor().executemany(
                f"INSERT INTO {empty.schema_name}.django_migrations (app, name, applied) VALUES (%s, %s, %s)", kept
            )
    assert plan.missing == []
    assert plan.groups == {frozenset((app, name) for app, name, _ in kept): [empty]}


def test_which_tables_there_are_is_answered_as_django_does(three: list[School]) -> None:
    """By the search path: of `public`, of one school, and nothing of any other school."""
    connection = connections[OWNER]
    for schema in ("public", str(three[0].schema_name)):
        with blueprints.in_schema(schema) as cursor:
            ours = connection.introspection.get_table_list(cursor)
            theirs = DatabaseIntrospection(connection).get_table_list(cursor)
        assert "django_migrations" in {table.name for table in ours}
        assert sorted(ours) == sorted(theirs)


# --- the school that fails -------------------------------------------------------------------------------------------


def test_a_failure_in_one_school_leaves_it_whole_and_the_others_done(three: list[School], tmp_path: Path) -> None:
    bad = three[1]
    with school_work(bad):
        StaffMember.objects.update(name="Bad")
    before = catalogue(SUPERUSER_URL, bad.schema_name)
    with later(tmp_path, "staff", ADD_FIELD, FAILS_FOR):
        outcome, _ = go(three)
        assert outcome.failed == {bad.slug: "ZeroDivisionError: division by zero"}
        assert sorted(outcome.migrated) == sorted([three[0].slug, three[2].slug])
        assert differences(before, catalogue(SUPERUSER_URL, bad.schema_name)) == {}
        with school_work(bad):
            StaffMember.objects.update(name="Good")
        again, _ = go(three)
        assert (again.migrated, again.failed) == ([bad.slug], {})


def test_a_school_in_use_is_left_for_the_next_run(
    three: list[School], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "200ms")
    with later(tmp_path, "staff", ADD_FIELD):
        with psycopg.connect(SUPERUSER_URL) as superuser:
            superuser.execute(f"SELECT * FROM {three[0].schema_name}.staff_staffmember")
            outcome, _ = go(three)
            assert list(outcome.failed) == [three[0].slug]
            assert "lock timeout" in outcome.failed[three[0].slug]
            assert sorted(outcome.migrated) == sorted(slugs(three[1:]))
        assert not has_column(three[0], "initials")
        assert go(three)[0].migrated == [three[0].slug]


def test_a_school_without_its_schema_is_named_and_stops_nobody(three: list[School], tmp_path: Path) -> None:
    lost = three[0]
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"ALTER SCHEMA {lost.schema_name} RENAME TO mislaid")
    try:
        with later(tmp_path, "staff", ADD_FIELD):
            outcome, _ = go(three)
        assert outcome.failed == {lost.slug: migrate.NO_SCHEMA}
        assert len(outcome.migrated) == 2
    finally:
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(f"ALTER SCHEMA mislaid RENAME TO {lost.schema_name}")


def test_rights_that_changed_without_a_migration_reach_the_schools_that_are_there(three: list[School]) -> None:
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        role = school_scope(three[0]).role
        superuser.execute(f"COMMENT ON SCHEMA {three[0].schema_name} IS 'rollcall grants of long ago'")
        superuser.execute(f'GRANT UPDATE ON {three[0].schema_name}.registers_entry TO "{role}"')
    assert slugs(plan_of(three).rights) == [three[0].slug]
    outcome, by_django = go(three)
    assert (outcome.migrated, by_django) == ([three[0].slug], 0)
    one, two = (catalogue(SUPERUSER_URL, school.schema_name) for school in three[:2])
    assert one["grants"] == two["grants"]
    assert one["schema"] == two["schema"]
    assert school_fingerprint() in str(one["schema"])


@pytest.mark.parametrize(("operation", "left"), [(ADD_FIELD, [True, False, True]), (NEW_TABLE, [False] * 3)])
def test_rights_are_given_again_where_they_differ_and_everywhere_with_a_new_table(
    three: list[School], tmp_path: Path, operation: str, left: list[bool]
) -> None:
    """A right that nobody declared shows which schools were let be."""
    tables = [f"{school.schema_name}.registers_entry" for school in three]
    roles = [school_scope(school).role for school in three]
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        for table, role in zip(tables, roles, strict=True):
            superuser.execute(f'GRANT UPDATE ON {table} TO "{role}"')
        superuser.execute(f"COMMENT ON SCHEMA {three[1].schema_name} IS 'rollcall grants of long ago'")
        with later(tmp_path, "staff", operation):
            assert go(three)[0].failed == {}
            assert plan_of(three).behind == []
        still = [
            superuser.execute("SELECT has_table_privilege(%s, %s, 'UPDATE')", [role, table]).fetchone()[0]
            for table, role in zip(tables, roles, strict=True)
        ]
        for table, role in zip(tables, roles, strict=True):
            superuser.execute(f'REVOKE UPDATE ON {table} FROM "{role}"')
    assert still == left


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_who_is_behind_and_ends_with_status_1(
    three: list[School], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "200ms")
    only = [word for slug in slugs(three) for word in ("--only", slug)]
    with later(tmp_path, "staff", ADD_FIELD):
        assert main(["migrate", "--plan", *only]) == 1
        said = capsys.readouterr().out.splitlines()
        assert said == [f"staff.9999_later: {', '.join(slugs(three))}", "3 schools: 0 up to date, 3 behind"]
        with psycopg.connect(SUPERUSER_URL) as superuser:
            superuser.execute(f"SELECT * FROM {three[2].schema_name}.staff_staffmember")
            assert main(["migrate", *only]) == 1
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith(f"3 schools: 2 up to date, 1 behind ({three[2].slug}: ")
        assert "lock timeout" in last
        assert main(["migrate", *only]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "3 schools: 3 up to date, 0 behind"
        assert main(["migrate", "--plan", *only]) == 0


def test_the_command_refuses_what_it_does_not_know(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--only", "nosuch"]) == 1
    assert "there is no school nosuch" in capsys.readouterr().err


def test_two_runs_at_once_are_refused(three: list[School], capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as other:
        other.execute(f"SELECT pg_advisory_lock({migrate.MIGRATION_LOCK})")
        assert main(["migrate", "--only", three[0].slug]) == 1
        assert "another `rollcall migrate`" in capsys.readouterr().err
        other.execute(f"SELECT pg_advisory_unlock({migrate.MIGRATION_LOCK})")
    assert main(["migrate", "--only", three[0].slug]) == 0


def test_a_run_that_is_killed_leaves_whole_schools_and_is_run_again(three: list[School], tmp_path: Path) -> None:
    """kill -9 in the middle: each school is wholly before or wholly after, and the next run does the rest."""
    name = write(tmp_path, "staff", ADD_FIELD, PAUSING)
    (tmp_path / "later_settings.py").write_text(
        f"from rollcall.settings.test import *\nMIGRATION_MODULES = {{'staff': '{name}'}}\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT), str(ROOT / "platform")])
    environment = os.environ | {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "later_settings"}
    command = [
        sys.executable,
        "-m",
        "rollcall",
        "migrate",
        *(word for slug in slugs(three) for word in ("--only", slug)),
    ]
    slowly = environment | {"PGOPTIONS": "-c tests.pause=2"}
    process = subprocess.Popen(command, env=slowly, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while not has_column(three[0], "initials") and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.wait()
    with psycopg.connect(SUPERUSER_URL) as other:  # the server ends the killed run's last statement before it lets go
        other.execute(f"SELECT pg_advisory_lock({migrate.MIGRATION_LOCK})")
    done = [has_column(school, "initials") for school in three]
    assert done[0], process.stdout.read()
    assert not all(done), "it was killed too late to prove anything"
    for school, is_done in zip(three, done, strict=True):
        with psycopg.connect(SUPERUSER_URL) as superuser:
            (noted,) = superuser.execute(
                f"SELECT count(*) FROM {school.schema_name}.django_migrations WHERE name = '9999_later'"
            ).fetchone()
        assert noted == int(is_done)
    again = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[-1] == "3 schools: 3 up to date, 0 behind"
    assert all(has_column(school, "initials") for school in three)


def test_the_list_of_schools_says_how_each_stands(
    world: World, three: list[School], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schools", "--trust", "southgate"]) == 0
    head, row, trust = capsys.readouterr().out.splitlines()
    assert head.split() == ["school", "name", "phase", "trust", "tables", "open", "effects"]
    assert row.split() == ["fern", "Fern", "Academy", "secondary", "Southgate", "Trust", "up", "to", "date", "0"]
    assert trust.startswith("Southgate Trust itself has open effects: ")
    assert main(["schools", "add", "alder", "--name", "X", "--trust", "northfield", "--authority", "eastshire",
                 "--phase", "primary", "--urn", "123456", "--laestab", "9911234"]) == 1  # fmt: skip
    assert "alder.rollcall.localhost is taken" in capsys.readouterr().err
    assert main(["schools", "add", "new-one", "--name", "New One", "--trust", "nowhere", "--authority", "eastshire",
                 "--phase", "primary", "--urn", "123456", "--laestab", "9911234"]) == 1  # fmt: skip
    assert "there is no trust nowhere (known: " in capsys.readouterr().err
    assert main(["schools", "add", "new-one", "--name", "New One", "--trust", "northfield", "--authority", "eastshire",
                 "--phase", "primary", "--urn", "123456", "--laestab", "9911234"]) == 0  # fmt: skip
    assert capsys.readouterr().out.strip() == "New One is made; its address is http://new-one.rollcall.localhost/."
