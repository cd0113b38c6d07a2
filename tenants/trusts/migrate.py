"""Bringing every schema up to date: plan once, apply to each school in a transaction of its own, resume after failure.

django-tenants runs Django's planner for every school (half a minute for 200 schools with nothing to do). Here one query
finds who is behind; the first school of each kind of "behind" is migrated by Django and what was sent is recorded; the
rest replay it. A migration with a RunPython depends on each school's rows, so there every school takes Django's path.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from foundation.database.router import migrating
from tenants.trusts.blueprints import OWNER, blueprint, in_schema, leaves, migrate_current_schema
from tenants.trusts.grants import school_grant_statements, shared_statements
from tenants.trusts.models import School
from tenants.trusts.provisioning import run
from tenants.trusts.scopes import school_scope

Applied = frozenset[tuple[str, str]]
Say = Callable[[str], None]

#: A school whose tables are in use for longer than this is left for the next run.
LOCK_TIMEOUT = "5s"


@dataclass(slots=True)
class Outcome:
    """What a run did: schools brought up to date, and for each that was not, why."""

    schools: int = 0
    migrated: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def migrate_shared(say: Say) -> None:
    """Migrate `public`, then set roles, grants and row-level security again."""
    connection = connections[OWNER]
    with migrating("public"):
        executor = MigrationExecutor(connection)
        targets = leaves(executor, settings.SHARED_APPS)
        plan = executor.migration_plan(targets)
        for migration, _ in plan:
            say(f"public: {migration}")
        if plan:
            executor.migrate(targets, plan=plan)
    run(shared_statements())


def applied_by_school(schemas: list[str]) -> dict[str, Applied]:
    """Which migrations each school has, by one query over all of them."""
    if not schemas:
        return {}
    parts = [
        sql.SQL("SELECT {} AS school, array_agg(app || '.' || name) AS done FROM {}.django_migrations").format(
            sql.Literal(schema), sql.Identifier(schema)
        )
        for schema in schemas
    ]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(cursor.connection))
        rows = cursor.fetchall()
    return {school: frozenset(_split(entry) for entry in done or ()) for school, done in rows}


def _split(entry: str) -> tuple[str, str]:
    app, _, name = entry.partition(".")
    return app, name


def migrate_schools(say: Say, *, only: list[str] | None = None) -> Outcome:
    """Bring schools up to date; a school that fails is reported, keeps its old tables whole and is tried again next run."""
    schools = {row.schema_name: row for row in School.objects.using(OWNER).order_by("created_at")}
    wanted = {schema: row for schema, row in schools.items() if only is None or row.slug in only}
    outcome = Outcome(schools=len(wanted))
    with migrating("school"):
        executor = MigrationExecutor(connections[OWNER])
        needed = _needed(executor)
    behind: dict[Applied, list[School]] = defaultdict(list)
    for schema, done in applied_by_school(list(wanted)).items():
        if not needed <= done:
            behind[done].append(wanted[schema])
    for done, group in behind.items():
        replayable = _replayable(executor, needed - done)
        for school, failure in _apply(group, replayable=replayable, say=say):
            if failure is None:
                outcome.migrated.append(school.slug)
            else:
                outcome.failed[school.slug] = failure
    blueprint()
    return outcome


def _needed(executor: MigrationExecutor) -> Applied:
    graph = executor.loader.graph
    return frozenset(node for target in leaves(executor, settings.TENANT_APPS) for node in graph.forwards_plan(target))


def _replayable(executor: MigrationExecutor, missing: Applied) -> bool:
    return all(
        operation.reduces_to_sql for node in missing for operation in executor.loader.graph.nodes[node].operations
    )


def _apply(group: list[School], *, replayable: bool, say: Say) -> Iterator[tuple[School, str | None]]:
    script: str | None = None
    for number, school in enumerate(group, start=1):
        say(f"{school.slug}: {number} of {len(group)}")
        try:
            with in_schema(school.schema_name, lock_timeout=LOCK_TIMEOUT) as cursor:
                if script is None:
                    sent = migrate_current_schema()
                    script = sent if replayable else None
                else:
                    cursor.execute(script)
                run(school_grant_statements(school.schema_name, school_scope(school).role))
        except DatabaseError as error:
            yield school, str(error).splitlines()[0]
        else:
            yield school, None
