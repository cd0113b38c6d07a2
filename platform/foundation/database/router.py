"""Which migrations run where.

The application's login never migrates. The owner's does, and always says for which kind of schema: the shared apps go to
`public`, the apps of `schools/` to each school's schema, and neither ever to the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from django.apps import apps
from django.conf import settings

SchemaKind = Literal["public", "school"]

_migrating: ContextVar[SchemaKind | None] = ContextVar("migrating", default=None)


@contextmanager
def migrating(kind: SchemaKind) -> Iterator[None]:
    """Let the owner's migrations of this kind of schema run inside the block."""
    token = _migrating.set(kind)
    try:
        yield
    finally:
        _migrating.reset(token)


class SchemaRouter:
    """Answers Django's `allow_migrate` from the folder an app lives in.

    Both aliases are one database under two logins: rows made through either may refer to one another, and whatever does
    not ask for the owner by name goes through the guard.
    """

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        return "default"

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        return "default"

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        kind = _migrating.get()
        if db != "owner" or kind is None:
            return False
        name = apps.get_app_config(app_label).name
        return name in (settings.TENANT_APPS if kind == "school" else settings.SHARED_APPS)
