"""The guard's layers, each removable: a test that takes one away must see its mix-ups come back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.core.cache import caches
from django.core.cache.backends.base import default_key_func
from django.db import connections, models
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from psycopg.conninfo import conninfo_to_dict

from foundation.accounts.sessions import SessionStore
from foundation.database.backend import cursors
from foundation.database.backend.base import DatabaseWrapper
from foundation.database.models import StampedModel, StampedQuerySet
from tests.session_database import SUPERUSER_URL


@contextmanager
def strong_login() -> Iterator[None]:
    """The `default` alias logs in as a superuser, as a careless installation would."""
    parts = conninfo_to_dict(SUPERUSER_URL)
    chosen = {"USER": parts["user"], "PASSWORD": parts["password"]}
    connections.close_all()
    with mock.patch.dict(connections.databases["default"], chosen):  # the wrappers hold this very dict
        yield
        connections.close_all()


@contextmanager
def no_roles() -> Iterator[None]:
    """No role is taken on, and the login may do everything."""
    begin = DatabaseWrapper._begin_statement

    def without_role(self: DatabaseWrapper) -> bytes:
        return b"; ".join(part for part in begin(self).split(b"; ") if not part.startswith(b"SET LOCAL ROLE"))

    with strong_login(), mock.patch.object(DatabaseWrapper, "_begin_statement", without_role):
        yield


@contextmanager
def no_scope() -> Iterator[None]:
    """django-tenants' own way of choosing a place, and a login that may do everything."""
    stock = ("set_tenant", "_cursor")
    plain = ("_set_autocommit", "make_cursor", "make_debug_cursor")
    with ExitStack() as stack:
        stack.enter_context(strong_login())
        for name in stock:
            stack.enter_context(mock.patch.object(DatabaseWrapper, name, getattr(TenantsWrapper, name)))
        for name in plain:
            stack.enter_context(mock.patch.object(DatabaseWrapper, name, getattr(PostgresWrapper, name)))
        init = DatabaseWrapper.__init__

        def in_public(self: DatabaseWrapper, *args: Any, **kwargs: Any) -> None:
            init(self, *args, **kwargs)
            self.set_schema_to_public()

        stack.enter_context(mock.patch.object(DatabaseWrapper, "__init__", in_public))
        yield


@contextmanager
def no_stamps() -> Iterator[None]:
    """Rows and querysets forget where they came from."""
    with (
        mock.patch.object(StampedModel, "refuse_elsewhere"),
        mock.patch.object(StampedQuerySet, "db", models.QuerySet.db),
        mock.patch.object(StampedQuerySet, "refuse_elsewhere"),
    ):
        yield


@contextmanager
def no_cache_keys() -> Iterator[None]:
    """The default cache makes its keys as Django does."""
    with mock.patch.object(caches["default"], "key_func", default_key_func):
        yield


@contextmanager
def no_session_hosts() -> Iterator[None]:
    """A session is good on any host."""
    any_host = super(SessionStore, SessionStore)._get_session_from_db
    with mock.patch.object(SessionStore, "_get_session_from_db", any_host):
        yield


@contextmanager
def no_refused_statements() -> Iterator[None]:
    """Statements that outlive their transaction are let through."""
    with mock.patch.object(cursors, "refuse_lasting"):
        yield


LAYERS: dict[str, Callable[[], Any]] = {
    "roles": no_roles,
    "scope": no_scope,
    "stamps": no_stamps,
    "cache keys": no_cache_keys,
    "session hosts": no_session_hosts,
    "refused statements": no_refused_statements,
}
