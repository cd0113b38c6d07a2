"""A real worker on a real Redis: what it takes, what it sets aside, what it starts with, and what its log says."""

import base64
import json
import os
import pickle
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import celery
import psycopg
import pytest
import redis
from celery import Celery
from django.db import connections

from foundation.audit.actors import SYSTEM
from foundation.database.scope import work
from foundation.jobs.queries import MANY, is_behind
from rollcall.broker import COUNT, SET_ASIDE, is_message
from rollcall.servers.processes import Child, Children
from rollcall.servers.redis import start as start_redis
from schools.journal.models import Seal
from schools.journal.operations import record
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, sealing_scope
from tests.layout.tree import ROOT
from tests.session_database import SUPERUSER_URL
from tests.waiting import wait_for_transactions, wait_until
from tests.world import World

CANARY = "Zephyrine Canary-Pupil"
SEAL = "schools.journal.seal"


class Bench:
    """A Redis of this module's own, and workers beside it as the demo starts them."""

    def __init__(self, folder: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.faults.day.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
        }
        self.children = Children(folder / "children.json", folder / "logs", environment)
        url = start_redis(self.children, folder).url
        self.children.environment["REDIS_URL"] = url
        self.redis = redis.Redis.from_url(url)
        self.sender = Celery("sender", broker=url)

    def worker(self, name: str, queues: str, **more: str) -> Child:
        command = ["-m", "celery", "--app=rollcall.celery", "worker", f"--hostname={name}@%h", f"--queues={queues}"]
        command += ["--without-gossip", "--without-mingle", "--concurrency=1"]
        return self.children.start(name, [sys.executable, *command], more=more, is_task=True)

    def send(self, task: str, *arguments: object, queue: str = "default") -> None:
        self.sender.send_task(task, arguments, queue=queue)


