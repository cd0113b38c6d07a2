"""A process of the product's that dies as `kill -9` would have it, at the step a test names."""

import os
import signal
from collections.abc import Callable
from typing import NamedTuple

from django.db import connections

from foundation.database.backend.base import DatabaseWrapper


class Step(NamedTuple):
    """A COMMIT of a process, the first is 1, and whether it dies just before or just after it.

    What the database holds changes at a COMMIT alone; what is done outside it (a message given to its carrier) lies
    between one's after and the next one's before.
    """

    commit: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} COMMIT {self.commit}"


def die() -> None:
    """Die here, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(act: Callable[[], object]) -> None:
    """Run `act`, which must come to `die`, in a process forked for it, with database connections of its own."""
    assert _died(act)


def killed_at(step: Step, act: Callable[[], object]) -> bool:
    """Run `act` in a process that dies at that step; False where it came through with fewer."""

    def counted() -> None:
        commit, done = DatabaseWrapper._commit, 0

        def mortal(self: DatabaseWrapper) -> None:
            nonlocal done
            done += 1
            if done == step.commit and not step.after:
                die()
            commit(self)
            if done == step.commit:
                die()

        DatabaseWrapper._commit = mortal  # type: ignore[method-assign] - in a process that ends with this
        act()

    return _died(counted)


def _died(act: Callable[[], object]) -> bool:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)  # whatever happened: this process is a second one of the test run, and must not go on with it
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        return False
    assert os.WTERMSIG(status) == signal.SIGKILL
    return True
