"""Schools that tests have done with, emptied and handed to the next that asks for one.

Building a school's 70 tables takes a third of a second of the server's time, emptying them a sixth of that. Who asks gets
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

#: Folders whose schools are built and not handed on.
ALWAYS_BUILT = ("tests/tenants/",)

#: A hash over what the server knows of a schema's structure and rights: by contents where emptying touches the row, and
#: elsewhere by the transaction that wrote it.
_SHAPE = """
SELECT md5(string_agg(said, ' ' ORDER BY said)) FROM (
  SELECT concat_ws(':', oid, relname, relkind, relowner, relacl, reloptions, relrowsecurity, relforcerowsecurity,
                   relhastriggers, relhasrules, relreplident)
    FROM pg_class WHERE relnamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 'a', attrelid, attnum, a.xmin) FROM pg_attribute a
    JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 'k', oid, xmin) FROM pg_constraint WHERE connamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 't', t.oid, t.xmin) FROM pg_trigger t
    JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 'p', p.oid, p.xmin) FROM pg_policy p
    JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 'f', oid, xmin) FROM pg_proc WHERE pronamespace = (%(schema)s::text)::regnamespace
  UNION ALL SELECT concat_ws(':', 'y', oid, xmin) FROM pg_type WHERE typnamespace = (%(schema)s::text)::regnamespace
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
    """The schools to hand on, and what each was as it was built, by its schema's key in the server."""

    waiting: list[School] = field(default_factory=list)
    shapes: dict[int, str] = field(default_factory=dict)
    built: int = 0

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
            school = self.waiting.pop()
            # One that a test has dropped or altered, or that somebody still holds, stays as it is.
            with suppress(psycopg.Error), _superuser().transaction():
                key, shape = shape_of(_superuser(), school)
                if self.shapes.pop(key, None) == shape:
                    _empty(_superuser(), school)
                    return school
        return None


@cache
def _superuser() -> Superuser:
    return psycopg.connect(SUPERUSER_URL, autocommit=True, options="-c lock_timeout=1s")


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
        _found.extend(_filled(superuser, schema))
    return _found


def _filled(superuser: Superuser, schema: str) -> list[str]:
    """The tables of a schema that hold rows."""
    tables = superuser.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]
    ).fetchall()
    each = (
        sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(table), sql.Identifier(schema, str(table)))
        for (table,) in tables
    )
    return [str(table) for (table,) in superuser.execute(sql.SQL(" UNION ALL ").join(each)).fetchall()]


def _empty(superuser: Superuser, school: School) -> None:
    """Leave of it what a new school holds, and nothing of it elsewhere but lines of the trust's journal."""
    schema = str(school.schema_name)
    reference = _reference(superuser, schema)
    filled = [sql.Identifier(schema, table) for table in _filled(superuser, schema) if table not in reference]
    if filled:
        superuser.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(filled)))
    superuser.execute(
        "SELECT setval(format('%%I.%%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
        " WHERE schemaname = %s AND last_value IS NOT NULL AND sequencename <> ALL(%s)",
        [schema, [f"{table}_id_seq" for table in reference]],
    )
    for (table,) in superuser.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'school_id'"
        " AND table_name <> 'trust_journal_auditline'"
    ).fetchall():
        of_school = sql.SQL("DELETE FROM public.{} WHERE school_id = %s").format(sql.Identifier(str(table)))
        superuser.execute(of_school, [school.pk])
    superuser.execute("DELETE FROM public.trusts_school WHERE id = %s", [school.pk])


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
