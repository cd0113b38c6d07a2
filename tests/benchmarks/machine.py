"""The machine a benchmark runs on: what it is, and who else used its processors while something was timed."""

import os
import platform
import subprocess
from dataclasses import dataclass
from typing import Final

import psutil
import psycopg

from tests.session_database import ROOT, SUPERUSER_URL, info

#: Figures are doubtful when others, or the machine's own host, took more than this share of the processors.
DOUBTFUL: Final = 0.10
#: What decides how long a commit or a page of the server's takes.
SETTINGS: Final = (
    *("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level"),
    *("autovacuum", "shared_buffers", "max_connections"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Processor seconds since the machine started, of all its processors: altogether, idle, stolen by its host, and ours."""

    altogether: float
    idle: float
    stolen: float
    ours: float


@dataclass(frozen=True, slots=True)
class Load:
    """What became of the processors between two moments, as shares of all of them, and the load average of a minute."""

    others: float
    stolen: float
    average: float

    @property
    def doubtful(self) -> bool:
        return self.others + self.stolen > DOUBTFUL

    def __str__(self) -> str:
        warning = ": DOUBTFUL" if self.doubtful else ""
        return f"load {self.average:.1f}, others {self.others:.0%}, stolen {self.stolen:.0%}{warning}"


def moment() -> Moment:
    """Now. Ours are this process, all that it started, and its database's server."""
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    stolen = getattr(times, "steal", 0.0)
    return Moment(sum(times[:8]), idle, stolen, _ours())


def between(begun: Moment, ended: Moment) -> Load:
    """The load of that time; of no time at all, nothing."""
    altogether = ended.altogether - begun.altogether
    if altogether <= 0:
        return Load(0.0, 0.0, os.getloadavg()[0])
    stolen = ended.stolen - begun.stolen
    others = altogether - (ended.idle - begun.idle) - stolen - (ended.ours - begun.ours)
    return Load(max(0.0, others) / altogether, stolen / altogether, os.getloadavg()[0])


def _ours() -> float:
    """A process that ended is counted by the one that waited for it."""
    server = int((info.data / "postmaster.pid").read_text().splitlines()[0])
    used = 0.0
    for root in (os.getpid(), server):
        process = psutil.Process(root)
        for one in (process, *process.children(recursive=True)):
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            used += times.user + times.system + times.children_user + times.children_system
    return used


def settings() -> dict[str, str]:
    """The server's settings that a figure hangs on."""
    with psycopg.connect(SUPERUSER_URL) as connection:
        return {name: str(connection.execute(f"SHOW {name}").fetchone()[0]) for name in SETTINGS}  # type: ignore[index]


def commit() -> str:
    """The commit that is measured, with a + when the checkout differs from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    # What was measured last is written into the checkout itself.
    changed = git("status", "--porcelain", "--", ".", ":!tests/benchmarks/last.json", ":!docs")
    return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")


def described() -> dict[str, object]:
    """Processors, memory and Python, in plain words."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "processors": psutil.cpu_count(),
        "memory": f"{memory:.0f} GiB",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
