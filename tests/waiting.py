"""Waiting for what comes about elsewhere: in another thread, process or transaction."""

import time
from collections.abc import Callable

import psycopg
import pytest

from tests.session_database import SUPERUSER_URL


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it does. A test that waits in vain fails; how long it took is no matter of any test."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            pytest.fail("what was waited for did not come about")
        time.sleep(0.01)


def wait_for_transactions() -> None:
    """Wait until whatever transaction is under way now has ended, other tests' too: lines are sealed only then."""
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        (now,) = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone() or (None,)
        ended = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
        wait_until(lambda: connection.execute(ended, [now]).fetchone() == (True,))
