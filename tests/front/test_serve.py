"""`rollcall serve`: the one start of production, in a process of its own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import brotli
import psutil
import pytest
from django.conf import settings

from tests.live import held_port
from tests.rollcall.test_starting import SAFE
from tests.session_database import ROOT
from tests.waiting import wait_until
from tests.world import World


def started(port: int, **more: str) -> "subprocess.Popen[bytes]":
    """The command with the application's login alone, on the tests' database."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    paths = os.pathsep.join((str(ROOT), str(ROOT / "platform")))
    return subprocess.Popen(
        [sys.executable, "-m", "rollcall", "serve", f"--port={port}", "--workers=1"],
        cwd=ROOT,
        env={**inherited, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "rollcall.settings.test", **more},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@contextmanager
def serving(**more: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Its port and its process, once it answers there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = started(port, **more)
    try:
        for _ in range(1200):
            assert process.poll() is None, process.communicate()
            if answers(port):
                break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()  # killed, it would leave its workers
        process.communicate(timeout=60)


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def got(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def test_it_outlives_its_workers_and_serves_until_it_is_asked_to_end(world: World) -> None:
    with serving() as (port, process):
        status, page = got(port, "/sign-in/", Host=settings.ID_HOST)
        assert status == 200
        assert b"Sign in" in page
        workers = psutil.Process(process.pid).children()
        for worker in workers:
            worker.kill()
        psutil.wait_procs(workers, timeout=60)
        wait_until(lambda: process.poll() is not None or answers(port))
        assert got(port, "/sign-in/", Host=settings.ID_HOST)[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_a_complete_production_environment_is_all_that_a_page_and_what_it_fetches_need(world: World) -> None:
    (ROOT / "staticfiles" / "staticfiles.json").unlink(missing_ok=True)  # as in a fresh checkout
    here = {
        "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
        "EMAIL_URL": "smtp://localhost:1025",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "rollcall.settings.production",
    }
    as_proxied = {
        "Host": f"id.{SAFE['ROLLCALL_DOMAIN']}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.1",
    }
    with serving(**{**SAFE, **here}) as (port, _process):
        status, page = got(port, "/sign-in/", **as_proxied)
        assert status == 200
        fetched = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())
        assert len(fetched) > 3
        for path in fetched:
            status, whole = got(port, path, **as_proxied)
            assert status == 200, path
            if path.endswith((".css", ".js")):
                _, packed = got(port, path, **as_proxied, **{"Accept-Encoding": "gzip, br"})
                assert len(packed) < len(whole), path
                assert brotli.decompress(packed) == whole, path


@pytest.mark.parametrize("fault", ["the port is taken", "the owner's login"])
def test_it_refuses_in_words_what_would_go_wrong_later(world: World, fault: str) -> None:
    with held_port() as port, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        owner = {"DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"]} if "owner" in fault else {}
        process = started(port, **owner)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert said.count(b"\n") == 1
    assert (b"DATABASE_OWNER_URL" if owner else b"--port") in said
