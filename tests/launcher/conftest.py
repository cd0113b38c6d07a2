"""Folders for the launcher's state, short enough for a socket and reachable by the database server's account."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rollcall.demo import cluster


@contextmanager
def a_state() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rollcall-"))
    folder.chmod(0o711)
    try:
        yield folder / "demo"
    finally:
        cluster.remove("demo", state=folder / "demo")
        shutil.rmtree(folder)


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
