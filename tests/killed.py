"""A process of the product's that dies as `kill -9` would have it, at the step a test names."""

import os
import signal
from collections.abc import Callable

from django.db import connections


def die() -> None:
    """Die here, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(act: Callable[[], object]) -> None:
    """Run `act`, which must come to `die`, in a process forked for it, with database connections of its own."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)  # whatever happened: this process is a second one of the test run, and must not go on with it
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
