"""A worker that publishes one school's saves beside whatever is measured, as a process of its own, told when.

It drains the school's outbox as the product's worker does, and looks again at once, so that it is never later than one that
a broker wakes. It is told `go`, and `stop`: to that it answers how often it has published since, once nothing is waiting.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tenants.trusts.models import School


@dataclass
class Worker:
    """The running worker."""

    process: "subprocess.Popen[str]"

    def go(self) -> None:
        self._tell("go")

    def stop(self) -> int:
        """Wait until all is published; how often it published."""
        self._tell("stop")
        return int(self.process.stdout.readline())  # type: ignore[union-attr]

    def _tell(self, word: str) -> None:
        self.process.stdin.write(f"{word}\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]


@contextmanager
def worker(school: School, *, ahead: float) -> Iterator[Worker]:
    """Started and waiting for its first word; its clock is so many seconds ahead."""
    environment = os.environ | {"ROLLCALL_CLOCK_AHEAD": str(int(ahead))}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.served.settings"
    environment.pop("DATABASE_OWNER_URL", None)
    command = [sys.executable, "-m", "tests.benchmarks.served.worker", str(school.pk)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        made = Worker(process)
        made.stop()
        yield made
        assert process.stdin is not None
        process.stdin.close()