@pytest.fixture(scope="module")
def bench(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.children.stop()


@pytest.fixture(scope="module")
def worker(bench: Bench) -> Child:
    started = bench.worker("ordinary", "default,register")
    wait_until(lambda: " ready." in started.output())
    return started


def is_sealed(school: School) -> bool:
    with work(sealing_scope(school)):
        return Seal.objects.exists()


def school_with_a_line(world: World) -> School:
    school: School = world.another_school()
    with school_work(school):
        record("tried", about=("test", 1), by=SYSTEM)
    wait_for_transactions()
    return school


def envelope(**changed: Any) -> dict[str, Any]:
    """A message as kombu writes it."""
    body = base64.b64encode(json.dumps([[], {}, {}]).encode()).decode()
    headers = {"lang": "py", "task": SEAL, "id": str(uuid.uuid4()), "retries": 0, "root_id": None, "parent_id": None}
    properties = {
        "correlation_id": "x",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": "default"},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid.uuid4()),
    }
    whole = {"body": body, "content-encoding": "utf-8", "content-type": "application/json", "headers": headers}
    return whole | {"properties": properties} | changed


def without(name: str) -> dict[str, Any]:
    whole = envelope()
    del whole["properties"][name]
    return whole


#: What is no message of anybody's who knows Celery: it never reaches the worker.
NO_MESSAGES = [
    CANARY.encode(),
    b"",
    b"\xff\xfe" + CANARY.encode(),
    b"{",
    b"7",
    b'"text"',
    b"null",
    b"[]",
    b"{}",
    b"[" * 5000,
    json.dumps({"task": SEAL, "args": []}).encode(),
    json.dumps(envelope(properties=None)).encode(),
    json.dumps(envelope(headers=[CANARY])).encode(),
    json.dumps(envelope(headers={"task": [CANARY]})).encode(),
    json.dumps(envelope(body="not base64!")).encode(),
    json.dumps(envelope(body=7)).encode(),
    json.dumps(envelope(**{"content-type": None})).encode(),
    json.dumps(without("delivery_tag")).encode(),
    json.dumps(without("delivery_info")).encode(),
    pickle.dumps({CANARY: 1}),
]


def named(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


#: Messages that a worker takes and can do nothing with.
BAD_TASKS = [
    envelope(headers={"task": f"{CANARY}.task", "id": "1"}),
    envelope(headers={"task": SEAL}),
    envelope(headers={"task": SEAL, "id": CANARY, "eta": CANARY}),
    envelope(headers={"task": SEAL, "id": "1", "expires": CANARY}),
    envelope(body=named(CANARY)),
    envelope(body=named({"surname": CANARY})),
    envelope(body=named([[CANARY], {}, {}])),
    envelope(body=named([[], {CANARY: 1}, {}])),
    envelope(body=named([[], {}, CANARY])),
    envelope(body=base64.b64encode(CANARY.encode()).decode()),
    envelope(**{"content-type": "application/x-python-serialize"}),
    envelope(**{"content-encoding": CANARY}),
    envelope(headers={"task": "schools.journal.drain", "id": "1"}, body=named([[CANARY], {}, {}])),
]


def test_the_log_has_a_copy_of_each_seal_though_nobody_asks_the_worker_for_its_lines(
    bench: Bench, worker: Child, world: World
) -> None:
    school = school_with_a_line(world)
    bench.send(SEAL)
    wait_until(lambda: is_sealed(school))
    wait_until(lambda: f"sealed {school.schema_name} seal 1 lines " in worker.output())


def connections_of_others() -> set[int]:
    """Processes of the database that serve somebody else with the application's login."""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        rows = superuser.execute(
            "SELECT other.pid FROM pg_stat_activity AS other WHERE other.datname = current_database()"
            " AND other.usename = 'rollcall_app' AND other.pid <> %s",
            [connections["default"].connection.info.backend_pid if connections["default"].connection else 0],
        ).fetchall()
    return {pid for (pid,) in rows}


def test_one_connection_serves_one_task_after_another(bench: Bench, worker: Child, world: World) -> None:
    served = []
    for _ in range(2):
        school = school_with_a_line(world)
        bench.send(SEAL)
        wait_until(lambda: f"sealed {school.schema_name} seal 1 lines " in worker.output())  # noqa: B023
        wait_until(lambda: worker.output().rstrip().endswith("…"))
        served.append(connections_of_others())
    assert served[0]
    assert served[0] == served[1]


def test_kombus_own_messages_are_messages() -> None:
    assert is_message(json.dumps(envelope()).encode())
    assert not [raw for raw in NO_MESSAGES if is_message(raw)]


def test_what_is_no_message_is_set_aside_and_counted_and_the_worker_goes_on(
    bench: Bench, worker: Child, world: World
) -> None:
    school = school_with_a_line(world)
    before = int(bench.redis.get(COUNT) or 0)
    for raw in NO_MESSAGES:
        bench.redis.lpush("default", raw)
        bench.redis.lpush("register", raw)
    bench.send(SEAL)
    wait_until(lambda: is_sealed(school))
    wait_until(lambda: int(bench.redis.get(COUNT) or 0) == before + 2 * len(NO_MESSAGES))
    assert CANARY.encode() in bench.redis.lrange(SET_ASIDE, 0, -1)
    assert worker.is_alive()
    assert f"Set aside {len(CANARY)} bytes in a queue that are no message" in worker.output()
    assert "Canary" not in worker.output()


def test_messages_that_cannot_be_done_hold_up_no_other_and_say_nothing(
    bench: Bench, worker: Child, world: World
) -> None:
    school = school_with_a_line(world)
    for message in BAD_TASKS:
        bench.redis.lpush("default", json.dumps(message))
    bench.send("schools.journal.drain", CANARY)
    bench.send(SEAL)
    wait_until(lambda: is_sealed(school))
    wait_until(lambda: "foundation.jobs.tasks.SchoolTaskError (message withheld)" in worker.output())
    assert worker.is_alive()
    said = worker.output()
    assert "Canary" not in said
    assert base64.b64encode(CANARY.encode()).decode() not in said


OWNER = {"DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"]}


@pytest.mark.parametrize(
    ("queues", "more", "words"),
    [
        ("default,register", OWNER, "with DATABASE_OWNER_URL set it takes the queue owner alone"),
        ("owner,default", OWNER, "with DATABASE_OWNER_URL set it takes the queue owner alone"),
        ("owner", {}, "the queue owner is for the worker that has DATABASE_OWNER_URL"),
        ("default", {"DATABASE_URL": SUPERUSER_URL}, "its login is a superuser"),
        ("default", {"DATABASE_URL": "postgresql://app@127.0.0.1:1/rollcall"}, "OperationalError (message withheld)"),
    ],
)
def test_a_worker_that_holds_too_much_ends(bench: Bench, queues: str, more: dict[str, str], words: str) -> None:
    started = bench.worker("refused", queues, **more)
    wait_until(lambda: not started.is_alive())
    assert started.process.returncode != 0
    assert "The worker does not start: " in started.output()
    assert words in started.output()
    bench.children.forget(started)


def test_the_owners_worker_takes_its_own_tasks_alone(bench: Bench, world: World) -> None:
    owners = bench.worker("owner", "owner", **OWNER)
    wait_until(lambda: " ready." in owners.output())
    school = school_with_a_line(world)
    bench.send(SEAL, queue="owner")
    wait_until(lambda: "celery.worker.consumer.consumer" in owners.output() and not bench.redis.llen("owner"))
    wait_until(lambda: "unregistered" in owners.output().lower())
    assert not is_sealed(school)
    bench.children.forget(owners)


def asked(broker: str) -> bool:
    """Whether a task is told that its worker is behind, whose tasks wait in a queue of their own."""
    before = celery.current_app._get_current_object()
    app = Celery("asked", broker=broker)
    app.conf.task_default_queue = "tried"
    try:
        app.set_current()
        return app.task(is_behind, name="asked").apply().get()
    finally:
        before.set_current()


def test_a_worker_is_behind_when_many_tasks_wait_and_no_other_caller_ever_is(bench: Bench) -> None:
    broker = bench.children.environment["REDIS_URL"]
    assert not asked(broker), "an empty queue is none"
    for _ in range(MANY - 1):
        bench.send("anything", queue="tried")
    assert not asked(broker)
    bench.send("anything", queue="tried")
    assert asked(broker)
    assert not is_behind()
    assert not asked("redis://127.0.0.1:1/0"), "nobody answers"
