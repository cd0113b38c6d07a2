"""The launcher as a whole: a real PostgreSQL, a real Redis and real processes; only what they serve is stood in for."""

import datetime as dt
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

import psutil
import pytest

from rollcall.demo import day, running
from rollcall.servers import cluster, places
from tests.servers.conftest import a_state

# What the launcher runs in place of the web server, the workers and the one-thing programs. The web server shares its
# port with whoever asks, as granian does, and answers with the folder it was started for.
DEMO = """
import datetime as dt, json, sys
from pathlib import Path
from rollcall.demo import launcher, programs

WEB = '''
import http.server, socketserver, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(sys.argv[2].encode())
class Server(socketserver.TCPServer):
    allow_reuse_address = allow_reuse_port = True
Server(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
'''
state, first_port, prepare = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
python = [sys.executable, "-u", "-c"]
programs.assets = lambda: [*python, "print('built')"]
programs.prepare = lambda: [*python, prepare]
programs.people = lambda: [*python, "print('dana@northfield.example')"]
programs.web = lambda port: [*python, WEB, str(port), str(state)]
programs.worker = lambda state: [*python, "import time; print('worker@here ready.'); time.sleep(60)"]
programs.owner_worker = lambda: programs.worker(None)
carriers = json.dumps({"clamd": {"address": "tcp://127.0.0.1:9"}})
programs.carriers = lambda: [*python, f"import time; print({carriers!r}, flush=True); time.sleep(60)"]
at = dt.time.fromisoformat(sys.argv[4]) if len(sys.argv) > 4 else None
sys.exit(launcher.run(first_port=first_port, at=at, folder=state))
"""

#: Of this run alone: another run of these tests on the same machine would take our ports and leave them again.
FIRST_PORT = 12000 + 20 * (os.getpid() % 300)


@pytest.fixture(autouse=True)
def _no_launcher_outlives_its_test():
    yield
    for demo in Demo.started:
        demo.process.kill()
        demo.process.wait()
    Demo.started.clear()


@pytest.fixture(scope="module")
def shared():
    """One for all tests that leave the cluster as they found it: making one takes a second."""
    with a_state() as folder:
        yield folder


@pytest.fixture(scope="module")
def other():
    with a_state() as folder:
        yield folder


def surroundings() -> dict[str, str]:
    """As in a terminal: without the database that the tests themselves use."""
    tests_own = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    inherited = {name: value for name, value in os.environ.items() if name not in tests_own}
    return {**inherited, "PYTHONPATH": str(places.CHECKOUT / "platform")}


