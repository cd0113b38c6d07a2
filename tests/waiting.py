"""Waiting for what comes about elsewhere: in another thread, process or transaction."""

import time
from collections.abc import Callable

import pytest


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it does. A test that waits in vain fails; how long it took is no matter of any test."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            pytest.fail("what was waited for did not come about")
        time.sleep(0.01)
