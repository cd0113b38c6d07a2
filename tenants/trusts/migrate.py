"""Bringing every schema up to date: plan once, apply to each school in a transaction of its own, resume after failure.

django-tenants runs Django's planner for every school (half a minute for 200 schools with nothing to do). Here one query
finds who is behind; the first school of each kind of "behind" is migrated by Django and what was sent is recorded; the
rest replay it. A migration with a RunPython depends on each school's rows, so there every school takes Django's path.
A school whose rights are not those the models declare is behind too: its schema's comment says which it has.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from psycopg import sql

from foundation.database.router import migrating
from foundation.refusals import Overtaken
from tenants.trusts.blueprints import OWNER, blueprint, in_schema, leaves, migrate_current_schema
from tenants.trusts.grants import fingerprint, grant_school, remember, school_fingerprint, shared_statements
from tenants.trusts.models import School
from tenants.trusts.provisioning import MIGRATION_LOCK, run
from tenants.trusts.scopes import school_scope

Node = tuple[str, str]
Applied = frozenset[Node]
Say = Callable[[str], None]

#: A school whose tables are in use for longer than this is left for the next run.
LOCK_TIMEOUT = "5s"
NO_SCHEMA = "its schema or its list of migrations is missing: restore it, or remove the school"


@dataclass(frozen=True, slots=True)
class State:
    """What one school's schema says of itself."""

    applied: Applied
    granted: bool


@dataclass(slots=True)
class Plan:
    """Who is behind. `groups` puts schools together that lack the same migrations, in order of their making.

    `granted` names the schemas that have the rights which the models declare, whether they lack migrations or not.
    """

    shared: list[str]
    schools: list[School]
    groups: dict[Applied, list[School]] = field(default_factory=dict)
    granted: frozenset[str] = frozenset()
    rights: list[School] = field(default_factory=list)
    missing: list[School] = field(default_factory=list)

    @property
    def behind(self) -> list[School]:
        """Every school that is not up to date."""
        return [*self.missing, *self.rights, *(school for group in self.groups.values() for school in group)]


@dataclass(slots=True)
class Outcome:
    """What a run did: schools brought up to date, and for each that was not, why."""

    schools: int = 0
    migrated: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@contextmanager
def alone() -> Iterator[None]:
    """One run at a time. Raises Overtaken; the lock ends with the connection, so a killed run leaves none."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})")
        if cursor.fetchone() != (True,):
            message = "another `rollcall migrate` is at work, or a school is being made; wait for it and run again"
            raise Overtaken(message)
    try:
        yield
    finally:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")


def migrate_shared(say: Say) -> None:
    """Migrate `public`; set its roles, grants and row-level security when they are not what the models declare."""
    connection = connections[OWNER]
    with migrating("public"):
        executor = MigrationExecutor(connection)
        targets = leaves(executor, settings.SHARED_APPS)
        plan = executor.migration_plan(targets)
        for migration, _ in plan:
            say(f"public: {migration}")
        if plan:
            executor.migrate(targets, plan=plan)
    statements = list(shared_statements())
    mark = fingerprint(statements)
    if plan or _comments(["public"]).get("public") != mark:
        with transaction.atomic(using=OWNER), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            run([*statements, remember("public", mark)])


def plan_schools(executor: MigrationExecutor, *, only: Iterable[str] | None = None) -> Plan:
    """Find who is behind, among all schools or those with these slugs. Nothing is changed."""
    every = School.objects.using(OWNER).order_by("created_at")
    schools = [row for row in every if only is None or row.slug in set(only)]
    with migrating("public"):
        shared = [str(step) for step, _ in executor.migration_plan(leaves(executor, settings.SHARED_APPS))]
    plan = Plan(shared, schools)
    states = states_of([str(row.schema_name) for row in schools])
    needed = _needed(executor)
    groups: dict[Applied, list[School]] = defaultdict(list)
    for school in schools:
        state = states.get(school.schema_name)
        if state is None:
            plan.missing.append(school)
        elif lacking := needed - state.applied:
            groups[lacking].append(school)
        elif not state.granted:
            plan.rights.append(school)
    plan.groups = dict(groups)
    plan.granted = frozenset(schema for schema, state in states.items() if state.granted)
    return plan


def states_of(schemas: list[str]) -> dict[str, State]:
    """Which migrations and rights each school has, by one query over all of them. Schools without tables are left out."""
    comments = _comments(schemas)
    if not comments:
        return {}
    listed = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} AS school, app, name FROM {}.django_migrations").format(
            sql.Literal(schema), sql.Identifier(schema)
        )
        for schema in comments
    )
    with connections[OWNER].cursor() as cursor:
        # Put together at the end: an aggregate of its own for each school is planned and run by itself.
        cursor.execute(
            sql.SQL("SELECT school, array_agg(app || '.' || name) FROM ({}) listed GROUP BY school")
            .format(listed)
            .as_string(cursor.connection)
        )
        applied = dict(cursor.fetchall())
    mark = school_fingerprint()
    return {
        school: State(frozenset(_split(entry) for entry in applied.get(school, ())), comment == mark)
        for school, comment in comments.items()
    }


def _comments(schemas: list[str]) -> dict[str, str | None]:
    """The comments of the schemas that exist and have a list of migrations."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n"
            " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'django_migrations' WHERE nspname = ANY(%s)",
            [schemas],
        )
        return dict(cursor.fetchall())


