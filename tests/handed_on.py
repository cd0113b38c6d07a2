"""Schools that tests have done with, emptied and handed to the next that asks for one.

Building a school's 180 tables takes most of a second of the server's time, emptying them a twentieth of that. Who asks gets
a school of a new name and key; what stands under it is a schema that an earlier test filled: emptied, with its sequences
at their start, renamed with its roles. It is handed on only while its catalogue and reference rows are as they were
built (`_SHAPE`), when nobody holds anything of it, and once everything that asked for it is torn down.
`tests/schools/test_handed_on.py` holds one equal to a school newly made.

What `tests/tenants` asks for is always built: there, making and migrating schools is what is proved.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from unittest import mock

import psycopg
import pytest
from psycopg import sql

from tenants.trusts import provisioning
from tenants.trusts.grants import LINK_SUFFIX, SEAL_SUFFIX
from tenants.trusts.models import School
from tenants.trusts.scopes import school_scope
from tests.session_database import SUPERUSER_URL

Superuser = psycopg.Connection[tuple[object, ...]]

#: Of so many that are handed on, one is rid of deleted rows: nobody else does that here (`rollcall.servers.postgres`).
SWEPT_EVERY = 20

#: Folders whose schools are built and not handed on.
ALWAYS_BUILT = ("tests/tenants/",)

#: Which rows of a catalogue are a table's, or another thing's that stands in a schema.
_OF_TABLES = {
    "pg_class": "oid",
    "pg_index": "indrelid",
    "pg_attribute": "attrelid",
    "pg_constraint": "conrelid",
    "pg_trigger": "tgrelid",
    "pg_policy": "polrelid",
    "pg_proc": "oid",
}
_OF_EACH = "\n  UNION ALL ".join(
    f"SELECT concat_ws(':', '{catalogue}', count(*), sum({catalogue}.xmin::text::bigint)) FROM thing JOIN {catalogue}"
    f" ON {catalogue}.{key} = objid WHERE classid = '{'pg_proc' if catalogue == 'pg_proc' else 'pg_class'}'::regclass"
    for catalogue, key in _OF_TABLES.items()
)

#: A hash over what the server knows of a schema: how many rows of structure and rights there are, and the transactions
#: that wrote them. Whatever is altered is written anew, later. What handing on itself writes is taken by its contents.
_SHAPE = f"""
WITH thing AS MATERIALIZED (
  SELECT classid, objid FROM pg_depend
   WHERE refclassid = 'pg_namespace'::regclass AND refobjid = (%(schema)s::text)::regnamespace
)
SELECT md5(string_agg(said, ' ' ORDER BY said)) FROM (
  SELECT concat_ws(':', 'd', count(*), sum(objid::bigint)) FROM thing
  UNION ALL {_OF_EACH}
  UNION ALL SELECT concat_ws(':', 'n', nspowner, nspacl, obj_description(oid, 'pg_namespace')) FROM pg_namespace
    WHERE nspname = %(schema)s::text
  UNION ALL SELECT concat_ws(':', 'r', oid, rolsuper, rolinherit, rolcanlogin, rolcreaterole, rolbypassrls, rolconfig)
    FROM pg_roles WHERE rolname = ANY(%(roles)s)
  UNION ALL SELECT concat_ws(':', 'm', m.oid, m.xmin) FROM pg_auth_members m
    JOIN pg_roles r ON r.oid IN (roleid, member) WHERE rolname = ANY(%(roles)s)
) AS all_of_it(said)"""


def _roles(school: School) -> list[str]:
    role = school_scope(school).role
    return [role, f"{role}{LINK_SUFFIX}", f"{role}{SEAL_SUFFIX}"]


@dataclass
class HandedOn:
    """The schools to hand on, and what each was as it was built, by its schema's key in the server.

    `built` and `handed_on` count those that were made so far.
    """

    waiting: list[School] = field(default_factory=list)
    shapes: dict[int, str] = field(default_factory=dict)
    built: int = 0
    handed_on: int = 0

    @contextmanager
    def making(self) -> Iterator[None]:
        """While this lasts, who provisions a school gets one that is handed on, when there is one."""
        found = self._next()
        if found is None:
            self.built += 1
            yield
        else:
            with mock.patch.object(provisioning, "_build", partial(_renamed, found)):
                yield

    def note(self, school: School) -> None:
        """Remember what a school is that was made a moment ago."""
        key, shape = shape_of(_superuser(), school)
        self.shapes[key] = shape

    def _next(self) -> School | None:
        """A school that is as it was built, emptied now."""
        while self.waiting:
            school, emptied = self.waiting.pop(), None
            # One that a test has dropped or altered, or that somebody still holds, stays as it is.
            with suppress(psycopg.Error), _superuser().transaction():
                key, shape = shape_of(_superuser(), school)
                if self.shapes.pop(key, None) == shape and not _is_held(_superuser(), school):
                    _empty(_superuser(), school)
                    emptied = school
            if emptied is not None:
                self.handed_on += 1
                if self.handed_on % SWEPT_EVERY == 0:
                    _sweep(_superuser(), emptied)
                return emptied
        return None


@cache
def _superuser() -> Superuser:
    # The catalogues hold every school's rows; those of one are found by their indexes.
    options = "-c lock_timeout=1s -c enable_hashjoin=off -c enable_mergejoin=off"
    return psycopg.connect(SUPERUSER_URL, autocommit=True, options=options)


def shape_of(superuser: Superuser, school: School) -> tuple[int, str]:
    """The schema's key in the server, and what must be as it was built for the school to be handed on."""
    schema = str(school.schema_name)
    asked = {"schema": schema, "roles": _roles(school)}
    ((shape,),) = superuser.execute(_SHAPE, asked).fetchall()
    rows = sql.SQL(", ").join(
        sql.SQL("(SELECT md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM {} AS r)").format(
            sql.Identifier(schema, table)
        )
        for table in _reference(superuser, schema)
    )
    ((key, *contents),) = superuser.execute(
        sql.SQL("SELECT {}::regnamespace::oid, {}").format(sql.Literal(schema), rows)
    ).fetchall()
    return int(str(key)), f"{shape} {contents}"


