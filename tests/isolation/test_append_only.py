"""What may only grow does only grow: each database role tries to change it, through a connection of its own.

Nothing of ours stands between: psycopg as the application's login, the role taken on by SET LOCAL ROLE as a request takes
it, and the server's own answer, which must be insufficient_privilege (42501) each time. The check itself is checked: with
one right granted it names exactly that one.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from foundation.database.scope import ALIAS, identity_scope
from tenants.trusts.blueprints import OWNER
from tenants.trusts.grants import GROUPS, models_in, owner_login
from tenants.trusts.scopes import authority_scope, school_scope, sealing_scope, trust_scope
from tests.session_database import SUPERUSER_URL
from tests.world import World

#: Tables in which a school's role may add and read and nothing else, as the models declare them; these at the least.
AT_LEAST = {"journal_auditline", "journal_readline", "journal_shown", "registers_entry", "registers_markversion"}
IN_SCHOOLS = {
    model._meta.db_table: str(model._meta.concrete_fields[-1].column)
    for model in models_in(settings.TENANT_APPS)
    if {word.strip() for word in getattr(model, "grants", {}).get("school", "").split(",")} == {"SELECT", "INSERT"}
}
#: And those over lines, which a sealer's role adds to.
SEALS = ("journal_seal", "hash")
ABOVE = [("trust_journal_auditline", "person_name"), ("trust_journal_seal", "hash")]
LOGIN = "the login itself"

#: Everything that would change, remove or unprotect a row. {t} table, {c} column, {o} owner, {u} superuser.
ACTS = {
    "UPDATE": "UPDATE {t} SET {c} = {c}",
    "DELETE": "DELETE FROM {t}",
    "TRUNCATE": "TRUNCATE {t} CASCADE",
    "MERGE": "MERGE INTO {t} AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
    "ALTER": "ALTER TABLE {t} ADD COLUMN planted int",
    "DROP": "DROP TABLE {t} CASCADE",
    "RENAME": "ALTER TABLE {t} RENAME TO planted",
    "TAKE": "ALTER TABLE {t} OWNER TO CURRENT_USER",
    "RULE": "CREATE RULE planted AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "TRIGGER": "CREATE TRIGGER planted BEFORE INSERT ON {t} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "LOCK": "LOCK TABLE {t} IN ACCESS EXCLUSIVE MODE",
    "POLICY": "CREATE POLICY planted ON {t} USING (false)",
    "NO POLICIES": "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
    # A grant by somebody who may not give it is a warning where they hold some right: so what it gave is used at once.
    "GRANT": "GRANT ALL ON {t} TO CURRENT_USER; DELETE FROM {t}",
    "BE THE OWNER": "SET ROLE {o}; DELETE FROM {t}",
    "BE THE SUPERUSER": "SET ROLE {u}; DELETE FROM {t}",
    "SIGN IN AS OWNER": "SET SESSION AUTHORIZATION {o}; DELETE FROM {t}",
    "NO TRIGGERS": "SET session_replication_role = replica; DELETE FROM {t}",
    "FORGET THE ROLE": "RESET ROLE; DELETE FROM {t}",
    "READ EVERYTHING": "SET ROLE pg_write_all_data; DELETE FROM {t}",
}


@dataclass(frozen=True)
class Table:
    """One append-only table, and the column an act would change."""

    schema: str
    name: str
    column: str

    @property
    def sql(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)


def tables(world: World) -> list[Table]:
    """Every append-only table of every school, and the one above them."""
    named = [*IN_SCHOOLS.items(), SEALS]
    at_schools = [Table(school.schema_name, name, column) for school in world.schools for name, column in named]
    return [*at_schools, *(Table("public", *above) for above in ABOVE)]


def roles(world: World) -> list[str]:
    """Every role the application may take on: schools', trusts', authorities', identity's; and none at all."""
    taken = [scope(school).role for school in world.schools for scope in (school_scope, sealing_scope)]
    taken += [trust_scope(trust).role for trust in (world.northfield, world.southgate)]
    taken += [authority_scope(authority).role for authority in (world.eastshire, world.westmoor)]
    groups = [f"{settings.DATABASES[ALIAS]['NAME']}__{group}" for group in GROUPS]
    assert identity_scope().role in groups
    return [*taken, *groups, LOGIN]


def superuser() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(SUPERUSER_URL, autocommit=True)


def login_url() -> str:
    row = settings.DATABASES[ALIAS]
    return psycopg.conninfo.make_conninfo(
        "", dbname=row["NAME"], user=row["USER"], password=row["PASSWORD"], host=row["HOST"], port=row["PORT"]
    )


def not_refused(world: World, role: str, *, acts: dict[str, str] = ACTS) -> list[tuple[str, str, str, str]]:
    """What the server did not refuse this role for want of a right: (schema, table, act, what it said). Nothing is kept."""
    server = psycopg.conninfo.conninfo_to_dict(SUPERUSER_URL)["user"]
    words = {"o": sql.Identifier(owner_login()), "u": sql.Identifier(str(server))}
    taken_on = sql.SQL("" if role == LOGIN else "SET LOCAL ROLE {}").format(sql.Identifier(role))
    allowed = []
    with psycopg.connect(login_url(), autocommit=True) as connection:
        # As a trust's and an authority's request do: without it row-level security errs before the right is asked for.
        for setting, place in (("app.trust", world.northfield), ("app.authority", world.eastshire)):
            connection.execute("SELECT set_config(%s, %s, false)", [setting, str(place.pk)])
        for table in tables(world):
            for act, text in acts.items():
                statement = sql.SQL(text).format(t=table.sql, c=sql.Identifier(table.column), **words)
                said = "done"
                try:
                    # One message for each act, which begins by undoing whatever the act before it did.
                    connection.execute(sql.SQL("ROLLBACK; BEGIN; {}; {}").format(taken_on, statement))
                except psycopg.errors.InsufficientPrivilege:
                    continue
                except psycopg.Error as error:
                    said = f"{error.sqlstate} {error}"
                allowed.append((table.schema, table.name, act, said))
        connection.execute("ROLLBACK")
    return allowed


def contents(world: World) -> dict[Table, tuple[object, ...]]:
    """How many rows each table has, and a hash of all that stands in them."""
    with superuser() as connection:
        return {
            table: connection.execute(
                sql.SQL("SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} AS t").format(
                    table.sql
                )
            ).fetchone()
            for table in tables(world)
        }


#: Something that fits a column of each type.
VALUES: dict[str, Any] = {
    "uuid": uuid.UUID(int=7),
    "bigint": 7_000_007,
    "integer": 7_000_007,
    "smallint": 1,
    "text": "planted",
    "character varying": "planted",
    "boolean": False,
    "date": dt.date(2026, 9, 2),
    "timestamp with time zone": dt.datetime(2026, 9, 2, tzinfo=dt.UTC),
    "jsonb": "{}",
    "bytea": b"planted",
    "ARRAY": [1],
}


#: Where a row is of one of several kinds: the column that is of another, left empty.
EITHER = {
    "desk_expected": ("visit_id",),
    "desk_sighting": ("visit_id",),
    "cases_view": ("contact_id",),
    "decisions_answer": ("until",),
    "trust_journal_auditline": ("authority_id",),
}
#: Where one column must lie after another.
LATER = {"leave_extension": {"new_end": dt.date(2026, 9, 3)}}


def plant(connection: "psycopg.Connection[tuple[object, ...]]", table: Table, trust: uuid.UUID) -> str:
    """Put a row into a table, whatever its columns are; returns where it lies."""
    columns = connection.execute(
        "SELECT column_name, data_type, character_maximum_length FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s AND column_default IS NULL AND is_identity = 'NO'",
        [table.schema, table.name],
    ).fetchall()
    values = {
        str(name): VALUES[str(kind)][:longest] if isinstance(VALUES[str(kind)], str) else VALUES[str(kind)]
        for name, kind, longest in columns
    }
    if "trust_id" in values:
        values["trust_id"] = trust
    for column in EITHER.get(table.name, ()):
        del values[column]
    values |= LATER.get(table.name, {})
    row = connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING ctid::text").format(
            table.sql,
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        ),
        list(values.values()),
    ).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture(scope="module")
def planted(world: World) -> Iterator[None]:
    """A row in every one of the tables, taken away again afterwards by the only one who can."""
    with superuser() as connection:
        connection.execute("SET session_replication_role = replica")  # foreign keys would want rows of other tables too
        places = {table: plant(connection, table, world.northfield.pk) for table in tables(world)}
        yield
        for table, place in places.items():
            connection.execute(sql.SQL("DELETE FROM {} WHERE ctid = %s::tid").format(table.sql), [place])


def test_no_role_changes_or_removes_a_line_of_any_school_or_trust(world: World, planted: None) -> None:
    before = contents(world)
    assert all(count for count, _ in before.values()), "a table is empty, so nothing would be seen to change"
    tried = {role: not_refused(world, role) for role in roles(world)}
    assert tried == {role: [] for role in roles(world)}
    assert contents(world) == before


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_check_names_a_right_granted_by_mistake(right: str, world: World, planted: None) -> None:
    """The control: one right too many on one table of one school is found, as that right and nowhere else."""
    role, school = school_scope(world.alder).role, world.alder.schema_name
    for schema, table in ((school, "journal_auditline"), (school, "registers_markversion")):
        words = {"r": sql.SQL(right), "t": sql.Identifier(schema, table), "w": sql.Identifier(role)}
        with superuser() as connection:
            connection.execute(sql.SQL("GRANT {r} ON {t} TO {w}").format(**words))
            try:
                found = not_refused(world, role)
                declared = rights_found(world.alder.schema_name, role)
            finally:
                connection.execute(sql.SQL("REVOKE {r} ON {t} FROM {w}").format(**words))
        assert (schema, table, right, "done") in found
        assert {(at, name) for at, name, _, _ in found} == {(schema, table)}
        assert declared[table] == {"SELECT", "INSERT", right}
    assert not_refused(world, role) == []


# --- the same, as the server has it written down ---------------------------------------------------------------------


def rights_found(schema: str, role: str) -> dict[str, set[str]]:
    """Every right a role has on the tables of a schema, by table, whoever it comes from (its groups, or everybody)."""
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
    with superuser() as connection:
        rows = connection.execute(
            "SELECT c.relname, r FROM pg_class c, unnest(%s::text[]) r"
            " WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p')"
            " AND (has_table_privilege(%s, c.oid, r) OR r NOT IN ('DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')"
            " AND has_any_column_privilege(%s, c.oid, r))",
            [list(rights), schema, role, role],
        ).fetchall()
        found: dict[str, set[str]] = {}
        for table, right in rows:
            found.setdefault(str(table), set()).add(str(right))
        return found


def declared(kind: str) -> dict[str, set[str]]:
    """What the models say a school's role, or its sealer's, may do, by table."""
    return {
        model._meta.db_table: {word.strip() for word in getattr(model, "grants", {}).get(kind, "").split(",")}
        for model in models_in(settings.TENANT_APPS)
        if getattr(model, "grants", {}).get(kind)
    }


def test_every_school_has_exactly_the_rights_that_the_models_declare(world: World) -> None:
    """All tables, those that may be changed too: no right too many, none too few, and none to anybody else."""
    assert set(IN_SCHOOLS) >= AT_LEAST, "a table is no longer append-only"
    for school in world.schools:
        assert rights_found(school.schema_name, school_scope(school).role) == declared("school"), school.slug
        assert rights_found(school.schema_name, sealing_scope(school).role) == declared("seal"), school.slug
        its_own = (LOGIN, school_scope(school).role, sealing_scope(school).role)
        others = [role for role in roles(world) if role not in its_own]
        for role in [*others, settings.DATABASES[ALIAS]["USER"], "public"]:
            assert rights_found(school.schema_name, role) == {}, (school.slug, role)


def test_every_append_only_table_belongs_to_the_owner_and_nothing_rewrites_its_rows(world: World) -> None:
    """No trigger of anybody's, no rule, and no owner but the one whose login only migrating holds."""
    assert settings.DATABASES[OWNER]["USER"] == owner_login() != settings.DATABASES[ALIAS]["USER"]
    with superuser() as connection:
        for table in tables(world):
            (owner, triggers, rules) = connection.execute(
                "SELECT pg_get_userbyid(relowner),"
                " ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal),"
                " ARRAY(SELECT rulename::text FROM pg_rewrite WHERE ev_class = c.oid)"
                " FROM pg_class c WHERE relnamespace = %s::regnamespace AND relname = %s",
                [table.schema, table.name],
            ).fetchone()
            assert (owner, triggers, rules) == (owner_login(), [], []), table
