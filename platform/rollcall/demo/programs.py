"""What the launcher runs: the command line of each of the demo's programs."""

import sys
from pathlib import Path

from rollcall.front.command import command


def _module(*command: str) -> list[str]:
    return [sys.executable, "-m", *command]


def assets() -> list[str]:
    """Builds styles, scripts and typeface when their sources have changed, then ends."""
    return _module("foundation.ui.frontend")


def prepare() -> list[str]:
    """Migrates and makes the invented trust when there is none, then ends."""
    return _module("rollcall.demo.prepare")


def people() -> list[str]:
    """Prints who can sign in, then ends."""
    return _module("rollcall.demo.people")


def carriers() -> list[str]:
    """Stand-ins of those who carry messages and of a virus scanner. It says in one line where they are."""
    return _module("rollcall.servers.stand_ins")


def web(port: int) -> list[str]:
    """The web server, as `rollcall serve` starts it."""
    return command("127.0.0.1", port, workers=2)


def worker(state: Path) -> list[str]:
    """The worker of the ordinary queues, with the clock that sends what is due."""
    return _celery("worker", "default,register", "--beat", f"--schedule={state / 'beat-schedule'}")


def owner_worker() -> list[str]:
    """The worker of the one queue that may make schools: only it is given the owner's login."""
    return _celery("owner", "owner")


def _celery(name: str, queues: str, *more: str) -> list[str]:
    alone = ("--without-gossip", "--without-mingle", "--concurrency=1")
    return _module(
        "celery", "--app=rollcall.celery", "worker", f"--hostname={name}@%h", f"--queues={queues}", *alone, *more
    )
