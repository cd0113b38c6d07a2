"""The ground of the trials: a PostgreSQL of their own, which may be killed, with schools whose registers may be saved.

Its server waits for the disk as production's does (`durable`), unlike the tests' shared one. Nothing here loads Django:
what drives a trial and judges it is not the product.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from rollcall.servers import cluster
from tests.faults.cutting import Cutter

NAME = "faults"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Place:
    """One school: its schema and host, each group's pupils, and a session of each of its two officers."""

    schema: str
    host: str
    groups: dict[str, list[str]]
    sessions: list[str]


@dataclass
class Ground:
    """The running server and its schools; each trial takes schools nobody else uses."""

    info: cluster.ClusterInfo
    state: Path
    schools: list[Place]
    _taken: int = field(default=0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> Place:
        """A school for one trial alone."""
        with self._lock:
            self._taken += 1
            return self.schools[self._taken - 1]

    def environment(self, **more: str) -> dict[str, str]:
        """What a web server of the trials is told: the application's login, never the owner's."""
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        ours = {
            "DATABASE_URL": self.info.database_url,
            "DJANGO_SETTINGS_MODULE": "rollcall.settings.test",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
        }
        return kept | ours | more

    def connect(self) -> "psycopg.Connection[Any]":
        """The superuser's eyes, for whoever judges."""
        return psycopg.connect(self.info.superuser_url, autocommit=True)

    @contextlib.contextmanager
    def connect_again(self) -> Iterator["Callable[[], psycopg.Connection[Any]]"]:
        """Gives a connection each time it is asked: the one before, while that lives."""
        held: list[psycopg.Connection[Any]] = []

        def give() -> "psycopg.Connection[Any]":
            try:
                held[0].execute("SELECT 1")
            except (IndexError, psycopg.Error):
                held[:] = [self.connect()]
            return held[0]

        yield give
        for connection in held:
            connection.close()

    @contextlib.contextmanager
    def cutter(self) -> Iterator[Cutter]:
        """A proxy before this server, in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="rollcall-") as folder:
            cutter = Cutter(self.info.database_url, Path(folder))
            try:
                yield cutter
            finally:
                cutter.close()

    def kill_database(self) -> int:
        """SIGKILL to the postmaster and each of its processes: no checkpoint, no good-bye. Returns how many there were."""
        pid = int((self.info.data / "postmaster.pid").read_text().splitlines()[0])
        postmaster = psutil.Process(pid)
        everyone = [postmaster, *postmaster.children(recursive=True)]
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10  # one that has ended is a zombie until its parent, not us, asks for its status
        while any(_lives(process) for process in everyone) and time.monotonic() < deadline:
            time.sleep(0.005)
        return len(everyone)

    def restart_database(self) -> None:
        """Start it again as the product does; it recovers from its write-ahead log first."""
        cluster.start(NAME, durable=True, state=self.state)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


_NOT_OURS = ("DATABASE_OWNER_URL", "REDIS_URL", "ROLLCALL_CLOCK_AHEAD", "ROLLCALL_DEMO")


@contextlib.contextmanager
def ground(schools: int) -> Iterator[Ground]:
    """A new cluster with this many schools, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rollcall-"))
    folder.chmod(0o711)
    state = folder / NAME
    try:
        info = cluster.start(NAME, durable=True, state=state)
        made = Ground(info, state, [])
        made.schools.extend(Place(**one) for one in _prepare(made, schools))
        yield made
        made.kill_database()  # nothing in it is wanted any more, so nobody waits for a last checkpoint
    finally:
        cluster.remove(NAME, state=state)
        shutil.rmtree(folder)


def _prepare(made: Ground, schools: int) -> list[dict[str, Any]]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.preparing", str(schools)],
        cwd=ROOT,
        env=made.environment(DATABASE_OWNER_URL=made.info.owner_url),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(ended.stdout.splitlines()[-1])
    return found
