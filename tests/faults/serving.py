"""The product's own web server, as it is run for people, to be killed and started again on the same port."""

import contextlib
import datetime as dt
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rollcall.front.command import command
from rollcall.servers import leash
from tests.faults.ground import ROOT, Ground
from tests.faults.ledger import TODAY

LONDON = ZoneInfo("Europe/London")
NOTHING: Mapping[str, str] = MappingProxyType({})
#: Every server's clock stands at 06:00 of the trials' day when this module is loaded, and goes on from there.
AHEAD = dt.datetime.combine(TODAY, dt.time(6), tzinfo=LONDON) - dt.datetime.now(tz=dt.UTC)


class Server:
    """The product as it is served, with one process: what two clients of a school send at once is worked on at once.

    (Of two processes, each client's line may end at another, and a kill would strike one of them alone.)
    `planted` names a fault of `planted`; `url` another way to PostgreSQL.
    """

    def __init__(
        self, ground: Ground, *, planted: str = "", url: str = "", port: int = 0, more: Mapping[str, str] = NOTHING
    ) -> None:
        told = {"ROLLCALL_CLOCK_AHEAD": str(round(AHEAD.total_seconds())), "ROLLCALL_PLANTED": planted, **more}
        self._environment = ground.environment(**told, **({"DATABASE_URL": url} if url else {}))
        self._application = "tests.faults.planted:served" if planted else "rollcall.asgi:application"
        self.log = ground.state.parent / "web.log"
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        leashed = [sys.executable, "-I", leash.__file__, str(os.getpid())]  # ends with us, also when we are killed
        program = command("127.0.0.1", self.port, workers=1, application=self._application)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*leashed, *program],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"the web server does not answer; its log ends:\n{self.log.read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL to the parent and its workers, all at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", "/", headers={"Host": "127.0.0.1"})
            return line.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def free_port() -> int:
    """Below the ports that the kernel gives to clients: one of those could be gone when the server is started again."""
    while True:
        port = secrets.choice(range(20000, 32000))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def served(ground: Ground, running: Server | None, *, planted: str = "") -> Iterator[Server]:
    """The server that runs already, for a trial that does it no harm; else one of the trial's own, which ends with it."""
    if running is not None:
        yield running
        return
    with Server(ground, planted=planted) as server:
        yield server
