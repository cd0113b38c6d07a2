"""Adding a school, and migrating many of them, each beside what else could be done with the same database."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tenants.trusts import blueprints, migrate
from tenants.trusts.blueprints import OWNER
from tenants.trusts.models import School
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.session_database import ROOT, SUPERUSER_URL
from tests.tenants.catalogue import catalogue
from tests.tenants.later_migrations import ADD_FIELD, write
from tests.world import World

SCHOOLS = 30
#: django-tenants takes long enough: this many schools are migrated by it, and multiplied.
SAMPLE = 2


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    row = connections.databases[OWNER]
    url = make_conninfo(
        "", dbname=row["NAME"], user=row["USER"], password=row["PASSWORD"], host=row["HOST"], port=row["PORT"]
    )
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def test_adding_a_school(world: World, owner: psycopg.Connection, bench: Bench) -> None:
    script = blueprints.blueprint()
    made: list[str] = []

    def replay() -> str:
        schema = f"s_{uuid.uuid4().hex}"
        made.append(schema)
        owner.execute(f"BEGIN; CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}; {script}; COMMIT")
        return schema

    def migrated() -> str:
        schema = f"s_{uuid.uuid4().hex}"
        made.append(schema)
        owner.execute(f"CREATE SCHEMA {schema}")
        with blueprints.in_schema(schema):
            blueprints.migrate_current_schema()
        return schema

    tables = len(catalogue(SUPERUSER_URL, replay())["owners and kinds"])

    def same(schema: str) -> str:
        return exactly(tables, "tables, indexes and sequences")(
            len(catalogue(SUPERUSER_URL, schema)["owners and kinds"])
        )

    ours = Act("provision", lambda: str(world.another_school().schema_name), right=same)
    raw = Act("replay of its script", replay, right=same)
    slow = Act("running the migrations", migrated, right=same)
    bench.turns("Adding a school", ours, raw, slow, rounds=5, warm=1)
    bench.line("a school beside raw replay of its script", ours, raw, aim=1.5, note="with rows, role, rights")
    bench.line("a school beside running the migrations", ours, slow)
    for schema in made:
        owner.execute(f"DROP SCHEMA {schema} CASCADE")


def as_many(world: World, count: int) -> list[School]:
    """So many schools, with those that are there."""
    there = len(School.objects.using(OWNER).all())
    for _ in range(max(0, count - there)):
        world.another_school()
    return list(School.objects.using(OWNER).order_by("created_at"))


def command(*words: str, later: str = "", folder: Path = ROOT) -> str:
    """The last line of `rollcall`, run from nothing."""
    paths = os.pathsep.join([str(folder), str(ROOT), str(ROOT / "platform")])
    environment = os.environ | {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "rollcall.settings.test"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed product is compiled
    if later:
        (folder / "later_settings.py").write_text(
            f"from rollcall.settings.test import *\nMIGRATION_MODULES = {{'staff': '{later}'}}\n"
        )
        environment["DJANGO_SETTINGS_MODULE"] = "later_settings"
    ran = subprocess.run(
        [sys.executable, "-m", "rollcall", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1]


def by_library(schools: list[School], *, later: str = "", folder: Path = ROOT) -> list[float]:
    """Milliseconds that django-tenants' `migrate_schemas` takes for each of these schools, without its start."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT), str(ROOT / "platform")]),
        "STACK_URL": SUPERUSER_URL,
        "LATER": later,
    }
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.benchmarks.stacks.migrate_schemas",
            *(str(school.schema_name) for school in schools),
        ],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [float(row) * 1000 for row in ran.stdout.split()]


def has_initials(schools: list[School]) -> int:
    with psycopg.connect(SUPERUSER_URL) as superuser:
        found = superuser.execute(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = 'initials' AND table_schema = ANY(%s)",
            [[school.schema_name for school in schools]],
        )
        return int(found.fetchone()[0])


