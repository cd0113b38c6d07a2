"""The product behind granian for one browser that keeps its connection, and the statements of a request sent again bare."""

import datetime as dt
import http.client
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.database.scope import ALIAS
from rollcall.front.command import command
from tests.journeys.classroom import ahead
from tests.session_database import ROOT


@dataclass
class Browser:
    """A kept-alive connection to one host, with the cookies of somebody signed in."""

    port: int
    host: str
    cookies: dict[str, str]
    token: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def ask(self, method: str, path: str, body: str | None = None, *, status: int = 200, **headers: str) -> bytes:
        """The body of an answer of that status; AssertionError for anything else."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Host": self.host, "Cookie": cookies, **headers})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == status, (answer.status, text[:300])
        for name, value in re.findall(r"([\w-]+)=([^;]+);", answer.getheader("Set-Cookie") or ""):
            if name == settings.CSRF_COOKIE_NAME:
                self.cookies[name] = value
        return text


@contextmanager
def granian(moment: dt.datetime, *, workers: int = 1, front: bool = True) -> Iterator[int]:
    """The product on a port of its own, as it is served, its clock at a moment of the school's day.

    Or without the front: by granian's WSGI interface, with a thread for each process.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
        "ROLLCALL_CLOCK_AHEAD": str(int(ahead(moment).total_seconds())),
    }
    environment.pop("DATABASE_OWNER_URL", None)  # the web server refuses to start with the owner's login
    serve = command("127.0.0.1", port, workers=workers)
    without = [*serve[:3], "--interface=wsgi", f"--port={port}", "--http=1", "--no-ws", f"--workers={workers}"]
    without += ["--blocking-threads=1", "rollcall.wsgi:application"]
    process = subprocess.Popen([*(serve if front else without), "--log-level=error"], cwd=ROOT, env=environment)
    try:
        for _ in range(1800):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "granian did not start"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=120)


def captured(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connections[ALIAS]) as statements:
        act()
    return [row["sql"] for row in statements]


def bare(connection: "psycopg.Connection[tuple[object, ...]]", statements: list[str]) -> None:
    """Send them all, each fetched whole; what they write does not stay."""
    for sql in statements:
        answer = connection.execute("ROLLBACK" if sql == "COMMIT" else sql)
        if answer.description is not None:
            answer.fetchall()
