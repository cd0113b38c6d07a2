"""The launcher's children: started on a leash, each in a session of its own, recorded, and ended in order.

The record (each child's pid and start time, and a token that only this run's processes carry in their environment)
lets the next start end what a killed launcher left. A pid alone proves nothing: the kernel gives it to a stranger
sooner or later, so a process is ended only when its start time or its token says that it is ours.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from rollcall.servers import leash, places

TOKEN = "ROLLCALL_RUN"  # noqa: S105 - the name of a variable, not a secret
# How far two readings of one process's start time may lie apart, in seconds: the clock may have been set between.
START_TOLERANCE = 2.0


@dataclass(frozen=True, slots=True)
class Child:
    """A process that the launcher started, and where it writes.

    A task ends by itself when its one thing is done; the others serve until they are asked to end. What others depend
    on is ended last.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_start: int
    is_task: bool = False
    ends_last: bool = False

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def output(self) -> str:
        """What it has written since it was started."""
        with self.log.open("rb") as file:
            file.seek(self.log_start)
            return file.read().decode("utf-8", errors="replace")

    def last_words(self, lines: int = 20) -> str:
        """The end of what it wrote."""
        return "\n".join(self.output().splitlines()[-lines:])


class Children:
    """All children of one launcher. `environment` is what each of them gets, before its own additions."""

    def __init__(self, record: Path, logs: Path, environment: Mapping[str, str]) -> None:
        self._record = record
        self._logs = logs
        self._token = secrets.token_hex(16)
        self._children: list[Child] = []
        self.environment = {**environment, TOKEN: self._token}
        places.make_folder(logs)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        more: Mapping[str, str] = types.MappingProxyType({}),
        is_task: bool = False,
        ends_last: bool = False,
    ) -> Child:
        """Start a program, its output added to `NAME.log`. `more` are variables for it alone."""
        log = self._logs / f"{name}.log"
        with log.open("ab") as file:
            beginning = file.tell()
            process = subprocess.Popen(
                [sys.executable, "-I", leash.__file__, str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd=places.CHECKOUT,
                env={**self.environment, **more},
                start_new_session=True,
            )
        child = Child(name, process, log, beginning, is_task, ends_last)
        self._children.append(child)
        self._write_record()
        return child

    def fallen(self) -> Child | None:
        """A child that has ended and should not have, or a task that failed; None when all are well."""
        for child in self._children:
            if not child.is_alive() and not (child.is_task and child.process.returncode == 0):
                return child
        return None

    def forget(self, child: Child) -> None:
        """Stop watching a child whose end was expected; whatever it left in its group is ended."""
        _end_group(child)
        self._children.remove(child)
        self._write_record()

    def stop(self, *, patience: float = 5.0) -> None:
        """End all children, those that others depend on after the others."""
        for last in (False, True):
            _end([child for child in self._children if child.ends_last == last], patience)
        self._children.clear()
        self._record.unlink(missing_ok=True)

    def _write_record(self) -> None:
        children = [
            {"name": child.name, "pid": child.process.pid, "started": _start_time(child.process.pid)}
            for child in self._children
        ]
        places.write_json(self._record, {"token": self._token, "children": children})


def end_leftovers(record: Path) -> list[str]:
    """End what an earlier launcher left running, by its record. Returns the names of what was ended."""
    held = places.read_json(record)
    ended, killed = [], []
    for child in held.get("children", []):
        left = list(_ours(child["pid"], child["started"], held["token"]))
        if left:
            ended.append(str(child["name"]))
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()  # psutil compares start times once more before it signals
                killed.append(process.pid)
    _await_ends(killed)
    record.unlink(missing_ok=True)
    return ended


def _ours(pid: int, started: float | None, token: str) -> Iterator[psutil.Process]:
    """The processes of the group that `pid` led and that are certainly ours."""
    leader_started = _start_time(pid)
    if leader_started is not None and (started is None or abs(leader_started - started) > START_TOLERANCE):
        return  # the number belongs to a stranger by now, so no process of our group is left
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if _group(process.pid) == pid and (leader_started is not None or process.environ().get(TOKEN) == token):
                yield process


def _start_time(pid: int) -> float | None:
    """When the process was started, in seconds since 1970; None when there is none."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE:
            return float(process.create_time())
    return None


def _end(children: list[Child], patience: float) -> None:
    """Ask each child to end, wait, then end what is left of their groups."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.process.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, deadline - time.monotonic()))
        _end_group(child)


def _end_group(child: Child) -> None:
    """End a child and whatever it left in its group, and wait until they have ended."""
    left = [pid for pid in psutil.pids() if _group(pid) == child.process.pid]
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()
    _await_ends(left)


def _group(pid: int) -> int | None:
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(pid)
    return None


def _await_ends(killed: Collection[int], patience: float = 5.0) -> None:
    """Wait for processes that were killed: a signal is only a request, and until its end a server has its port."""
    deadline = time.monotonic() + patience
    while any(_start_time(pid) is not None for pid in killed) and time.monotonic() < deadline:
        time.sleep(0.02)
