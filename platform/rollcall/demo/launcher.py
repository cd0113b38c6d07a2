"""`rollcall demo`: PostgreSQL, Redis, a store of files, the invented trust, the web server and the workers, in one command.

One launcher runs per checkout. Whatever ends it (Ctrl-C, SIGTERM, a closed terminal, a child that fell), everything
it started ends too; after a `kill -9` the kernel ends the children and the next start looks after what is left.
"""

import contextlib
import datetime as dt
import http.client
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from foundation.london import LONDON
from foundation.refusals import Refused
from rollcall.demo import day, programs, running
from rollcall.demo.progress import Progress
from rollcall.servers import cluster, files, places, ports, processes, redis
from rollcall.servers.processes import Child, Children

DOMAIN = "rollcall.localhost"
PATIENCE = 120.0  # seconds for web and workers to be ready: a cold machine compiles every module first
NOTED_EVERY = 30.0  # seconds between two notes of how far the demo's clock has come


class StopAskedError(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


class FallenError(Exception):
    """A child ended that should not have; the message says which and shows its last words."""


def run(*, first_port: int = 8000, at: dt.time | None = None, folder: Path | None = None) -> int:
    """Start everything, show where to go, and wait until it is to stop. Returns the exit status.

    `at` puts the demo's clock forward to an hour of its day.
    """
    state = running.State(folder or places.state_dir("demo"))
    lock = state.taken()
    if lock is None:
        if at is not None:
            message = (
                "its clock is set at a start, and a demo runs here already. Stop it first: `rollcall demo --stop`."
            )
            raise Refused(message)
        return running.say_where(state)
    with lock:
        places.write_json(state.told, {"pid": os.getpid()})
        try:
            return _Launcher(state, first_port, at).run()
        finally:
            state.told.unlink(missing_ok=True)


class _Launcher:
    """One run, from the first step to the last child's end."""

    def __init__(self, state: running.State, first_port: int, at: dt.time | None) -> None:
        self.state = state
        self.first_port = first_port
        self.at = at
        self.progress = Progress()
        self.asked_to_stop = False
        self.children = Children(state.record, state.folder / "log", _environment(state.folder))
        self.day: dt.date | None = None  # the demo's own, once its clock runs
        self.ahead = dt.timedelta(0)

    def run(self) -> int:
        status = 0
        with self._signals():
            try:
                self._start()
                self._watch()
            except StopAskedError:
                pass
            except FallenError as fall:
                self.progress.say(f"\n{fall}")
                status = 1
            finally:
                self._stop()
        return status

    # --- the steps ---

    def _start(self) -> None:
        progress = self.progress
        for name in processes.end_leftovers(self.state.record):
            progress.say(f"  ended {name}, left by a launcher that was killed")
        for log in (self.state.folder / "log").glob("*.log"):
            log.unlink()
        assets = self.children.start("assets", programs.assets(), is_task=True)
        carriers = self.children.start("carriers", programs.carriers())
        port = ports.hold(self.first_port)
        self.port = port
        if port.number != self.first_port:
            progress.say(f"  port {self.first_port} is in use; using {port.number}")
        self.children.environment["ROLLCALL_PORT"] = str(port.number)
        with progress.step("PostgreSQL"):
            owner = self._start_postgres()
        self._look()
        with progress.step("Redis"):
            info = redis.start(self.children, self.state.folder, wait=lambda: self._wait(0.02))
            self.children.environment["REDIS_URL"] = info.url
        with progress.step("carriers of messages, virus scanner, store of files"):
            told = json.loads(self._first_line(carriers))
            places.write_json(self.state.carriers, told)
            self.children.environment["ANTIVIRUS"] = told["clamd"]["address"]
            stored = files.start(self.children, self.state.folder, wait=lambda: self._wait(0.02))
            self.children.environment["FILE_STORE_URL"] = stored.url
        with progress.step("database and the invented trust"):
            prepare = self.children.start("prepare", programs.prepare(), more=owner, is_task=True)
            self._finish(prepare)
        with progress.step("page assets"):
            self._finish(assets)
        self._set_clock()
        with progress.step("web server and workers"):
            self._serve(owner)
        self._tell(owner)

    def _first_line(self, child: Child) -> str:
        """What a child says first, once it has said it."""
        while "\n" not in child.output():
            self._wait(0.02)
        return child.output().splitlines()[0]

    def _start_postgres(self) -> dict[str, str]:
        """Give every child the application's login; return the owner's, for those who need it."""
        given = [os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")]
        if any(given):
            if not all(given):
                message = "set both DATABASE_URL (the application's login) and DATABASE_OWNER_URL, or neither"
                raise Refused(message)
            application, owner = (str(url) for url in given)
        else:
            info = cluster.start("demo", durable=True, state=self.state.folder)
            application, owner = info.database_url, info.owner_url
        self.children.environment["DATABASE_URL"] = application
        return {"DATABASE_OWNER_URL": owner}

    def _set_clock(self) -> None:
        """Start the demo's clock from where `prepare` says that it stands, or from the later hour that was asked for."""
        kept = day.kept(self.state.folder)
        if kept is not None:
            self.day, moment = kept
            if self.at is not None:
                moment = day.moved(self.day, moment, self.at)
            self.ahead = dt.timedelta(seconds=day.seconds_ahead(moment, now=dt.datetime.now(dt.UTC)))
        self.children.environment["ROLLCALL_CLOCK_AHEAD"] = str(round(self.ahead.total_seconds()))

    def _demo_now(self) -> dt.datetime:
        return dt.datetime.now(LONDON) + self.ahead

    def _note_clock(self) -> None:
        """Leave for the next start how far the demo's clock has come."""
        if self.day is not None:
            day.keep(self.state.folder, self.day, self._demo_now())

    def _serve(self, owner: dict[str, str]) -> None:
        self.children.start("web", programs.web(self.port.number))
        workers = [
            self.children.start("worker", programs.worker(self.state.folder)),
            self.children.start("owner-worker", programs.owner_worker(), more=owner),
        ]
        deadline = time.monotonic() + PATIENCE
        waiting = {"the web server": self._web_answers} | {
            f"the {worker.name}": lambda worker=worker: " ready." in worker.output() for worker in workers
        }
        while waiting:
            self._wait(0.1)
            waiting = {name: is_ready for name, is_ready in waiting.items() if not is_ready()}
            if waiting and time.monotonic() > deadline:
                message = (
                    f"{' and '.join(waiting)} did not become ready within {PATIENCE:.0f} s; see {self.state.folder}/log"
                )
                raise FallenError(message)

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port.number, timeout=10)
        try:
            connection.request("GET", "/")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if status != 200:
            message = f"the web server answers with status {status}; see {self.state.folder}/log/web.log"
            raise FallenError(message)
        return True

    def _tell(self, owner: dict[str, str]) -> None:
        """Say where to go and who can sign in; let other commands of this checkout join."""
        people = self.children.start("people", programs.people(), more=owner, is_task=True)
        self._finish(people, show=False)
        address = f"http://id.{DOMAIN}:{self.port.number}/"
        places.write_json(
            self.state.told,
            {"pid": os.getpid(), "ready": True, "address": address, "environment": self._joining() | owner},
        )
        say = self.progress.say
        say(f"\nReady after {self.progress.seconds():.1f} s.\n")
        say(people.output().rstrip())
        self._tell_time()
        say(f"\n  Open  {address}\n  Stop  Ctrl-C\n")

    def _tell_time(self) -> None:
        if self.day is None:
            return
        now = self._demo_now()
        self.progress.say(f"\n  {day.in_words(now)}.")
        if day.is_over(self.day, now):
            self.progress.say("  Its school day is over. For a new one: `rollcall demo --remove`, then start again.")

    def _joining(self) -> dict[str, str]:
        """The variables of our children that make a command part of this demo."""
        ours = self.children.environment
        names = (
            *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MOVER_KEYS", "FILE_STORE_URL", "ANTIVIRUS"),
            "DJANGO_SETTINGS_MODULE",
        )
        return {name: value for name, value in ours.items() if name in names or name.startswith("ROLLCALL_")}

    def _watch(self) -> None:
        noted = time.monotonic()
        while True:
            self._wait(0.25)
            if time.monotonic() - noted >= NOTED_EVERY:
                noted = time.monotonic()
                self._note_clock()

    def _stop(self) -> None:
        self.progress.say("\nStopping.")
        began = time.monotonic()
        self.children.stop()
        self._note_clock()
        cluster.stop("demo", state=self.state.folder)
        self.progress.say(f"Stopped; nothing is left running ({time.monotonic() - began:.1f} s).")

    # --- waiting ---

    def _wait(self, seconds: float) -> None:
        time.sleep(seconds)
        self._look()

    def _look(self) -> None:
        """Raise when we are to stop or a child has fallen."""
        if self.asked_to_stop:
            raise StopAskedError
        fallen = self.children.fallen()
        if fallen:
            status = fallen.process.returncode
            message = f"{fallen.name} ended (status {status}). Its log, {fallen.log}, ends:\n\n{fallen.last_words()}"
            raise FallenError(message)

    def _finish(self, task: Child, *, show: bool = True) -> None:
        """Wait for a task, showing its lines as they come. Raises FallenError when it fails."""
        shown = 0
        ended = False
        while not ended:
            ended = not task.is_alive()
            lines = task.output().splitlines()
            for line in lines[shown:] if show else ():
                self.progress.detail(line)
            shown = len(lines)
            self._wait(0 if ended else 0.1)
        self.children.forget(task)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Signals only leave a note: whatever step is under way ends in an orderly manner first."""

        def note(_number: int, _frame: object) -> None:
            self.asked_to_stop = True

        heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, note) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _environment(folder: Path) -> dict[str, str]:
    """The environment of every child of the demo. The owner's login is not in it."""
    keys = folder / "secret.json"
    held = places.read_json(keys)
    if not {"secret_key", "mover_key"} <= held.keys():
        held = {name: secrets.token_urlsafe(50) for name in ("secret_key", "mover_key")} | held
        places.write_json(keys, held)
    ours = {
        "DJANGO_SETTINGS_MODULE": "rollcall.settings.demo",
        "PYTHONPATH": os.pathsep.join((str(places.CHECKOUT), str(places.CHECKOUT / "platform"))),
        "PYTHONUNBUFFERED": "1",
        "ROLLCALL_DEMO": "1",
        "ROLLCALL_DEMO_STATE": str(folder),
        "ROLLCALL_DOMAIN": DOMAIN,
        "SECRET_KEY": held["secret_key"],
        "MOVER_KEYS": held["mover_key"],
    }
    not_ours = ("DATABASE_OWNER_URL", "ROLLCALL_CLOCK_AHEAD")
    inherited = {name: value for name, value in os.environ.items() if name not in not_ours}
    return inherited | ours
