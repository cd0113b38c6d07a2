"""The DDL of a new school: recorded once from the migrations, replayed in one round trip for each school.

Running the migrations for one school costs over a second, most of it Django working out states. What they send is the
same for every school, because nothing in it names a schema; so it is recorded and kept under the hash of the migration
files. A test holds a replayed school equal to a migrated one.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BaseConstraint, Index
from psycopg import sql

from foundation.database.router import migrating
from tenants.trusts.models import Blueprint

OWNER = "owner"
_SCRATCH = "s_blueprint"
#: Queries and savepoints. All else is replayed: "SET CONSTRAINTS ...; ALTER TABLE ... DROP" too.
_NOT_REPLAYED = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def migrations_hash() -> str:
    """SHA-256 over what the DDL of a school comes from.

    That is Django's version, the text of every migration of `schools/`, and the `rules/` whose tables migrations load.
    """
    digest = hashlib.sha256(f"django {django.__version__}".encode())
    for config in configs_of(settings.TENANT_APPS):
        module, _ = MigrationLoader.migrations_module(config.label)
        if module is None or find_spec(module) is None:
            continue
        folder = Path(str(import_module(module).__file__)).parent
        beside = Path(config.path) / "rules"
        rules = [file for ending in ("*.py", "*.csv", "*.toml") for file in sorted(beside.glob(ending))]
        for file in [*sorted(folder.glob("*.py")), *rules]:
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
    """An execute wrapper that keeps every statement which changes something, with its values written in.

    `undone` says that part of it was rolled back to a savepoint: then what was kept is not what happened.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.undone = False

    def __call__(
        self, execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        raw = context["connection"].connection
        text = query if isinstance(query, str) else query.as_string(raw)
        self.undone = self.undone or text.lstrip().upper().startswith("ROLLBACK")
        if not text.lstrip().upper().startswith(_NOT_REPLAYED):
            cursor = psycopg.ClientCursor(raw)
            rows = (params or []) if many else [params]
            self.statements.extend(cursor.mogrify(text, row) if row is not None else text for row in rows)
        return execute(query, params, many, context)

    @property
    def script(self) -> str:
        """All of it, as one script."""
        return ";\n".join(statement.rstrip().rstrip(";") for statement in self.statements)


class AddedAlone(ProjectState):
    """The states between migrations, of which each new model is worked out alone, and what is new of one is noted on it.

    Django works every model out anew that is joined to the new one by whatever way, which here is nearly all of them, for
    each of nearly two hundred; and all that are joined to one with a new constraint or index. What points at a model is
    noted on it all the same: the DDL is the same, in a ninth of the time.
    """

    def add_model(self, model_state: ModelState) -> None:
        """Add a model that nothing points at yet."""
        worked_out = self.__dict__.pop("apps", None)  # where it is not there, Django adds the state alone
        super().add_model(model_state)
        if worked_out is not None:
            worked_out.render_multiple([model_state])
            self.apps = worked_out

    def add_constraint(self, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
        """Add what holds of a model's rows, which no other model has to know."""
        self._note("constraints", super().add_constraint, app_label, model_name, constraint)

    def add_index(self, app_label: str, model_name: str, index: Index) -> None:
        """Add an index, which no other model has to know."""
        self._note("indexes", super().add_index, app_label, model_name, index)

    def _note(self, option: str, add: Callable[..., None], app_label: str, model_name: str, new: Any) -> None:
        worked_out = self.__dict__.pop("apps", None)
        add(app_label, model_name, new)
        if worked_out is not None:
            options = worked_out.get_model(app_label, model_name)._meta
            setattr(options, option, [*getattr(options, option), new])
            self.apps = worked_out


@contextmanager
def in_schema(schema: str, *, lock_timeout: str | None = None) -> Iterator[Any]:
    """The owner's connection in a transaction whose search path is one schema."""
    connection = connections[OWNER]
    with transaction.atomic(using=OWNER), connection.cursor() as cursor:
        statement = sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema))
        if lock_timeout is not None:
            statement += sql.SQL("; SET LOCAL lock_timeout = {}").format(sql.Literal(lock_timeout))
        cursor.execute(statement)
        yield cursor


def migrate_current_schema() -> Recorder:
    """Run the outstanding migrations of `schools/` in the schema the owner's transaction is in; keep what was sent."""
    connection = connections[OWNER]
    recorder = Recorder()
    with migrating("school"), connection.execute_wrapper(recorder):
        executor = MigrationExecutor(connection)
        executor.migrate(leaves(executor, settings.TENANT_APPS), state=_state_of(executor))
    return recorder


def _state_of(executor: MigrationExecutor) -> ProjectState:
    """What the migrations that a schema has already come to."""
    loader = executor.loader
    known = loader.project_state([node for node in loader.applied_migrations if node in loader.graph.nodes])
    return AddedAlone(known.models, loader.unmigrated_apps)


def blueprint() -> str:
    """The script that builds an empty school, from the stored copy or recorded now. Needs the owner's login."""
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
    """Rolls the recording back, so that the scratch schema never exists."""


def _record() -> str:
    script = ""
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_SCRATCH)))
            cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(_SCRATCH)))
            script = migrate_current_schema().script
            raise _Recorded
    except _Recorded:
        return script
