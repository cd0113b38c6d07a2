"""What each database role may do, tried on the server with that role: schools, trusts, identity, and the bare login."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connections
from psycopg import sql

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS, Scope, identity_scope, role_name, seal_scope, work
from foundation.database.startup import login_faults, refuse_unsafe_login
from rollcall.servers.cluster import close
from tenants.journal.models import AuditLine
from tenants.journal.operations import record
from tenants.trusts.blueprints import OWNER
from tenants.trusts.grants import LIBRARY_TABLES, models_in, shared_statements
from tenants.trusts.models import School, Trust
from tenants.trusts.provisioning import run
from tenants.trusts.scopes import authority_scope, identity_work, school_scope, trust_scope
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import World

PUBLIC = [model._meta.db_table for model in models_in(settings.SHARED_APPS)]
PRIVATE = [model._meta.db_table for model in models_in(settings.TENANT_APPS)]
APPEND_ONLY = ["journal_auditline", "registers_entry", "registers_markversion"]


def tried(scope: Scope, statement: str) -> str:
    """What the server says to a statement in a transaction of this scope: done, or why not. Nothing is kept."""
    answer = "done"
    try:
        with work(scope):
            connections[ALIAS].cursor().execute(statement)
            raise ZeroDivisionError  # roll back
    except ZeroDivisionError:
        return answer
    except DatabaseError as error:
        return str(error).splitlines()[0]


def refused(scope: Scope, statement: str) -> bool:
    return tried(scope, statement).startswith(("permission denied", "must be owner"))


CHANGES = ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t}", "DROP TABLE {t}", "ALTER TABLE {t} ADD x int"]


# --- a school's role -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "act",
    ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t}", "DROP TABLE {t}", "ALTER TABLE {t} ADD x int"],
)
def test_append_only_tables_refuse_change_by_their_own_school(table: str, act: str, world: World) -> None:
    column = {"registers_entry": "by_name", "registers_markversion": "reason"}.get(table, "act")
    scope = school_scope(world.alder)
    assert refused(scope, act.format(t=table, c=column))
    assert tried(scope, f"SELECT * FROM {table}") == "done"


@pytest.mark.parametrize("table", PUBLIC)
def test_a_school_reads_and_writes_nothing_in_public(table: str, world: World) -> None:
    scope = school_scope(world.alder)
    for act in ("SELECT * FROM public.{}", "DELETE FROM public.{}", "INSERT INTO public.{} DEFAULT VALUES"):
        assert refused(scope, act.format(table))


def test_no_schools_role_reaches_any_other_school(world: World) -> None:
    for one, other in itertools.permutations([world.alder, world.birch, world.fern], 2):
        for table in PRIVATE:
            assert refused(school_scope(one), f"SELECT * FROM {other.schema_name}.{table}")
        assert refused(school_scope(one), f"SELECT nextval('{other.schema_name}.roll_pupil_key')")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP SCHEMA {s} CASCADE",
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA mine",
        "CREATE TABLE {s}.mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE FUNCTION {s}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "ALTER ROLE rollcall_app SUPERUSER",
        "ALTER TABLE {s}.roll_pupil OWNER TO rollcall_app",
        "SELECT pg_read_file('/etc/passwd')",
        # One table of large objects for the whole database; locks and messages that know no schema.
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        # What PostgreSQL itself keeps for others.
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION postgres_fdw",
        "SELECT pg_switch_wal()",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_create_physical_replication_slot('x')",
        "ALTER ROLE rollcall_app PASSWORD 'x'",
        "ALTER DATABASE {d} SET search_path = x",
        "ALTER SYSTEM SET fsync = off",
        "COPY {s}.roll_pupil TO PROGRAM 'true'",
        "SELECT * FROM pg_authid",
        "DROP DATABASE rollcall",
    ],
)
def test_p24_a_school_can_make_and_destroy_nothing(statement: str, world: World) -> None:
    named = {"s": world.alder.schema_name, "d": f'"{settings.DATABASES[ALIAS]["NAME"]}"'}
    said = tried(school_scope(world.alder), statement.format(**named))
    assert said != "done"
    assert any(word in said for word in ("permission denied", "must be owner", "cannot run inside", "must be able")), (
        said
    )


@pytest.mark.parametrize(
    "function",
    ["pg_advisory_lock(1)", "pg_try_advisory_lock_shared(1, 1)", "pg_advisory_unlock_all()", "pg_notify('x', 'y')"],
)
def test_the_server_itself_refuses_what_would_outlast_a_transaction(function: str, world: World) -> None:
    """Past our own guard: a lock that stays holds in the connection that another school gets next."""
    with psycopg.connect(settings_url()) as login:
        login.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(school_scope(world.alder).role)))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(f"SELECT {function}")


def test_p24_neither_the_row_nor_the_library_drops_a_school(world: World) -> None:
    for scope in (identity_scope(), school_scope(world.alder), trust_scope(world.northfield)):
        with pytest.raises(RuntimeError), work(scope):
            world.alder.delete(force_drop=True)
    assert School.auto_drop_schema is False
    assert refused(identity_scope(), "DELETE FROM trusts_school")


# --- identity, trust and authority -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", PRIVATE)
def test_no_role_above_the_schools_reads_any_school(table: str, world: World) -> None:
    for scope in (
        identity_scope(),
        trust_scope(world.northfield),
        authority_scope(world.eastshire),
    ):
        assert refused(scope, f"SELECT * FROM {world.alder.schema_name}.{table}")


def test_what_each_role_may_do_in_public_is_what_the_models_say(world: World) -> None:
    """Every table of `public` by every kind of role and right, against the server's own answer."""
    kinds = {"identity": identity_scope().role, "trust": trust_scope(world.northfield).role}
    kinds |= {"authority": authority_scope(world.eastshire).role, "seal": seal_scope().role}
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
    declared = {model._meta.db_table: getattr(model, "grants", {}) for model in models_in(settings.SHARED_APPS)}
    declared |= {table: {"identity": text} for table, text in LIBRARY_TABLES.items()}
    with psycopg.connect(SUPERUSER_URL) as superuser:
        tables = [name for (name,) in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        for table, (kind, role), right in itertools.product(tables, kinds.items(), rights):
            (has,) = superuser.execute(
                # INSERT may be a right on some columns: those that the server does not fill in by itself.
                f"SELECT has_{'any_column' if right == 'INSERT' else 'table'}_privilege(%s, %s, %s)",
                [role, f"public.{table}", right],
            ).fetchone()
            wanted = right in {word.strip() for word in declared.get(table, {}).get(kind, "").split(",")}
            assert (table, kind, right, has) == (table, kind, right, wanted)


def secured_by(group: str) -> list[str]:
    """Tables under row-level security by trust, or by authority, as the server has them."""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        rows = superuser.execute(
            "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = %s ORDER BY 1",
            [f"by_{group}"],
        )
        return [name for (name,) in rows.fetchall()]


def test_every_table_a_trust_or_authority_may_read_is_under_forced_row_security(world: World) -> None:
    """By the policy of each that may: a new table cannot forget it."""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        secured = {
            name
            for (name,) in superuser.execute(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
                " AND relnamespace = 'public'::regnamespace"
            )
        }
    for group in ("trust", "authority"):
        readable = {m._meta.db_table for m in models_in(settings.SHARED_APPS) if group in getattr(m, "grants", {})}
        assert readable == set(secured_by(group))
        assert readable <= secured
    assert secured == {*secured_by("trust"), *secured_by("authority")}


def test_a_trust_sees_its_own_rows_alone_and_errs_when_its_setting_is_missing_or_anothers(world: World) -> None:
    own, other = trust_scope(world.northfield), trust_scope(world.southgate)
    unset = Scope("trust", own.name, own.role, "public")
    empty = Scope("trust", own.name, own.role, "public", (("app.trust", ""),))
    with work(own):
        assert {row.slug for row in Trust.objects.all()} == {"northfield"}
        assert set(School.objects.values_list("trust_id", flat=True)) == {world.northfield.pk}
    assert secured_by("trust") != []
    for table in secured_by("trust"):
        column = "id" if table == "trusts_trust" else "trust_id"
        assert tried(unset, f"SELECT count(*) FROM {table}").startswith(("unrecognized configuration", "invalid input"))
        assert tried(empty, f"SELECT count(*) FROM {table}").startswith("invalid input syntax for type uuid")
        # Even a statement that changes the setting sees nothing of another's: the role has not changed with it.
        borrowed = Scope("trust", own.name, own.role, "public", other.settings)
        for scope, where in ((borrowed, "true"), (own, f"{column} <> '{world.northfield.pk}'")):
            with work(scope), connections[ALIAS].cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")
                assert (table, cursor.fetchone()) == (table, (0,))


def test_a_trust_writes_no_row_of_another(world: World) -> None:
    own = trust_scope(world.northfield)
    statement = (
        "INSERT INTO trust_journal_auditline (at, person_name, act, about_kind, about_id, details, trust_id)"
        f" VALUES (now(), 'x', 'x', 'x', 'x', '{{}}', '{world.southgate.pk}')"
    )
    assert tried(own, statement).startswith("new row violates row-level security policy")
    assert tried(own, statement.replace(str(world.southgate.pk), str(world.northfield.pk))) == "done"


def test_an_authority_reads_the_lines_filed_under_it_and_no_other(world: World) -> None:
    for authority in (world.eastshire, world.westmoor):
        with identity_work():
            record("tried", by=SYSTEM, about_kind="test", about_id=authority.code, authority_id=authority.pk)
    own, other = authority_scope(world.eastshire), authority_scope(world.westmoor)
    with work(own):
        assert set(AuditLine.objects.filter(act="tried").values_list("about_id", flat=True)) == {world.eastshire.code}
        assert not AuditLine.objects.exclude(authority_id=world.eastshire.pk).exists()
    with work(Scope("authority", own.name, own.role, "public", other.settings)):
        assert not AuditLine.objects.exists()
    assert tried(Scope("authority", own.name, own.role, "public"), "SELECT 1 FROM trust_journal_auditline") != "done"


def test_an_authority_adds_lines_and_promises_that_are_its_alone(world: World) -> None:
    """None of another authority's, none of a trust's, and none that a trust reads as well."""
    own, line = authority_scope(world.eastshire), "(at, person_name, act, about_kind, about_id, details, {columns})"
    line = f"INSERT INTO trust_journal_auditline {line} VALUES (now(), 'x', 'x', 'x', 'x', '{{{{}}}}', {{values}})"
    row = "INSERT INTO trust_journal_outboxrow (topic, handler, payload, attempts, {columns})"
    row = f"{row} VALUES ('x', 'x', '{{{{}}}}', 0, {{values}})"
    denied = "new row violates row-level security policy"
    for statement in (line, row):
        for column, place, answer in (
            ("authority_id", world.eastshire, "done"),
            ("authority_id", world.westmoor, denied),
            ("trust_id", world.northfield, denied),
        ):
            said = tried(own, statement.format(columns=column, values=f"'{place.pk}'"))
            assert said.startswith(answer), (statement, column, said)
        both = f"'{world.eastshire.pk}', '{world.northfield.pk}'"
        said = tried(own, statement.format(columns="authority_id, trust_id", values=both))
        assert "violates check constraint" in said


# --- when a line was written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["id", "written_at", "transaction"])
def test_when_a_line_was_written_is_the_servers_word_alone(column: str, world: World) -> None:
    """And its number: no role that writes lines may say either."""
    value = "'2001-01-01'" if column == "written_at" else "1"
    line = (
        "(at, person_name, act, about_kind, about_id, details{more}) VALUES (now(), 'x', 'x', 'x', 'x', '{{}}'{value})"
    )
    scopes = {
        "journal_auditline": [school_scope(world.alder)],
        "trust_journal_auditline": [
            identity_scope(),
            trust_scope(world.northfield),
            authority_scope(world.eastshire),
        ],
    }
    for table, writers in scopes.items():
        for scope in writers:
            whose = {"authority": ("authority_id", world.eastshire), "school": None}
            found = whose.get(scope.kind, ("trust_id", world.northfield))
            place = (f", {found[0]}", f", '{found[1].pk}'") if found else ("", "")
            insert = f"INSERT INTO {table} {line}"
            assert tried(scope, insert.format(more=place[0], value=place[1])) == "done"
            forged = insert.format(more=f"{place[0]}, {column}", value=f"{place[1]}, {value}")
            assert refused(scope, forged), (scope.kind, tried(scope, forged))
    read_line = (
        f"INSERT INTO journal_readline (written_at) SELECT {value}::timestamptz" if column == "written_at" else None
    )
    assert read_line is None or refused(school_scope(world.alder), read_line)


# --- the bare login --------------------------------------------------------------------------------------------------


def test_the_login_by_itself_can_do_nothing(world: World) -> None:
    with psycopg.connect(settings_url(), autocommit=True) as login:
        for table in PUBLIC:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"SELECT * FROM public.{table}")
        for school in world.schools:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"SELECT * FROM {school.schema_name}.roll_pupil")
        for made in ("TABLE public.x (y int)", "SCHEMA x", "TEMP TABLE x (y int)", "ROLE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"CREATE {made}")


def settings_url() -> str:
    row = settings.DATABASES[ALIAS]
    return psycopg.conninfo.make_conninfo(
        "", dbname=row["NAME"], user=row["USER"], password=row["PASSWORD"], host=row["HOST"], port=row["PORT"]
    )


# --- what start-up finds ---------------------------------------------------------------------------------------------

FAULTS = {
    "superuser": ("ALTER ROLE {r} SUPERUSER", "superuser"),
    "past policies": ("ALTER ROLE {r} BYPASSRLS", "bypasses"),
    "replication": ("ALTER ROLE {r} REPLICATION", "replicate"),
    "makes roles": ("ALTER ROLE {r} CREATEROLE", "create roles"),
    "makes databases": ("ALTER ROLE {r} CREATEDB", "create roles or databases"),
    "inherits": ("ALTER ROLE {r} INHERIT", "inherits"),
    "inherits one role": ("GRANT {school} TO {r} WITH INHERIT TRUE", "inherits"),
    "passes roles on": ("GRANT {school} TO {r} WITH ADMIN TRUE", "others"),
    "reads all data": ("GRANT pg_read_all_data TO {r} WITH INHERIT FALSE", "become"),
    "becomes the owner": ("GRANT rollcall_owner TO {r} WITH INHERIT FALSE", "become"),
    "owns a table": ("CREATE TABLE public.planted (x int); ALTER TABLE public.planted OWNER TO {r}", "owns"),
    "a table of its own": ("GRANT SELECT ON public.accounts_person TO {r}", "rights on tables"),
    "a table for everybody": ("GRANT SELECT ON {s}.roll_pupil TO PUBLIC", "rights on tables"),
    "temporary tables": ("GRANT TEMP ON DATABASE {d} TO PUBLIC", "temporary"),
    "schemas": ("GRANT CREATE ON DATABASE {d} TO {r}", "create schemas"),
    "tables in public": ("GRANT CREATE ON SCHEMA public TO PUBLIC", "create schemas or tables"),
    "large objects": ("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC", "everybody (PUBLIC) may call lo_create"),
    "locks that stay": ("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC", "pg_advisory_lock"),
    "a function with its maker's rights": (
        "CREATE FUNCTION public.planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "REVOKE EXECUTE ON ROUTINE planted() FROM PUBLIC",
    ),
    "a role as it connects": ("ALTER ROLE {r} SET role = {school}", "as it connects"),
}


@pytest.fixture
def spare(world: World) -> Iterator[str]:
    """A login of the test's own, as safe as the application's, in this session's database."""
    name = f"{settings.DATABASES[ALIAS]['NAME']}__spare"
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE \"{name}\" LOGIN NOINHERIT PASSWORD 'spare'")
        superuser.execute(f'GRANT "{school_scope(world.alder).role}" TO "{name}" WITH INHERIT FALSE, SET TRUE')
    yield name
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute("DROP TABLE IF EXISTS public.planted")
        superuser.execute("DROP ROUTINE IF EXISTS public.planted()")
        close(superuser)
        superuser.execute(f"REVOKE SELECT ON {world.alder.schema_name}.roll_pupil FROM PUBLIC")
        superuser.execute(f'REVOKE TEMP ON DATABASE "{settings.DATABASES[ALIAS]["NAME"]}" FROM PUBLIC')
        superuser.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        superuser.execute(f'DROP OWNED BY "{name}"')
        superuser.execute(f'DROP ROLE "{name}"')


