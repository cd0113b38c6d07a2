"""The DDL of a new school: recorded once from the migrations, replayed in one round trip for each school.

Running the migrations for one school costs over a second, most of it Django working out states. What they send is the
same for every school, because nothing in it names a schema; so it is recorded and kept under the hash of the migration
files. A test holds a replayed school equal to a migrated one.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from foundation.database.router import migrating
from tenants.trusts.models import Blueprint

OWNER = "owner"
_SCRATCH = "s_blueprint"
_NOT_REPLAYED = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS", "SET LOCAL")


def migrations_hash() -> str:
    """SHA-256 over the text of every migration of `schools/`, in order of path."""
    digest = hashlib.sha256()
    for config in configs_of(settings.TENANT_APPS):
        for file in sorted((Path(config.path) / "migrations").glob("*.py")):
            digest.update(f"{config.name}/{file.name}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def configs_of(names: Iterable[str]) -> list[AppConfig]:
    """The configurations of these apps, by name."""
    wanted = set(names)
    return sorted((config for config in apps.get_app_configs() if config.name in wanted), key=lambda row: row.name)


def leaves(executor: MigrationExecutor, names: Iterable[str]) -> list[tuple[str, str]]:
    """The newest migration of each of these apps."""
    labels = {config.label for config in configs_of(names)}
    return [(app, name) for app, name in executor.loader.graph.leaf_nodes() if app in labels]


class Recorder:
    """An execute wrapper that keeps every statement which changes something, with its values written in."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        raw = context["connection"].connection
        text = query if isinstance(query, str) else query.as_string(raw)
        if not text.lstrip().upper().startswith(_NOT_REPLAYED):
            cursor = psycopg.ClientCursor(raw)
            rows = (params or []) if many else [params]
            self.statements.extend(cursor.mogrify(text, row) if row is not None else text for row in rows)
        return execute(query, params, many, context)

    @property
    def script(self) -> str:
        """All of it, as one script."""
        return ";\n".join(statement.rstrip().rstrip(";") for statement in self.statements)


@contextmanager
def in_schema(schema: str, *, lock_timeout: str | None = None) -> Iterator[Any]:
    """The owner's connection in a transaction whose search path is one schema."""
    connection = connections[OWNER]
    with transaction.atomic(using=OWNER), connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        if lock_timeout is not None:
            cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(lock_timeout)))
        yield cursor


def migrate_current_schema() -> str:
    """Run the outstanding migrations of `schools/` in the schema the owner's transaction is in; return what was sent."""
    connection = connections[OWNER]
    recorder = Recorder()
    with migrating("school"), connection.execute_wrapper(recorder):
        executor = MigrationExecutor(connection)
        executor.migrate(leaves(executor, settings.TENANT_APPS))
    return recorder.script


def blueprint() -> str:
    """The script that builds an empty school, from the kept copy or recorded now. Needs the owner's login."""
    key = migrations_hash()
    kept = Blueprint.objects.using(OWNER).filter(pk=key).first()
    if kept is not None:
        return kept.statements
    script = _record()
    with transaction.atomic(using=OWNER):
        Blueprint.objects.using(OWNER).exclude(pk=key).delete()
        Blueprint.objects.using(OWNER).get_or_create(pk=key, defaults={"statements": script})
    return script


class _Recorded(Exception):
    """Ends the recording transaction so that the scratch schema never exists."""


def _record() -> str:
    script = ""
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_SCRATCH)))
            cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(_SCRATCH)))
            script = migrate_current_schema()
            raise _Recorded
    except _Recorded:
        return script
