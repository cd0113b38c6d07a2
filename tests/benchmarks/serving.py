"""The product behind granian for one browser that keeps its connection, and the statements of a request sent again bare."""

import datetime as dt
import http.client
import os
import re
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import psycopg
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.database.scope import ALIAS
from rollcall.front.command import command
from tenants.trusts.models import LocalAuthority, School, Trust
from tests.benchmarks.measuring import Act, exactly
from tests.benchmarks.served.one_read import ANSWER, PATH
from tests.journeys.classroom import ahead
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import host_of


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

    def get(self, path: str) -> bytes:
        """The page. AssertionError for anything but a 200."""
        return self.ask("GET", path)

    def post(self, path: str, body: str) -> bytes:
        """The answer to a save in JSON, sent once under a key of its own. AssertionError for anything but a 200."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, "Idempotency-Key": uuid.uuid4().hex}
        return self.ask("POST", path, body, **headers)


def browser_of(client: Client, port: int, place: School | Trust | LocalAuthority) -> Browser:
    """A browser of the product behind granian, signed in as this client is."""
    name = settings.SESSION_COOKIE_NAME
    return Browser(port, host_of(place), {name: client.cookies[name].value})


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


class Asks(Protocol):
    """Somebody signed in at a place: a browser through granian, or `Asking` in this process."""

    def get(self, path: str, /) -> bytes: ...


def one_read(who: Asks) -> "Act[bytes]":
    """The one-read page, asked for by who asks for the pages beside it."""

    def one_row(body: bytes) -> str:
        assert body.startswith(ANSWER), body[:300]
        return "one row"

    return Act("one-read page", lambda: who.get(PATH), right=one_row)


def captured(act: Callable[[], object]) -> list[str]:
    """The statements that an act in this process sends."""
    with CaptureQueriesContext(connections[ALIAS]) as statements:
        act()
    return [row["sql"] for row in statements]


@contextmanager
def bare(schema: str, *captures: tuple[str, list[str]]) -> Iterator[list["Act[int]"]]:
    """For each name and its statements an act that sends them bare, each fetched whole; what they write does not stay.

    A superuser sends them, in this schema.
    """
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        connection.execute(f"SET search_path = {schema}, public")
        yield [
            Act(f"its SQL bare, {name}" if name else "its SQL bare", partial(send, connection, statements),
                right=exactly(len(statements), "statements"))
            for name, statements in captures
        ]  # fmt: skip


def send(connection: "psycopg.Connection[tuple[object, ...]]", statements: list[str]) -> int:
    """Send them all, each fetched whole, and say how many; what they write does not stay."""
    for sql in statements:
        answer = connection.execute("ROLLBACK" if sql == "COMMIT" else sql)
        if answer.description is not None:
            answer.fetchall()
    return len(statements)


def settled(school: School) -> None:
    """Have the server know a school that was filled just now as it knows one of some days: cleaned, counted, on the disk."""
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        tables = superuser.execute(
            "SELECT string_agg(format('%%I.%%I', schemaname, tablename), ', ') FROM pg_tables WHERE schemaname = %s",
            [school.schema_name],
        ).fetchone()
        superuser.execute(f"VACUUM (ANALYZE) {tables[0]}")  # type: ignore[index]
        superuser.execute("CHECKPOINT")
