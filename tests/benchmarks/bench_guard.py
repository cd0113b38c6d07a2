"""What the guard costs: the same page of one row by plain Django, stock django-tenants and the product, in turn.

Each stack is a process of its own on the same database and rows; see `stacks`. The guard is measured beside a plain Django
that asks as few questions as the product does; django-tenants beside one that asks as many as itself. And no thread of many
may be shown another school's row.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from foundation.access.roles import Role
from foundation.accounts.sessions import SECOND_FACTOR, SessionStore
from foundation.database.scope import role_name
from schools.journal.models import OutboxRow
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.benchmarks.measuring import Act, Bench
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import World, canary, host_of

ROUNDS, REQUESTS = 60, 10
STACKS = ("alike", "plain", "stock", "guarded")
AIM = 1.15
THREADS, READS = 8, 2400
CONTENT = "one-read-page"


@dataclass
class Stack:
    """A running stack."""

    kind: str
    process: "subprocess.Popen[str]"
    statements: int = 0

    def measure(self) -> float:
        """Microseconds per request over one round."""
        self.process.stdin.write(f"{REQUESTS}\n")
        self.process.stdin.flush()
        return self.said()

    def said(self) -> float:
        """The figure in its next line, which must end with the page it was asked for."""
        figure, *answer = self.process.stdout.readline().split()
        assert answer == ["200", "OK", CONTENT], f"{self.kind} does not answer the page"
        return float(figure)


@contextmanager
def running(kind: str, school: School, session: str) -> Iterator[Stack]:
    environment = os.environ | {
        "STACK": kind,
        "STACK_URL": SUPERUSER_URL,
        "STACK_SCHEMA": school.schema_name,
        "STACK_SCHOOL": str(school.pk),
        "STACK_HOST": host_of(school),
        "STACK_SESSION": session,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.stacks.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.stacks"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stack = Stack(kind, process)
    try:
        stack.statements = int(stack.said())
        yield stack
    finally:
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def school(world: World) -> School:
    school = world.another_school()
    with school_work(school):
        OutboxRow.objects.create(topic=CONTENT)
    return school


@pytest.fixture(scope="module")
def session(world: World, school: School) -> str:
    """A session that all three stacks take for the same person's."""
    person = world.employ(Role.ATTENDANCE_OFFICER, school)
    with identity_work():
        store = SessionStore(host=host_of(school))
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store[SECOND_FACTOR] = True
        store.create()
    return str(store.session_key)


def compare(school: School, session: str, title: str, bench: Bench) -> None:
    """Let the four take turns and print how they stand; every round of each ended with the page."""
    with ExitStack() as stacks:
        started = {kind: stacks.enter_context(running(kind, school, session)) for kind in STACKS}
        assert started["guarded"].statements == started["alike"].statements == 2
        assert started["stock"].statements > started["plain"].statements == 4
        acts = {
            kind: Act(
                {"alike": "plain Django asking alike", "plain": "plain Django"}.get(kind, kind),
                stack.measure,
                times=lambda took: [took / 1000],
                right=lambda _, stack=stack: f"200 and the row, {stack.statements} statements",
            )
            for kind, stack in started.items()
        }
        bench.turns(f"A page of one row, {title}, rounds of {REQUESTS}", *acts.values(), rounds=ROUNDS)
    bench.line(f"the guard, {title}", acts["guarded"], acts["alike"], unit="us", aim=AIM)
    bench.line(f"the product, {title}", acts["guarded"], acts["plain"], unit="us")
    bench.line(f"stock django-tenants, {title}", acts["stock"], acts["plain"], unit="us")


def test_guard(school: School, session: str, bench: Bench) -> None:
    compare(school, session, "five schools' roles", bench)


@pytest.fixture
def five_hundred() -> Iterator[None]:
    """The roles of 500 schools, which the login may take on."""
    names = [role_name(f"s_{number:032x}") for number in range(500)]
    login = settings.DATABASES["default"]["USER"]
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        for name in names:
            superuser.execute(f'CREATE ROLE "{name}" NOLOGIN NOINHERIT')
            superuser.execute(f'GRANT "{name}" TO {login} WITH INHERIT FALSE, SET TRUE')
    yield
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        for name in names:
            superuser.execute(f'DROP ROLE "{name}"')


def test_guard_with_500_schools_roles(school: School, session: str, five_hundred: None, bench: Bench) -> None:
    compare(school, session, "500 schools' roles more", bench)


def test_no_thread_reads_another_school(world: World, bench: Bench) -> None:
    """Reads of three schools by threads that pass from school to school, each with the connection it has."""
    schools = [world.alder, world.birch, world.cedar]

    def read(number: int) -> bool:
        at = schools[number % len(schools)]
        with school_work(at):
            return set(Pupil.objects.values_list("surname", flat=True)) == {canary(at)}

    with ThreadPoolExecutor(THREADS) as pool:
        right = list(pool.map(read, range(READS)))
        for _ in range(THREADS * 4):
            pool.submit(connections.close_all)
    wrong = right.count(False)
    print()
    said = f"{len(right) - wrong:,} of {READS:,} reads by {THREADS} threads gave the school's own pupils"
    bench.quantity("reads of a wrong school", wrong, "reads", most=0, right=said)
    assert wrong == 0
