"""Folders for the servers' state, short enough for a socket and reachable by the database server's account."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rollcall.servers import cluster


@contextmanager
def a_state() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rollcall-"))
    folder.chmod(0o711)
    try:
        yield folder / "demo"
    finally:
        remove_when_unused(folder / "demo")
        shutil.rmtree(folder)


def remove_when_unused(state: Path) -> None:
    """Remove the cluster; a launcher that was killed a moment ago may still be leaving it."""
    for _time in range(50):
        with suppress(cluster.ClusterError):
            return cluster.remove("demo", state=state)
        time.sleep(0.1)
    return cluster.remove("demo", state=state)


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder of the test's own; whatever cluster was made in it is stopped and removed."""
    with a_state() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    """One for all tests that leave the cluster as they found it: making one takes a second."""
    with a_state() as folder:
        yield folder
