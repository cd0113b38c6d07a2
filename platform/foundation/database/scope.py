"""Who a transaction speaks for.

Every query on the `default` alias runs inside `work(scope)`: one transaction whose role and search path are set with
`SET LOCAL`, so they end with it, whatever pool or thread the connection belongs to. Outside `work` the backend raises.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction

from foundation.database.errors import ScopeConflict

if TYPE_CHECKING:
    from foundation.database.backend.base import DatabaseWrapper

logger = logging.getLogger(__name__)

ALIAS = "default"

Kind = Literal["identity", "school", "link", "trust", "authority", "seal"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One place a transaction may speak for.

    `name` tells two places apart (rows are stamped with it); `role` is the database role taken on; `search_path` is one
    schema; `settings` are `app.*` parameters that row-level security policies compare with. `reader` is the key of the
    person it is read for, from whom some rows may be hidden (`foundation.database.hiding`): the place is the same.
    """

    kind: Kind
    name: str
    role: str
    search_path: str
    settings: tuple[tuple[str, str], ...] = ()
    reader: str = field(default="", compare=False)


#: PostgreSQL cuts longer names off without a word.
LONGEST_NAME = 63


def role_name(suffix: str) -> str:
    """A role of this database. Roles are cluster-wide: the database's name keeps two databases' roles apart.

    Raises ImproperlyConfigured when the database's name is too long: cut off, two schools' roles would be one.
    """
    name = f"{settings.DATABASES[ALIAS]['NAME']}__{suffix}"
    if len(name.encode()) > LONGEST_NAME:
        message = f"{name} is too long for a role: give the database a name of at most 25 letters."
        raise ImproperlyConfigured(message)
    return name


def identity_scope() -> Scope:
    """Sessions, people, memberships and hosts; nothing of any school."""
    return Scope("identity", "identity", role_name("identity"), "public")


def seal_scope() -> Scope:
    """The audit lines above the schools, to be read, and their seals."""
    return Scope("seal", "seal", role_name("seal"), "public")


def guarded_connection() -> "DatabaseWrapper":
    """This thread's guarded connection."""
    return cast("DatabaseWrapper", connections[ALIAS])


#: Who opened the transaction. Coroutines can take turns on one thread and so on one connection; only the one that
#: opened a place may use it.
_speaking: ContextVar[Scope | None] = ContextVar("speaking", default=None)


#: What the open transaction did that stands even where everything else is rolled back.
_kept: ContextVar[list[Callable[[], None]]] = ContextVar("kept")


def keep(act: Callable[[], None]) -> None:
    """Do something that must stand even when a refusal rolls the transaction back: who was shown what.

    Whoever rolls it back does what was kept again, in a transaction of its own (`kept_acts`).
    """
    act()
    _kept.get([]).append(act)


def kept_acts() -> Sequence[Callable[[], None]]:
    """What the open transaction is to do again should it be rolled back, in order."""
    return _kept.get([])


def current_scope() -> Scope | None:
    """The place this thread's (or coroutine's) open transaction speaks for, or None."""
    scope = guarded_connection().scope
    return scope if scope is _speaking.get() else None


#: What is to be done once the open transaction has committed and its place is closed.
_afterwards: ContextVar[list[Callable[[], None]]] = ContextVar("afterwards")


def afterwards(act: Callable[[], None]) -> None:
    """Do something once the open transaction has committed, when none is open: what talks to another server.

    It may open work of its own. Nothing of it is done when the transaction is rolled back. What it raises is written
    down and undoes nothing, so it says itself, in a row, what became of it; and a process that is killed does not do it.
    """
    ready = _afterwards.get()
    transaction.on_commit(lambda: ready.append(act), using=ALIAS)


@contextmanager
def work(scope: Scope, *, statement_timeout: str | None = None) -> Iterator[Scope]:
    """Open one transaction for `scope`; commit on leaving, roll back on an exception.

    Inside work for the same scope it joins that transaction. `statement_timeout` (PostgreSQL interval text) replaces
    the default for long jobs. Raises ScopeConflict inside work for another scope.
    """
    connection = guarded_connection()
    if connection.scope is not None:
        if connection.scope != scope or current_scope() is None:
            message = f"work for {scope.name} was started inside work for {connection.scope.name}"
            raise ScopeConflict(message)
        yield scope
        return
    connection.scope = scope
    connection.scope_statement_timeout = statement_timeout
    _speaking.set(scope)
    _kept.set([])
    ready: list[Callable[[], None]] = []
    _afterwards.set(ready)
    try:
        with transaction.atomic(using=ALIAS, durable=True):
            yield scope
    finally:
        connection.scope = None
        connection.scope_statement_timeout = None
        _speaking.set(None)
        _kept.set([])
        _afterwards.set([])
    for act in ready:
        _do_afterwards(act)


def _do_afterwards(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception:
        logger.exception("What was to be done after a transaction failed")


def identity_work() -> AbstractContextManager[Scope]:
    """A transaction for identity."""
    return work(identity_scope())