def undo(owner: psycopg.Connection, schools: list[School]) -> None:
    """Nobody has the later migration, nor the column beside it."""
    for school in schools:
        schema = sql.Identifier(str(school.schema_name))
        owner.execute(
            sql.SQL(
                "ALTER TABLE {0}.staff_staffmember DROP COLUMN IF EXISTS initials, DROP COLUMN IF EXISTS one_more;"
                " DELETE FROM {0}.django_migrations WHERE name = '9999_later'"
            ).format(schema)
        )


def migrating(bench: Bench, owner: psycopg.Connection, many: list[School], folder: Path) -> None:
    """Nothing to do, one AddField, and who is behind, for all of these schools."""
    count, sample = len(many), many[:SAMPLE]
    up_to_date = exactly(f"{count} schools: {count} up to date, 0 behind", f"{count} up to date")
    command("migrate")
    idle = Act("ours", lambda: command("migrate"), right=up_to_date, each=count)
    theirs_idle = Act(
        "django-tenants", lambda: by_library(sample), right=lambda took: exactly(SAMPLE, "schools")(len(took)),
        times=lambda took: took,
    )  # fmt: skip
    bench.turns(f"{count} schools with nothing to do, by school", idle, theirs_idle, rounds=5, warm=1)
    whole = f"{bench.of(idle).median * count / 1000:.1f} s for all, aim 2 s"
    bench.line(f"nothing to do, {count} schools, beside the library", idle, theirs_idle, note=whole)

    later = write(folder, "staff", ADD_FIELD)
    place = {"later": later, "folder": folder}

    def bare() -> int:
        for school in many:
            table = sql.Identifier(str(school.schema_name), "staff_staffmember")
            owner.execute(sql.SQL("ALTER TABLE {} ADD COLUMN one_more varchar(5) DEFAULT '?' NOT NULL").format(table))
        return len(many)

    def everybody_has_it(last: str) -> str:
        up_to_date(last)
        return exactly(count, "schools with the column")(has_initials(many))

    first = partial(undo, owner, many)
    ours = Act("ours", lambda: command("migrate", **place), right=everybody_has_it, before=first, each=count)
    theirs = Act(
        "django-tenants", lambda: by_library(sample, **place), before=first, times=lambda took: took,
        right=lambda _: exactly(SAMPLE, "schools with the column")(has_initials(sample)),
    )  # fmt: skip
    raw = Act("ALTER TABLE alone", bare, right=exactly(count, "schools altered"), before=first, each=count)
    bench.turns(f"One AddField for {count} schools, by school", ours, theirs, raw, rounds=5, warm=1)
    note = f"{bench.of(ours).median * count / 1000:.1f} s for all, the whole command"
    bench.line(f"one AddField, {count} schools, beside the library", ours, theirs, note=note)
    bench.line(f"one AddField, {count} schools, beside the bare DDL", ours, raw, aim=5)
    undo(owner, many)

    schemas = [str(school.schema_name) for school in many]
    behind = Act(
        "who is behind", lambda: migrate.states_of(schemas), right=lambda found: exactly(count, "schools")(len(found))
    )
    union = " UNION ALL ".join(f"SELECT count(*) FROM {schema}.django_migrations" for schema in schemas)
    counting = Act(
        "counting the same rows", lambda: owner.execute(union).fetchall(),
        right=lambda found: exactly(count, "schools")(len(found)),
    )  # fmt: skip
    bench.turns(f"Who of {count} schools is behind, the query alone", behind, counting, rounds=9)
    bench.line(f"who is behind, {count} schools", behind, counting, most=150)


def test_migrating_schools(world: World, tmp_path: Path, owner: psycopg.Connection, bench: Bench) -> None:
    migrating(bench, owner, as_many(world, SCHOOLS), tmp_path)


@pytest.mark.growth
def test_migrating_500_schools(world: World, tmp_path: Path, owner: psycopg.Connection, bench: Bench) -> None:
    for count in (200, 500):
        migrating(bench, owner, as_many(world, count), tmp_path)
