"""A register opened and saved: whole requests through granian, the save alone beside a raw upsert, and beside the worker.

One worker with one thread answers one browser that asks again as soon as it has its answer. The bare statements are those
that the same request sent, captured once, sent again by a bare connection and fetched whole; a save's are rolled back at
the end, so that it can be sent again: its commit, which waits for the disk, is in the save and not in its SQL bare. The raw
upsert commits.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.test import Client, override_settings

from foundation.access.roles import Role
from schools.registers.models import Mark, MarkVersion
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.benchmarks.publishing import worker
from tests.benchmarks.saves import Saves
from tests.benchmarks.serving import Browser, bare, browser_of, captured, granian, one_read, settled
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, ahead, classroom
from tests.session_database import SUPERUSER_URL
from tests.world import World

#: Saves in a round with the worker beside, so that some of it falls into each round.
BLOCK = 10


def drawn(saves: Saves) -> Callable[[bytes], str]:
    """Right is a page with every pupil of the register and the mark that was saved last."""

    def judge(page: bytes) -> str:
        rows = dict(re.findall(r'<tr data-pupil="[0-9a-f-]{36}" data-spoken="([^"]*)">(.*?)</tr>', page.decode()))
        assert len(rows) == len(saves.pupils)
        for pupil in saves.pupils:
            row = rows[f"{pupil.forename} {pupil.surname}"]
            assert f'aria-label="Thursday AM, {saves.held[pupil.pk].code}, ' in row, row
        return f"200, {len(saves.pupils)} pupils with the mark saved last"

    return judge


def in_process(client: Client, path: str, saves: Saves) -> tuple[list[str], list[str]]:
    """The statements of a GET of the page and of a save that changes thirty marks."""

    def save() -> None:
        headers = {"idempotency-key": uuid.uuid4().hex}
        answer = client.post(f"/api{path}", saves.body(), content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content

    save()
    client.get(path)
    get = captured(lambda: client.get(path))
    post = captured(save)
    save()
    return get, post


@pytest.fixture
def room(world: World) -> Classroom:
    return classroom(world)


@pytest.fixture
def saves(room: Classroom) -> Saves:
    return Saves(room.school, room.group, room.pupils, THURSDAY, MORNING)


@contextmanager
def teacher(world: World, room: Classroom) -> Iterator[tuple[Browser, Client]]:
    """The class teacher's browser through granian, with the token of its pages."""
    client = world.client(world.person(Role.CLASS_TEACHER, room.school), room.school)
    with granian(MORNING) as port:
        browser = browser_of(client, port, room.school)
        page = browser.get(room.path()).decode()
        browser.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
        yield browser, client


def posting(browser: Browser, path: str, saves: Saves, times: int = 1) -> Callable[[], int]:
    """So many saves one after the other; how many marks the last one saved."""

    def post() -> int:
        for _ in range(times):
            saved = json.loads(browser.post(f"/api{path}", saves.body()))["saved"]
        return int(saved)

    return post


def test_register(world: World, room: Classroom, saves: Saves, bench: Bench) -> None:
    client, path = world.client(world.person(Role.CLASS_TEACHER, room.school), room.school), room.path()
    with override_settings(CLOCK_AHEAD=ahead(MORNING)):
        get_sql, post_sql = in_process(client, path, saves)
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        # The captured save's own key and versions would refuse it a second time.
        connection.execute(f"SET search_path = {room.school.schema_name}, public")
        connection.execute("DELETE FROM journal_idempotencykey")
        connection.execute("DELETE FROM registers_markversion")
    settled(room.school)
    sent = ("the page", get_sql), ("the save", post_sql)
    with teacher(world, room) as (browser, _), bare(str(room.school.schema_name), *sent) as (get_bare, post_bare):
        trivial = one_read(browser)
        get = Act("the register's page", lambda: browser.get(path), right=drawn(saves))
        post = Act("a save", posting(browser, path, saves), right=saves.stand)
        bench.turns(
            "A register of thirty through granian, one worker, one browser",
            *(trivial, get, post, get_bare, post_bare), rounds=200, warm=10,
        )  # fmt: skip
    for name, act in (("page", get), ("save", post)):
        a_second = f"{bench.of(act).a_second:.0f} a second"
        aims = {"page": 6.0, "save": None}
        bench.line(f"{name}, in one-read pages", act, trivial, aim=aims[name], note=a_second)
    bench.line("page, in its own SQL bare", get, get_bare)
    bench.line("save, in its own SQL bare", post, post_bare)
    slowest = bench.of(post).p95 / bench.of(trivial).median
    bench.quantity(
        "slowest twentieth of saves in one-read pages", slowest, "times", most=5.0, right=bench.of(post).right
    )


def test_save_beside_a_raw_upsert(room: Classroom, saves: Saves, bench: Bench) -> None:
    """The operation alone, which keeps versions, audit, outbox, key and weeks, beside an upsert of the same thirty marks."""
    saves.operation()
    with school_work(room.school):
        held = list(Mark.objects.filter(date=THURSDAY, session=1).values_list("pupil_key", "entry_id"))
        versions = MarkVersion.objects.count()
    on = THURSDAY + (THURSDAY.replace(day=20) - THURSDAY)
    # The day after: the operation's own marks stay as it left them.
    values = ", ".join(f"({key}, '{on}', 1, '{{code}}', NULL, '{entry}')" for key, entry in held)
    upsert = (
        f"INSERT INTO registers_mark (pupil_key, date, session, code, minutes, entry_id) VALUES {values}"
        " ON CONFLICT (pupil_key, date, session) DO UPDATE SET code = excluded.code, entry_id = excluded.entry_id"
    )
    turn = iter(range(1_000_000))
    settled(room.school)
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        connection.execute(f"SET search_path = {room.school.schema_name}, public")

        def raw() -> int:
            return connection.execute(upsert.format(code="/I"[next(turn) % 2])).rowcount

        yardstick = Act("raw upsert", raw, right=exactly(30, "rows"))
        ours = Act("the operation", saves.operation, right=saves.stand)
        bench.turns("A save of thirty marks, in process, committed to the disk", ours, yardstick, rounds=100)
    with school_work(room.school):
        assert MarkVersion.objects.count() - versions == 30 * (saves.version - 1)
    bench.line("save beside a raw upsert of its marks", ours, yardstick, aim=round(1 / 0.45, 2))


def test_saves_with_the_worker_publishing(world: World, room: Classroom, saves: Saves, bench: Bench) -> None:
    seconds = ahead(MORNING).total_seconds()
    with teacher(world, room) as (browser, _), worker(room.school, ahead=seconds) as publisher:
        published: list[int] = []

        def quiet() -> None:
            published.append(publisher.stop())

        def both() -> None:
            publisher.stop()
            publisher.go()

        def published_all(saved: object) -> str:
            published.append(publisher.stop())
            assert published[-1] > 0, "the worker published nothing meanwhile"
            return f"{saves.stand(saved)}, outbox empty"

        post = posting(browser, room.path(), saves, BLOCK)
        alone = Act("saves alone", post, right=saves.stand, before=quiet, each=BLOCK)
        beside = Act("saves, the worker publishing", post, right=published_all, before=both, each=BLOCK)
        bench.turns("Saves through granian with and without the worker", alone, beside, rounds=20, warm=1)
    bench.line("a save, the worker publishing beside", beside, alone, note=f"{bench.of(beside).a_second:.0f} a second")
