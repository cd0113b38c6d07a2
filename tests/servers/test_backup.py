"""A backup by the login that is made for it, restored on another server: roles first, then all rows, equal to the last."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.database.startup import login_faults, missing_backup_login
from foundation.database.superuser import BACKUP
from rollcall.servers import cluster
from rollcall.servers.postgres import server_folder
from schools.journal.operations import record
from schools.journal.tasks import seal
from tenants.trusts.scopes import school_work
from tests.session_database import NAME, SUPERUSER_URL
from tests.session_database import info as here
from tests.world import World


def at(url: str, database: str) -> str:
    return make_conninfo("", **(conninfo_to_dict(url) | {"dbname": database}))


def program(name: str, info: cluster.ClusterInfo, *arguments: str) -> str:
    """Run one of the server's programs to its end; what it says of what went wrong."""
    path = server_folder(info.data.parent, info.account) / "bin" / name
    ended = subprocess.run(
        [path, *arguments], capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stderr


def contents(url: str) -> dict[str, tuple[object, ...]]:
    """How many rows each table has, and a hash of all that stands in them."""
    with psycopg.connect(url) as server:
        tables = server.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        counted = "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} AS t"
        return {
            ".".join(table): server.execute(sql.SQL(counted).format(sql.Identifier(*table))).fetchone() or ()
            for table in tables
        }


RIGHTS = (
    """SELECT relnamespace::regnamespace::text, relname::text, relforcerowsecurity::text,
           g.grantee::regrole::text, g.privilege_type
    FROM pg_class CROSS JOIN LATERAL aclexplode(coalesce(relacl, acldefault('r', relowner))) g
    WHERE relkind = 'r' AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)""",
    "SELECT attrelid::regclass::text, attname::text, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL",
    "SELECT schemaname::text, tablename::text, policyname::text, roles::text, qual, with_check FROM pg_policies",
    "SELECT oid::regprocedure::text, proacl::text FROM pg_proc WHERE proname ~ '^(lo_|pg_.*advisory)'",
)


def rights(url: str) -> set[tuple[object, ...]]:
    """Who may do what with each table and column, under which policies, and which functions are not everybody's."""
    with psycopg.connect(url) as server:
        return {row for question in RIGHTS for row in server.execute(question).fetchall()}


def test_a_backup_restored_on_another_server_holds_every_row_and_right(world: World, tmp_path: Path) -> None:
    with school_work(world.alder):
        record("tried", about=("test", 1), by=SYSTEM)
    seal()
    dump, roles = str(tmp_path / "rows"), str(tmp_path / "roles.sql")
    program("pg_dump", here, "--format=custom", f"--file={dump}", f"--dbname={at(here.backup_url, NAME)}")
    ask = ("--roles-only", "--no-role-passwords", f"--file={roles}")
    program("pg_dumpall", here, *ask, f"--dbname={at(here.backup_url, NAME)}")
    before, allowed = contents(SUPERUSER_URL), rights(SUPERUSER_URL)
    other = cluster.start("elsewhere", durable=False, state=tmp_path / "elsewhere")
    try:
        program("psql", other, "--quiet", f"--file={roles}", f"--dbname={at(other.superuser_url, 'postgres')}")
        with psycopg.connect(at(other.superuser_url, "postgres"), autocommit=True) as server:
            name = sql.Identifier(NAME)
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(cluster.OWNER)))
            server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            server.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(cluster.APPLICATION))
            )
        restored = at(other.superuser_url, NAME)
        assert program("pg_restore", other, "--exit-on-error", f"--dbname={restored}", dump) == ""
        assert contents(restored) == before
        assert rights(restored) == allowed
        assert login_faults(psycopg.connect(at(other.database_url, NAME))) == []
    finally:
        cluster.stop("elsewhere", state=tmp_path / "elsewhere")


@pytest.mark.parametrize("login", ["owner_url", "database_url"])
def test_no_other_login_can_make_one(login: str, world: World, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"row-level security|permission denied"):
        program("pg_dump", here, f"--file={tmp_path / 'rows'}", f"--dbname={at(getattr(here, login), NAME)}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}",
        "SET default_transaction_read_only = off; DELETE FROM {table}",
        "SET default_transaction_read_only = off; CREATE TABLE public.mine (x int)",
        f'SET default_transaction_read_only = off; SET ROLE "{cluster.OWNER}"',
    ],
)
def test_the_login_for_backups_changes_nothing(statement: str, world: World) -> None:
    table = f"{world.alder.schema_name}.roll_pupil"
    with psycopg.connect(at(here.backup_url, NAME), autocommit=True) as login:
        assert login.execute(f"SELECT count(*) > 0 FROM {table}").fetchone() == (True,)  # type: ignore[arg-type]
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            for one in statement.format(table=table).split("; "):
                login.execute(one)  # type: ignore[arg-type]


def test_where_no_login_can_dump_the_statement_is_given(world: World) -> None:
    assert missing_backup_login() == ""
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as server:
        server.execute(sql.SQL("ALTER ROLE {} NOBYPASSRLS").format(sql.Identifier(BACKUP)))
        try:
            said = missing_backup_login()
        finally:
            server.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(sql.Identifier(BACKUP)))
    assert f'CREATE ROLE "{BACKUP}" LOGIN BYPASSRLS' in said
    assert f'GRANT CONNECT ON DATABASE "{settings.DATABASES[ALIAS]["NAME"]}"' in said
