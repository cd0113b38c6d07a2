"""The launcher's children: leashes, records and ends, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import redis as client

from rollcall.servers import places, processes, redis
from rollcall.servers.processes import Children
from tests.waiting import wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A server that, like granian's main process, has workers in its group and leaves them behind when it is killed.
WITH_WORKER = [
    sys.executable,
    "-c",
    "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)",
]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]
LAUNCHER = """
import sys, time
from pathlib import Path
from rollcall.servers.processes import Children
state = Path(sys.argv[1])
children = Children(state / "processes.json", state / "log", {})
child = children.start("web", eval(sys.argv[2]))
while not child.output():
    time.sleep(0.01)
print(child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def children(tmp_path):
    held = Children(tmp_path / "processes.json", tmp_path / "log", os.environ)
    yield held
    held.stop(patience=0.1)


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_ended(pid: int) -> None:
    """Fails when the process still runs after a while."""
    wait_until(lambda: not runs(pid))


def a_launcher(state: Path, command: list[str]) -> tuple[subprocess.Popen, int]:
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(state), repr(command)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(places.CHECKOUT / "platform")},
    )
    return process, int(process.stdout.readline())


def test_a_child_has_a_group_of_its_own_and_ends_when_asked(children):
    child = children.start("web", SLEEP)
    wait_until(lambda: psutil.Process(child.process.pid).cmdline() == SLEEP)  # the leash became the program
    assert os.getpgid(child.process.pid) == child.process.pid != os.getpgid(0)
    children.stop()
    assert not runs(child.process.pid)


def test_a_child_that_does_not_listen_is_ended_with_its_whole_group(children):
    deaf = children.start("worker", STUBBORN)
    family = children.start("web", WITH_WORKER)
    wait_until(lambda: deaf.output() and family.output())
    worker = int(family.output())
    children.stop(patience=0.3)
    assert not runs(deaf.process.pid)
    assert not runs(worker)


def test_what_others_depend_on_ends_last(children, tmp_path):
    say_when = (
        "import signal, sys, time\n"
        "signal.signal(15, lambda *_: (print(time.monotonic(), flush=True), sys.exit()))\n"
        "print(flush=True)\n"
        "time.sleep(60)"
    )
    base = children.start("redis", [sys.executable, "-c", say_when], ends_last=True)
    user = children.start("worker", [sys.executable, "-c", say_when])
    wait_until(lambda: base.output() and user.output())
    children.stop()
    assert float(user.output()) < float(base.output())


def test_a_fallen_child_is_named_with_its_last_words_and_a_finished_task_is_no_fall(children):
    task = children.start("prepare", [sys.executable, "-c", "print('done')"], is_task=True)
    task.process.wait()
    assert children.fallen() is None
    web = children.start("web", [sys.executable, "-c", "print('one'); raise SystemExit('no database')"])
    web.process.wait()
    assert children.fallen() is web
    assert web.last_words().splitlines() == ["no database", "one"] or web.last_words().splitlines() == [
        "one",
        "no database",
    ]
    children.forget(web)
    failed = children.start("prepare", [sys.executable, "-c", "raise SystemExit('bad')"], is_task=True)
    failed.process.wait()
    assert children.fallen() is failed
    assert failed.last_words() == "bad"  # not what an earlier child of the name wrote


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_end_when_their_launcher_is_killed(tmp_path):
    launcher, child = a_launcher(tmp_path, WITH_WORKER)
    assert runs(child)
    launcher.kill()
    launcher.wait()
    wait_until_ended(child)


def test_the_next_start_ends_what_a_killed_launcher_left(tmp_path):
    launcher, child = a_launcher(tmp_path, STUBBORN)
    launcher.kill()
    launcher.wait()
    time.sleep(0.2)
    assert runs(child)  # it ignores the leash's SIGTERM
    assert processes.end_leftovers(tmp_path / "processes.json") == ["web"]
    wait_until_ended(child)
    assert processes.end_leftovers(tmp_path / "processes.json") == []


def test_the_next_start_ends_workers_whose_main_process_has_gone(tmp_path):
    launcher, child = a_launcher(tmp_path, WITH_WORKER)
    worker = int((tmp_path / "log" / "web.log").read_text())
    os.kill(child, signal.SIGKILL)
    wait_until_ended(child)
    assert runs(worker)
    launcher.kill()
    launcher.wait()
    assert processes.end_leftovers(tmp_path / "processes.json") == ["web"]
    wait_until_ended(worker)


@pytest.mark.parametrize("started_before", [1000.0, None])
def test_a_stranger_with_a_recorded_number_is_left_alone(tmp_path, started_before):
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        started = started_before and psutil.Process(stranger.pid).create_time() - started_before
        record = tmp_path / "processes.json"
        places.write_json(
            record, {"token": "t", "children": [{"name": "web", "pid": stranger.pid, "started": started}]}
        )
        assert processes.end_leftovers(record) == []
        time.sleep(0.1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_stranger_in_a_group_whose_leader_has_gone_is_left_alone(tmp_path):
    leader = subprocess.Popen(
        [*WITH_WORKER[:2], WITH_WORKER[2].replace("time.sleep(60)", "")], stdout=subprocess.PIPE, start_new_session=True
    )
    stranger = int(leader.stdout.readline())
    leader.wait()
    try:
        record = tmp_path / "processes.json"
        places.write_json(record, {"token": "t", "children": [{"name": "web", "pid": leader.pid, "started": 1.0}]})
        assert processes.end_leftovers(record) == []
        assert runs(stranger)
    finally:
        os.kill(stranger, signal.SIGKILL)


def test_redis_answers_to_its_password_only_and_ends(children, tmp_path):
    info = redis.start(children, tmp_path)
    try:
        assert client.Redis.from_url(info.url).ping()
        assert info.url.startswith("redis://:")
        with pytest.raises(client.AuthenticationError):
            client.Redis.from_url(info.url.split(":", 2)[0] + "://" + info.url.split("@")[1]).ping()
        assert not any(
            info.url.split(":")[2].split("@")[0] in part for part in psutil.Process(info.child.process.pid).cmdline()
        )
    finally:
        children.stop()
    assert not runs(info.child.process.pid)


def test_a_second_redis_takes_another_port(children, tmp_path):
    one, other = redis.start(children, tmp_path / "one"), redis.start(children, tmp_path / "other")
    assert one.url.split("@")[1] != other.url.split("@")[1]


def test_a_redis_that_is_given_is_used(children, tmp_path, monkeypatch):
    own = redis.start(children, tmp_path)
    monkeypatch.setenv("REDIS_URL", own.url)
    given = redis.start(children, tmp_path / "none")
    assert (given.url, given.child) == (own.url, None)
    monkeypatch.setenv("REDIS_URL", "redis://:wrong@" + own.url.split("@")[1])
    with pytest.raises(redis.RedisError, match="address given"):
        redis.start(children, tmp_path / "none")
