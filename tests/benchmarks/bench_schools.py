"""Adding a school, and migrating 200 of them, each beside what else could be done with the same database."""

import os
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tenants.trusts import blueprints
from tenants.trusts.blueprints import OWNER
from tenants.trusts.models import School
from tests.benchmarks.figures import line, middle
from tests.session_database import ROOT, SUPERUSER_URL
from tests.tenants.catalogue import catalogue
from tests.tenants.later_migrations import ADD_FIELD, write
from tests.world import World

SCHOOLS = int(os.environ.get("ROLLCALL_BENCH_SCHOOLS", "200"))
ROUNDS = 7
#: django-tenants takes long enough: this many schools are migrated by it, and multiplied.
SAMPLE = 6


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    row = connections.databases[OWNER]
    url = make_conninfo(
        "", dbname=row["NAME"], user=row["USER"], password=row["PASSWORD"], host=row["HOST"], port=row["PORT"]
    )
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def test_adding_a_school(world: World, owner: psycopg.Connection) -> None:
    script = blueprints.blueprint()
    made: list[str] = []

    def replay() -> None:
        schema = f"s_{uuid.uuid4().hex}"
        made.append(schema)
        owner.execute(f"BEGIN; CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}; {script}; COMMIT")

    def migrate() -> None:
        schema = f"s_{uuid.uuid4().hex}"
        made.append(schema)
        owner.execute(f"CREATE SCHEMA {schema}")
        with blueprints.in_schema(schema):
            blueprints.migrate_current_schema()

    schools: list[School] = []
    figures: dict[str, list[float]] = {"provision": [], "replay": [], "migrate": []}
    for _ in range(ROUNDS):
        figures["provision"].append(timed(lambda: schools.append(world.another_school())))
        figures["replay"].append(timed(replay))
    for _ in range(2):
        figures["migrate"].append(timed(migrate))
    ours, raw, slow = (middle(figures[name]) for name in ("provision", "replay", "migrate"))
    tables = {
        schema: len(catalogue(SUPERUSER_URL, schema)["owners and kinds"])
        for schema in (schools[0].schema_name, made[0], made[-1])
    }
    assert len(set(tables.values())) == 1, "the three ways did not make the same"
    print(f"\nAdding a school (median of {ROUNDS} interleaved rounds; by migrations of 2)")
    print(
        line("provision over raw replay of its script", ours, raw, unit="ms", aim=1.5, note="with rows, role, rights")
    )
    print(line("provision over running the migrations", ours, slow, unit="ms"))
    for schema in made:
        owner.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="module")
def many(world: World) -> list[School]:
    """As many schools as the figure speaks of, with those of the world."""
    there = len(School.objects.using(OWNER).all())
    for _ in range(max(0, SCHOOLS - there)):
        world.another_school()
    return list(School.objects.using(OWNER).order_by("created_at"))


def processor() -> float:
    """Processor seconds of the commands run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command(*words: str, later: str = "", folder: Path = ROOT) -> tuple[float, str]:
    """Seconds of `rollcall` on the wall clock, from nothing to its last line, and that line."""
    paths = os.pathsep.join([str(folder), str(ROOT), str(ROOT / "platform")])
    environment = os.environ | {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "rollcall.settings.test"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed product is compiled
    if later:
        (folder / "later_settings.py").write_text(
            f"from rollcall.settings.test import *\nMIGRATION_MODULES = {{'staff': '{later}'}}\n"
        )
        environment["DJANGO_SETTINGS_MODULE"] = "later_settings"
    begun = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "rollcall", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - begun
    assert ran.returncode == 0, ran.stderr
    return taken, ran.stdout.splitlines()[-1]


def by_library(schools: list[School], *, later: str = "", folder: Path = ROOT) -> float:
    """Seconds that django-tenants' `migrate_schemas` takes per school, without its start."""
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
    return middle([float(row) for row in ran.stdout.split()])


def has_initials(schools: list[School]) -> int:
    with psycopg.connect(SUPERUSER_URL) as superuser:
        found = superuser.execute(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = 'initials' AND table_schema = ANY(%s)",
            [[school.schema_name for school in schools]],
        )
        return int(found.fetchone()[0])


def test_migrating_many_schools(many: list[School], tmp_path: Path, owner: psycopg.Connection) -> None:
    count = len(many)
    whole = f"{count} schools: {count} up to date, 0 behind"
    command("migrate")
    idle, used = [], processor()
    for _ in range(3):
        seconds, last = command("migrate")
        assert last == whole
        idle.append(seconds)
    used = (processor() - used) / 3
    theirs_idle = by_library(many[:SAMPLE]) * count
    later = write(tmp_path, "staff", ADD_FIELD)
    sample, rest = many[:SAMPLE], many[SAMPLE:]
    theirs = by_library(sample, later=later, folder=tmp_path) * count
    assert has_initials(many) == len(sample)
    seconds, last = command("migrate", later=later, folder=tmp_path)
    assert last == whole
    assert has_initials(many) == count
    alone = time.perf_counter()
    for school in rest:
        owner.execute(
            sql.SQL("ALTER TABLE {0} ADD COLUMN one_more varchar(5) DEFAULT '?' NOT NULL").format(
                sql.Identifier(school.schema_name, "staff_staffmember")
            )
        )
    bare = time.perf_counter() - alone
    print(f"\nMigrating {count} schools, whole command, wall clock (django-tenants: {SAMPLE} of them, multiplied)")
    print(
        line(
            "nothing to do (median of 3)",
            middle(idle),
            theirs_idle,
            unit="s ",
            note=f"aim: under 2 s; {used:.1f} s of processor",
        )
    )
    print(line(f"one AddField, {len(rest)} schools", seconds, theirs, unit="s ", note="aim: under 5 s"))
    print(line("one AddField over a bare ALTER TABLE each", seconds, bare, unit="s "))
