"""`rollcall serve`: the one start of production, in a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.live import held_port
from tests.session_database import ROOT
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


def test_it_serves_until_it_is_asked_to_end(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = started(port)
    try:
        for _ in range(1200):
            assert process.poll() is None, process.stderr.read()
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", "/sign-in/", headers={"Host": settings.ID_HOST})
        answer = line.getresponse()
        assert answer.status == 200
        assert b"Sign in" in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()


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
