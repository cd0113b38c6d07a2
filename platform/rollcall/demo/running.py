"""Which demo runs in this checkout: one launcher holds a lock and tells where to go and how to join it."""

import fcntl
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from foundation.refusals import Refused
from rollcall.servers import cluster, places


@dataclass(frozen=True, slots=True)
class State:
    """The demo's folder and the files in it that tell one launcher of another."""

    folder: Path

    @property
    def told(self) -> Path:
        """What the launcher tells of itself: pid, and once it is ready the address and the variables to join with."""
        return self.folder / "running.json"

    @property
    def carriers(self) -> Path:
        """Where the stand-ins of carriers are, and what proves who one is there."""
        return self.folder / "carriers.json"

    @property
    def record(self) -> Path:
        """The launcher's children, for the next start should this one be killed."""
        return self.folder / "processes.json"

    def taken(self) -> TextIO | None:
        """The launcher's lock, when it was free: held until it is closed or we end."""
        lock = (self.folder / "launcher.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock

    def launcher(self) -> dict[str, Any] | None:
        """What the launcher that runs here tells; None when none runs."""
        if not self.folder.is_dir():
            return None
        lock = self.taken()
        if lock is None:
            return places.read_json(self.told)
        lock.close()
        return None


def environment() -> dict[str, str] | None:
    """The variables that join a command to the demo of this checkout; None when it does not run."""
    told = State(places.CHECKOUT / ".demo").launcher()
    return told["environment"] if told and told.get("ready") else None


def say_where(state: State) -> int:
    """Tell a second start where the first one is. Returns its exit status: 0 when there is a demo to go to."""
    told = places.read_json(state.told)
    if told.get("ready"):
        print(f"The demo of this checkout is already running: {told['address']}  (process {told['pid']})")
        print("Stop it with Ctrl-C in its terminal or `rollcall demo --stop`.")
        return 0
    print(f"The demo of this checkout is being started or stopped already, by process {told.get('pid')}.")
    return 1


def remove(*, folder: Path | None = None) -> int:
    """End the demo and delete all it holds, a database outside the checkout included. Returns the exit status."""
    folder = folder or places.state_dir("demo")
    stop(folder=folder)
    cluster.remove("demo", state=folder)
    shutil.rmtree(folder)
    print("Removed: the next start makes the trust anew.")
    return 0


def stop(*, folder: Path | None = None) -> int:
    """End the demo that runs in this checkout and wait until it has ended. Returns the exit status."""
    state = State(folder or places.state_dir("demo"))
    told = state.launcher()
    if told is None:
        print("No demo is running in this checkout.")
        return 0
    if "pid" in told:
        os.kill(told["pid"], signal.SIGTERM)
    for _look in range(300):
        if state.launcher() is None:
            print("Stopped.")
            return 0
        time.sleep(0.1)
    message = f"process {told.get('pid')} does not stop; its logs are in {state.folder / 'log'}"
    raise Refused(message)