_found: list[str] = []


def _reference(superuser: Superuser, schema: str) -> list[str]:
    """The tables that migrations fill: those with rows in the first school that is asked about, built a moment ago."""
    if not _found:
        _found.extend(_written(superuser, schema))
    return _found


def _written(superuser: Superuser, schema: str) -> list[str]:
    """The tables of a schema to which rows were ever written."""
    tables = superuser.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0",
        [schema],
    )
    return [str(table) for (table,) in tables.fetchall()]


def _is_held(superuser: Superuser, school: School) -> bool:
    """Whether a transaction of somebody's is under way that has touched it."""
    found = superuser.execute(
        "SELECT FROM pg_locks JOIN pg_class ON pg_class.oid = relation JOIN pg_database ON pg_database.oid = database"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND relnamespace = %s::regnamespace LIMIT 1",
        [str(school.schema_name)],
    )
    return found.fetchone() is not None


def _empty(superuser: Superuser, school: School) -> None:
    """Leave of it what a new school holds, and nothing of it elsewhere but lines of the trust's journal.

    Rows are deleted past triggers and foreign keys. TRUNCATE would give each of nearly two hundred tables that hang together
    new files and indexes, and have every connection learn anew what the school looks like.
    """
    schema = str(school.schema_name)
    reference = _reference(superuser, schema)
    filled = [sql.Identifier(schema, table) for table in _written(superuser, schema) if table not in reference]
    superuser.execute(
        sql.SQL("SET LOCAL session_replication_role = replica; {} SET LOCAL session_replication_role = origin").format(
            sql.SQL("").join(sql.SQL("DELETE FROM {}; ").format(table) for table in filled)
        )
    )
    superuser.execute(
        "SELECT setval(format('%%I.%%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
        " WHERE schemaname = %s AND last_value IS NOT NULL AND sequencename <> ALL(%s)",
        [schema, [f"{table}_id_seq" for table in reference]],
    )
    for table in _of_schools():
        of_school = sql.SQL("DELETE FROM public.{} WHERE school_id = %s").format(sql.Identifier(table))
        superuser.execute(of_school, [school.pk])
    superuser.execute("DELETE FROM public.trusts_school WHERE id = %s", [school.pk])


@cache
def _of_schools() -> list[str]:
    """The tables in `public` that hold rows of schools, but for the trust's journal."""
    found = _superuser().execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'school_id'"
        " AND table_name <> 'trust_journal_auditline'"
    )
    return [str(table) for (table,) in found.fetchall()]


def _sweep(superuser: Superuser, school: School) -> None:
    """Give back what deleted rows took, so that a table's rows lie in the order in which they come."""
    schema = str(school.schema_name)
    tables = [sql.Identifier(schema, table) for table in _written(superuser, schema)]
    superuser.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(tables)))


def _renamed(found: School, schema: str, role: str, script: str) -> None:
    """What stands in for building: the emptied schema and its roles take the new school's names."""
    new = School(schema_name=schema)
    names = [
        ("SCHEMA", str(found.schema_name), schema),
        *(("ROLE", *pair) for pair in zip(_roles(found), _roles(new), strict=True)),
    ]
    provisioning.run(
        sql.SQL("ALTER {} {} RENAME TO {}").format(sql.SQL(kind), sql.Identifier(was), sql.Identifier(name))
        for kind, was, name in names
    )


# When a school is done with


#: Who asks at this moment: the test, and within it each fixture that is being made.
_asking: list[pytest.Item | pytest.Collector] = []
_schools = HandedOn()


@contextmanager
def asked_for() -> Iterator[Callable[[School], None]]:
    """While a school is made in this block: built, or handed on. Gives what the made one is told to."""
    asking = _asking[-1] if _asking else None
    if asking is None or asking.nodeid.startswith(ALWAYS_BUILT):
        yield lambda school: None
        return

    schools = _schools

    def keep(school: School) -> None:
        schools.note(school)
        asking.addfinalizer(lambda: schools.waiting.append(school))

    with schools.making():
        yield keep


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A school that a test itself asks for is done with when the test is."""
    _asking.append(item)
    try:
        return (yield)
    finally:
        _asking.pop()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Iterator[None]:
    """One that a fixture asks for is done with when all is that may use the fixture."""
    _asking.append(request.node)
    try:
        return (yield)
    finally:
        _asking.pop()