class Demo:
    """A launcher in a process of its own."""

    started: ClassVar[list["Demo"]] = []

    def __init__(self, state: Path, *, prepare: str = "print('Alder Academy is there')", at: str = "", **more: str):
        self.state = state
        state.mkdir(exist_ok=True)
        self.output = state.parent / f"{state.name}.txt"
        with self.output.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", DEMO, str(state), str(FIRST_PORT), prepare, *filter(None, [at])],
                stdout=out,
                stderr=out,
                env={**surroundings(), **more},
            )
        self.started.append(self)

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = 60) -> "Demo":
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)
        return self

    def ready(self) -> "Demo":
        return self.wait_for("Ctrl-C\n")

    def port(self) -> int:
        return int(self.said().split("http://id.rollcall.localhost:")[1].split("/")[0])

    def names(self) -> list[str]:
        return [child["name"] for child in places.read_json(self.state / "processes.json")["children"]]

    def children(self) -> list[psutil.Process]:
        held = places.read_json(self.state / "processes.json")["children"]
        return [psutil.Process(child["pid"]) for child in held if psutil.pid_exists(child["pid"])]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def get(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    return connection.getresponse().read().decode()


def gone(processes: list[psutil.Process]) -> bool:
    return not [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def postgres_runs(state: Path) -> bool:
    return (state / "postgres" / "data" / "postmaster.pid").exists()


def test_it_serves_until_ctrl_c_and_leaves_nothing(shared):
    demo = Demo(shared).ready()
    assert get(demo.port()) == str(shared)
    assert "Alder Academy is there" in demo.said()
    assert "dana@northfield.example" in demo.said()
    children = demo.children()
    assert sorted(demo.names()) == ["carriers", "files", "owner-worker", "redis", "web", "worker"]
    # Only the worker of the owner's queue has the owner's login.
    assert {name for name, child in zip(demo.names(), children, strict=True) if is_owner(child)} == {"owner-worker"}
    began = time.monotonic()
    assert demo.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 15
    assert gone(children)
    assert not postgres_runs(shared)
    assert "nothing is left running" in demo.said()


def is_owner(process: psutil.Process) -> bool:
    return "DATABASE_OWNER_URL" in process.environ()


def test_a_second_start_says_where_the_first_is_and_harms_nothing(shared):
    demo = Demo(shared).ready()
    told = places.read_json(shared / "running.json")
    second = subprocess.run(
        [sys.executable, "-c", DEMO, str(shared), str(FIRST_PORT), ""],
        check=False,
        capture_output=True,
        text=True,
        env=surroundings(),
    )
    assert second.returncode == 0
    assert f"already running: {told['address']}" in second.stdout
    assert get(demo.port()) == str(shared)
    assert running.stop(folder=shared) == 0
    assert demo.process.wait(10) == 0
    assert running.stop(folder=shared) == 0


def test_two_demos_side_by_side_answer_for_themselves(shared, other):
    one, two = Demo(shared), Demo(other)
    one.ready()
    two.ready()
    assert one.port() != two.port()
    late = max(one, two, key=Demo.port)
    assert f"port {FIRST_PORT} is in use; using {late.port()}" in late.said()
    for _time in range(20):
        assert get(one.port()) == str(shared)
        assert get(two.port()) == str(other)
    one.end(signal.SIGINT)
    assert get(two.port()) == str(other)
    two.end(signal.SIGINT)


def test_the_demos_clock_goes_on_from_start_to_start(shared):
    """What `prepare` settles is what web and workers are told, what is said, and what the end leaves for the next."""
    sets = (
        "import datetime as dt; from pathlib import Path; from rollcall.demo import day; on = dt.date(2026, 11, 20);"
        f" kept = day.kept(Path({str(shared)!r}));"
        f" day.keep(Path({str(shared)!r}), on, day.resumed(on, reached=kept and kept[1], newest=None))"
    )
    (shared / "clock.json").unlink(missing_ok=True)
    try:
        demo = Demo(shared, prepare=sets).ready()
        assert "It is Friday 20 November 2026, 09:05 in the demo." in demo.said()
        assert "is over" not in demo.said()
        told = {child.environ().get("ROLLCALL_CLOCK_AHEAD") for child in demo.children()} - {None}
        assert len(told) == 1
        says = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=int(told.pop()))
        assert (
            day.beginning(dt.date(2026, 11, 20))
            <= says
            < day.beginning(dt.date(2026, 11, 20)) + dt.timedelta(minutes=1)
        )
        demo.end(signal.SIGINT)
        _, reached = day.kept(shared)
        assert reached > day.beginning(dt.date(2026, 11, 20))
        moved = Demo(shared, prepare=sets, at="10:15").ready()
        assert "It is Friday 20 November 2026, 10:15 in the demo." in moved.said()
        moved.end(signal.SIGINT)
        day.keep(shared, dt.date(2026, 11, 20), reached.replace(hour=16, minute=1, second=0))
        late = Demo(shared, prepare=sets).ready()
        assert "It is Friday 20 November 2026, 16:01 in the demo." in late.said()
        assert "Its school day is over. For a new one: `rollcall demo --remove`" in late.said()
        late.end(signal.SIGINT)
    finally:
        (shared / "clock.json").unlink(missing_ok=True)


def test_after_kill_9_nothing_serves_and_the_next_start_works(shared):
    demo = Demo(shared).ready()
    port, children = demo.port(), demo.children()
    demo.process.kill()
    demo.process.wait()
    deadline = time.monotonic() + 20
    while not (gone(children) and not postgres_runs(shared)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    again = Demo(shared).ready()
    assert again.port() == port
    assert get(port) == str(shared)
    again.end(signal.SIGINT)


def test_it_can_be_stopped_while_it_starts(shared):
    demo = Demo(shared, prepare="import time; print('making'); time.sleep(60)").wait_for("making")
    children = demo.children()
    began = time.monotonic()
    assert demo.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 10
    assert gone(children)
    assert not postgres_runs(shared)


def test_a_step_that_fails_is_named_with_its_words(shared):
    demo = Demo(shared, prepare="raise SystemExit('no such table')")
    assert demo.process.wait(30) == 1
    assert "prepare ended (status 1)" in demo.said()
    assert demo.said().count("no such table") >= 1
    assert not postgres_runs(shared)


def test_a_child_that_falls_ends_the_demo_by_name(shared):
    demo = Demo(shared).ready()
    web = next(child for child in demo.children() if str(demo.port()) in child.cmdline())
    children = demo.children()
    web.kill()
    assert demo.process.wait(30) == 1
    assert "web ended (status -9)" in demo.said()
    assert gone(children)


def test_the_cluster_is_left_for_those_who_still_use_it(shared):
    demo = Demo(shared).ready()
    cluster.start("demo", durable=True, state=shared)
    assert demo.end(signal.SIGHUP) == 0  # its terminal was closed
    assert postgres_runs(shared)
    assert cluster.stop("demo", state=shared)
    assert not postgres_runs(shared)


def test_a_database_that_is_given_is_used_and_its_owner_s_login_kept_from_the_rest(shared, tmp_path):
    given = cluster.start("demo", durable=True, state=shared)
    demo = Demo(tmp_path / "demo", DATABASE_URL=given.database_url, DATABASE_OWNER_URL=given.owner_url).ready()
    told = dict(zip(demo.names(), [child.environ() for child in demo.children()], strict=True))
    assert demo.end(signal.SIGINT) == 0
    assert {told[name]["DATABASE_URL"] for name in ("web", "worker", "owner-worker")} == {given.database_url}
    assert {name for name in told if "DATABASE_OWNER_URL" in told[name]} == {"owner-worker"}
    assert not (tmp_path / "demo" / "postgres").exists()
    assert postgres_runs(shared)


def test_half_of_a_database_is_refused_in_words(tmp_path):
    demo = Demo(tmp_path / "demo", DATABASE_URL="postgresql://app@db/rollcall")
    assert demo.process.wait(30) == 1
    assert "set both DATABASE_URL (the application's login) and DATABASE_OWNER_URL, or neither" in demo.said()


def test_removing_stops_the_demo_and_deletes_all_it_holds(other):
    demo = Demo(other).ready()
    children = demo.children()
    assert running.remove(folder=other) == 0
    assert demo.process.wait(10) == 0
    assert gone(children)
    assert not other.exists()