def _split(entry: str) -> Node:
    app, _, name = entry.partition(".")
    return app, name


def migrate_schools(say: Say, *, only: Iterable[str] | None = None) -> Outcome:
    """Bring schools up to date. One that fails is reported, stays whole as it was, and is tried again by the next run."""
    with migrating("school"):
        executor = MigrationExecutor(connections[OWNER])
    plan = plan_schools(executor, only=only)
    mark = school_fingerprint()  # the same for all, and as long in the making as the migration of several
    outcome = Outcome(schools=len(plan.schools))
    for school in plan.missing:
        outcome.failed[school.slug] = NO_SCHEMA
    todo, number = len(plan.behind) - len(plan.missing), 0
    work = [(frozenset[Node](), plan.rights), *plan.groups.items()]
    for lacking, group in work:
        replayable = all(_is_sql(operation) for node in lacking for operation in _operations(executor, node))
        for school, failure in _apply(group, plan.granted, mark, lacking=bool(lacking), replayable=replayable):
            number += 1
            say(f"{number} of {todo}: {school.slug}{f': {failure}' if failure else ''}")
            if failure is None:
                outcome.migrated.append(school.slug)
            else:
                outcome.failed[school.slug] = failure
    blueprint()
    return outcome


def _needed(executor: MigrationExecutor) -> Applied:
    graph = executor.loader.graph
    return frozenset(node for target in leaves(executor, settings.TENANT_APPS) for node in graph.forwards_plan(target))


def _operations(executor: MigrationExecutor, node: Node) -> list[Operation]:
    return list(executor.loader.graph.nodes[node].operations)


def _is_sql(operation: Operation) -> bool:
    """Whether an operation sends the same SQL in every school. One that wraps others is as they are."""
    if isinstance(operation, SeparateDatabaseAndState):
        return all(_is_sql(inner) for inner in operation.database_operations)
    return bool(operation.reduces_to_sql)


def _apply(
    group: list[School], granted: Collection[str], mark: str, *, lacking: bool, replayable: bool
) -> Iterator[tuple[School, str | None]]:
    """Bring each school of a group up to date in its own transaction; yields it with what went wrong, if anything did.

    `mark` is the fingerprint of the rights that each is to have, and `granted` names the schemas that have them already:
    only a new table makes rights be given again there.
    """
    script: str | None = None if lacking else ""
    for school in group:
        try:
            with in_schema(school.schema_name, lock_timeout=LOCK_TIMEOUT) as cursor:
                if script is None:
                    sent = migrate_current_schema()
                    done = sent.script
                    script = done if replayable and not sent.undone else None
                else:
                    done = script
                    if done:
                        cursor.execute(done)
                if "CREATE " in done.upper() or school.schema_name not in granted:
                    run(grant_school(school.schema_name, school_scope(school).role, mark=mark))
        except Exception as error:
            yield school, _in_words(error)
        else:
            yield school, None


def _in_words(error: Exception) -> str:
    """The first line of what went wrong. A database's detail, which could hold a row, comes after it."""
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0]}" if first else type(error).__name__
