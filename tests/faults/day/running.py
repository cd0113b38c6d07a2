"""The product as a school meets it on one day: web server, worker with its beat, broker and carrier; the clock moves."""

import contextlib
import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import sql

from rollcall.servers import leash, redis
from rollcall.servers.processes import Children
from rollcall.servers.stand_ins import TwilioServer
from tests.faults.client import PATIENCE
from tests.faults.ground import ROOT, Ground, Place
from tests.faults.ledger import TODAY
from tests.faults.serving import LONDON, Server, free_port

SETTINGS = "tests.faults.day.settings"


class Worker:
    """Celery's worker of the ordinary queues with the beat in it, as the demo starts it."""

    def __init__(self, folder: Path, environment: dict[str, str], *, planted: str) -> None:
        self._environment = {**environment, "ROLLCALL_PLANTED": planted}
        self._application = "tests.faults.day.planted:app" if planted else "rollcall.celery"
        self._folder = folder
        self.log = folder / "worker.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. What it is to do waits for it."""
        command = [sys.executable, "-I", leash.__file__, str(os.getpid()), sys.executable, "-m", "celery"]
        command += [f"--app={self._application}", "worker", "--queues=default,register", "--loglevel=INFO"]
        command += ["--without-gossip", "--without-mingle", "--concurrency=1"]
        command += ["--beat", f"--schedule={self._folder / 'beat'}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to it and its children, all at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@dataclass
class School:
    """One school's day under way. `struck` counts the kills by what died."""

    ground: Ground
    place: Place
    carrier: TwilioServer
    web: Server
    worker: Worker
    chance: random.Random
    clock: Path
    struck: list[str] = field(default_factory=list)
    _ahead: int = 0

    def move_clock(self, hour: int, minute: int, *, on: dt.date = TODAY) -> None:
        """Turn the hands to another time of the day, under both programs as they run."""
        moment = dt.datetime.combine(on, dt.time(hour, minute), tzinfo=LONDON)
        self._ahead = round((moment - dt.datetime.now(tz=dt.UTC)).total_seconds())
        next_to_it = self.clock.with_suffix(".new")
        next_to_it.write_text(str(self._ahead))
        next_to_it.replace(self.clock)  # whoever looks at it sees the one time or the other

    def begin(self) -> None:
        """Start both, at the time the clock shows."""
        self.worker.start()
        self.web.start()

    def now(self) -> dt.datetime:
        """By the clock people work by."""
        return dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=self._ahead)

    def end(self) -> None:
        """Kill both."""
        self.web.kill()
        self.worker.kill()

    def strike(self, *, after: Callable[[], object]) -> None:
        """Kill web, worker or both once `after` has returned, and start them again."""
        after()
        which = self.chance.choice(["web", "worker", "both"])
        hit: list[Server | Worker] = []
        if which != "worker":
            hit.append(self.web)
        if which != "web":
            hit.append(self.worker)
        for one in hit:
            one.kill()
        self.struck.append(which)
        for one in reversed(hit):
            one.start()

    def strike_worker(self, *, after: Callable[[], object]) -> None:
        """Kill the worker alone."""
        after()
        self.worker.kill()
        self.struck.append("worker")
        self.worker.start()

    def settle(self) -> None:
        """Wait until nothing more is owed by now. What is still owed after a minute is for the judge."""
        deadline = time.monotonic() + PATIENCE
        while self.owes() and time.monotonic() < deadline:
            time.sleep(0.1)

    def owes(self) -> bool:
        """Whether the worker has anything to do by now."""
        with self.ground.connect() as eyes, eyes.transaction():
            eyes.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(self.place.schema)))
            return eyes.execute(OWED, {"now": self.now()}).fetchone() != (0,)


#: What the worker has still to do at a moment.
OWED = """
    SELECT (SELECT count(*) FROM journal_outboxrow WHERE done_at IS NULL AND attempts < 20)
         + (SELECT count(*) FROM journal_inboxrow WHERE NOT passed_on AND topic <> '')
         + (SELECT count(*) FROM journal_duerow WHERE state = 'waiting' AND at <= %(now)s)
"""


@contextlib.contextmanager
def school(ground: Ground, *, forms: int, seed: int, planted: str = "") -> Iterator[School]:
    """A new school on this ground, with a broker and a carrier of its own; nothing runs before the clock is set."""
    folder = ground.state.parent / f"day{forms}"
    folder.mkdir()
    (clock := folder / "clock").write_text("0")
    children = Children(folder / "children.json", folder / "logs", ground.environment())
    with TwilioServer() as carrier, contextlib.ExitStack() as ending:
        ending.callback(children.stop)
        port = free_port()
        more = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "REDIS_URL": redis.start(children, folder).url,
            "ROLLCALL_PORT": str(port),
            "ROLLCALL_DAY_CLOCK": str(clock),
        }
        place = _prepare(ground, carrier, forms, more)
        made = School(
            ground,
            place,
            carrier,
            Server(ground, port=port, more=more),
            Worker(folder, ground.environment(**more), planted=planted),
            random.Random(seed),
            clock,
        )
        ending.callback(made.end)
        yield made


def _prepare(ground: Ground, carrier: TwilioServer, forms: int, more: dict[str, str]) -> Place:
    command = [sys.executable, "-m", "tests.faults.day.preparing", str(forms), carrier.address, carrier.account]
    ended = subprocess.run(
        [*command, carrier.number],
        cwd=ROOT,
        env=ground.environment(DATABASE_OWNER_URL=ground.info.owner_url, ROLLCALL_GATEWAY_TOKEN=carrier.token, **more),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Place(**json.loads(ended.stdout.splitlines()[-1]))
