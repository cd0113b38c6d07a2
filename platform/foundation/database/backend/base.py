"""django-tenants' backend, closed: no scope, no query.

Stock django-tenants fails open (a new thread, a missing schema or a swallowed error lands in `public`). Here a
connection starts with no place at all, a transaction begins by taking on the role and search path of its `Scope` in one
round trip, and any query outside such a transaction raises `NoScope`.

psycopg's connection stays in its own autocommit mode for good and this class sends BEGIN itself, so that BEGIN, role
and path travel together. They are `SET LOCAL`: they end with the transaction, survive a rolled back savepoint, and are
the only form that is right behind a transaction-level pooler.
"""

import uuid
import weakref
from typing import Any

import psycopg
from django.conf import settings
from django.db.transaction import TransactionManagementError
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from psycopg import pq, sql

from foundation.database.backend.cursors import GuardedCursor, GuardedDebugCursor
from foundation.database.errors import NoScope
from foundation.database.hiding import SETTING, question
from foundation.database.scope import ALIAS, Scope, current_scope


class DatabaseWrapper(TenantsWrapper):
    """A connection that refuses to work for nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.scope: Scope | None = None
        self.scope_statement_timeout: str | None = None
        #: Keys of what is hidden from the scope's reader, and whether it is at this moment.
        self.hidden: frozenset[uuid.UUID] = frozenset()
        self.hides = False
        self._server_cursors: weakref.WeakSet[Any] = weakref.WeakSet()
        super().__init__(*args, **kwargs)
        # django-tenants' __init__ has just chosen "public"; we start with no place.
        self.tenant = None
        self.schema_name = None

    # -- refusing ---------------------------------------------------------------------------------------------------

    def _cursor(self, name: str | None = None) -> Any:
        if self.scope is None or not self.in_atomic_block or (self.alias == ALIAS and current_scope() is None):
            message = (
                "A query was tried with no place set. Open school_work(), trust_work() or identity_work() "
                "(tenants.trusts.scopes) around it; on_commit hooks, threads, tasks and commands open their own."
            )
            raise NoScope(message)
        # Past django-tenants, whose own _cursor sends its search path before every query.
        return super(TenantsWrapper, self)._cursor(name)

    def make_cursor(self, cursor: Any) -> GuardedCursor:
        return GuardedCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> GuardedDebugCursor:
        return GuardedDebugCursor(cursor, self)

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, but a server-side cursor never outlives its transaction.

        Django asks for WITH HOLD where psycopg is in autocommit mode, as it always is here; a held cursor would hand
        out one school's rows in the next school's transaction.
        """
        cursor = super().create_cursor(name)
        if name:
            cursor._withhold = False  # noqa: SLF001 - psycopg takes it only in the constructor, which Django calls
            self._server_cursors.add(cursor)
        return cursor

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Only django-tenants' `__init__` may call this; a place is chosen by `work(scope)` alone."""
        if getattr(self, "connection", None) is not None:
            message = "Choose a school with school_work(), not with set_tenant()."
            raise NoScope(message)
        super().set_tenant(tenant, include_public)

    # -- beginning --------------------------------------------------------------------------------------------------

    def _set_autocommit(self, autocommit: bool) -> None:
        if autocommit:
            if not self.connection.autocommit:
                self.connection.autocommit = True
            self._forget_server_cursors()
            self.hidden, self.hides = frozenset(), False
            return
        told = self._begin(self._begin_statement())
        self.hidden = frozenset(uuid.UUID(key) for key in told.split(",") if key)
        self.hides = False
        if self.hidden:
            self.hide(hides=True)

    def _begin_statement(self) -> bytes:
        if self.scope is None:
            message = "A transaction was opened with no place set. Use work(scope) instead of atomic()."
            raise NoScope(message)
        scope = self.scope
        timeout = self.scope_statement_timeout or settings.STATEMENT_TIMEOUT
        parts = [
            sql.SQL("BEGIN"),
            sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(scope.role)),
            sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(scope.search_path)),
            sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(timeout)),
            *(sql.SQL("SET LOCAL {} = {}").format(sql.SQL(name), sql.Literal(value)) for name, value in scope.settings),
        ]
        if scope.reader and question():
            parts.append(sql.SQL(question()).format(reader=sql.Literal(scope.reader)))
        return sql.SQL("; ").join(parts).as_bytes(self.connection)

    def _begin(self, statement: bytes) -> str:
        """Send BEGIN, role and path in one round trip; where the server dropped the connection, reconnect and retry once.

        Gives what the last of it answered: what is hidden from the reader, if that was asked. Nothing has been done yet,
        so the retry can double nothing.
        """
        with self.wrap_database_errors:
            result = self.connection.pgconn.exec_(statement)
            if self.connection.pgconn.status == pq.ConnStatus.BAD:
                self.close()
                self.connect()
                result = self.connection.pgconn.exec_(statement)
            if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
                if self.connection.pgconn.transaction_status != pq.TransactionStatus.IDLE:
                    self.connection.pgconn.exec_(b"ROLLBACK")
                raise psycopg.errors.error_from_result(result)
        value = result.get_value(0, 0) if result.status == pq.ExecStatus.TUPLES_OK else None
        return value.decode() if value else ""

    def hide(self, *, hides: bool) -> None:
        """Have the server leave out what is hidden from the reader, or no longer; only until the transaction ends."""
        self.hides = hides
        if self.connection.pgconn.transaction_status == pq.TransactionStatus.INERROR:
            return  # rolled back to before, or as a whole: the setting with it
        keys = ",".join(sorted(map(str, self.hidden))) if hides else ""
        statement = sql.SQL("SET LOCAL {} = {}").format(sql.SQL(SETTING), sql.Literal(keys)).as_bytes(self.connection)
        with self.wrap_database_errors:
            result = self.connection.pgconn.exec_(statement)
            if result.status != pq.ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(result)

    # -- ending -----------------------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Commit, or raise when a statement had failed.

        PostgreSQL answers COMMIT in a failed transaction by rolling back without a word. Whoever swallowed the failure
        would then tell a person that their work was kept.
        """
        if self.connection is not None and self.connection.pgconn.transaction_status == pq.TransactionStatus.INERROR:
            message = "A statement of this transaction failed and the failure was swallowed: nothing can be committed."
            raise TransactionManagementError(message)
        super()._commit()

    def _forget_server_cursors(self) -> None:
        """Call server-side cursors closed, as the server does when their transaction ends.

        Else an abandoned iterator, cleared away later, would send its CLOSE into the next place's transaction and fail
        that.
        """
        for cursor in self._server_cursors:
            cursor._closed = True  # noqa: SLF001 - psycopg's own close() would ask the server
        self._server_cursors.clear()

    def run_and_clear_commit_hooks(self) -> None:
        """Leave the place before commit hooks run: a hook that needs the database names its own transaction."""
        self.scope = None
        super().run_and_clear_commit_hooks()

    # -- traps ------------------------------------------------------------------------------------------------------

    @property
    def pg_version(self) -> int:
        """The server's version. Django opens a cursor for this while connecting, before any place can be set."""
        if self.connection is None:
            self.connect()
        version: int = self.connection.info.server_version
        return version
