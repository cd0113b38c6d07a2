"""What the guard costs: the same one-read page by plain Django, stock django-tenants and the product, in turn.

Each stack is a process of its own on the same database and rows; see `stacks`. They take turns in short rounds, so that
whatever else the machine does falls on all of them; medians and lowest quarters are shown.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from foundation.access.roles import Role
from foundation.accounts.sessions import SECOND_FACTOR, SessionStore
from foundation.database.scope import role_name
from schools.journal.models import OutboxRow
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.benchmarks.figures import line, middle, quarter
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import World, host_of

ROUNDS, REQUESTS = 60, 10
STACKS = ("plain", "stock", "guarded")
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


def compare(school: School, session: str, title: str) -> dict[str, list[float]]:
    """Let the three take turns and print how they stand; each one's rounds, every one of which ended with the page."""
    with (
        running("plain", school, session) as plain,
        running("stock", school, session) as stock,
        running("guarded", school, session) as guarded,
    ):
        stacks = dict(zip(STACKS, (plain, stock, guarded), strict=True))
        rounds: dict[str, list[float]] = {kind: [] for kind in STACKS}
        for number in range(ROUNDS):
            order = STACKS[number % 3 :] + STACKS[: number % 3]
            for kind in order:
                rounds[kind].append(stacks[kind].measure())
    base = middle(rounds["plain"])
    print(f"\nA one-read page, {title} (median of {ROUNDS} interleaved rounds of {REQUESTS} requests)")
    for kind, aim in (("stock", None), ("guarded", 1.15)):
        said = f"{stacks[kind].statements} statements by cursor, plain {plain.statements}"
        print(line(f"{kind} over plain Django", middle(rounds[kind]), base, unit="us", aim=aim, note=said))
    low = {kind: quarter(rounds[kind]) for kind in STACKS}
    print(line("guarded over plain Django, lowest quarter", low["guarded"], low["plain"], unit="us", aim=1.15))
    return rounds


def test_guard(school: School, session: str) -> None:
    rounds = compare(school, session, "five schools' roles")
    assert {kind: len(figures) for kind, figures in rounds.items()} == dict.fromkeys(STACKS, ROUNDS)


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


def test_guard_with_500_schools_roles(school: School, session: str, five_hundred: None) -> None:
    rounds = compare(school, session, "500 schools' roles more")
    assert {kind: len(figures) for kind, figures in rounds.items()} == dict.fromkeys(STACKS, ROUNDS)