def connected_as(name: str) -> psycopg.Connection:
    return psycopg.connect(settings_url(), user=name, password="spare")


def test_start_up_finds_no_fault_in_the_applications_login(world: World, spare: str) -> None:
    assert login_faults(psycopg.connect(settings_url())) == []
    assert login_faults(connected_as(spare)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_start_up_finds_each_planted_fault(fault: str, world: World, spare: str) -> None:
    statement, words = FAULTS[fault]
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(
            sql.SQL(statement).format(
                r=sql.Identifier(spare),
                school=sql.Identifier(school_scope(world.alder).role),
                s=sql.Identifier(world.alder.schema_name),
                d=sql.Identifier(settings.DATABASES[ALIAS]["NAME"]),
            )
        )
    faults = login_faults(connected_as(spare))
    assert any(words in found for found in faults), faults


@pytest.mark.parametrize("kind", ["FUNCTION public.planted() RETURNS int", "PROCEDURE public.planted()"])
def test_what_start_up_says_of_a_function_with_its_makers_rights_helps(kind: str, spare: str) -> None:
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"CREATE {kind} LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
        (fault,) = login_faults(connected_as(spare))
        assert "lo_" not in fault  # what closes PostgreSQL's own functions is no help here
        superuser.execute(fault.partition("needs them: ")[2])
    assert login_faults(connected_as(spare)) == []


@pytest.mark.parametrize("holds", [True, False])
def test_the_web_server_does_not_start_with_the_owners_login(holds: bool, world: World) -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    environment["DJANGO_SETTINGS_MODULE"] = "rollcall.settings.test"
    if not holds:
        environment.pop("DATABASE_OWNER_URL")
    command = [sys.executable, "-c", "import rollcall.wsgi"]
    started = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (started.returncode != 0) == holds, started.stderr
    assert ("without DATABASE_OWNER_URL" in started.stderr) == holds


# --- the rules themselves --------------------------------------------------------------------------------------------


def test_setting_the_shared_rights_again_changes_nothing(world: World) -> None:
    def rights() -> set[tuple[object, ...]]:
        with psycopg.connect(SUPERUSER_URL) as superuser:
            found = superuser.execute(
                "SELECT relname, relacl::text, relrowsecurity, relforcerowsecurity FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace"
            ).fetchall()
            policies = "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies"
            return {*found, *superuser.execute(policies).fetchall()}

    before = rights()
    run(shared_statements())
    assert rights() == before


def test_two_schools_roles_are_never_cut_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL cuts names at 63 letters without a word: a long database name would make one role of all schools."""
    monkeypatch.setitem(settings.DATABASES[ALIAS], "NAME", "x" * 25)
    assert len(role_name("la_" + "0" * 32)) == 62
    monkeypatch.setitem(settings.DATABASES[ALIAS], "NAME", "x" * 27)
    with pytest.raises(ImproperlyConfigured):
        role_name("la_" + "0" * 32)


def test_start_up_connects_as_the_product_will(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the options of DATABASE_URL: else the password would go over a network before TLS was asked for."""
    monkeypatch.setitem(settings.DATABASES[ALIAS], "OPTIONS", {"sslmode": "nonsense"})
    with pytest.raises(psycopg.OperationalError, match="sslmode"):
        refuse_unsafe_login()


def test_the_owner_is_not_the_application(world: World) -> None:
    assert settings.DATABASES[OWNER]["USER"] != settings.DATABASES[ALIAS]["USER"]
    with pytest.raises(ProgrammingError, match="permission denied"), work(identity_scope()):
        connections[ALIAS].cursor().execute("SELECT * FROM trusts_blueprint")
