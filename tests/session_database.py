"""A database for this process of tests alone, on the shared test cluster, before settings are read.

Loaded by `-p tests.session_database` (pyproject), in each process that xdist starts and in the one that deals out to
them, whose database stays empty. The database and its roles are dropped at the end; what a killed process left behind
is dropped by the next one.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for source_root in (str(ROOT / "platform"), str(ROOT)):
    if source_root not in sys.path:
        sys.path.insert(0, source_root)

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from rollcall.servers import cluster, places

#: `make bench` measures on a cluster of its own, which writes to the disk before it answers, as a school's does.
DURABLE = bool(os.environ.get("ROLLCALL_BENCH"))
STATE = places.state_dir("test") / "durable" if DURABLE else None
PREFIX = "rollcall_test_"
KEPT = "__kept"


def _named(url: str, name: str) -> str:
    """The same login on another database."""
    parts = conninfo_to_dict(url)
    parts["dbname"] = name
    return make_conninfo("", **parts)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def drop(connection: "psycopg.Connection[object]", name: str) -> None:
    """Drop one session's database and the roles named after it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{name}__"]).fetchall()
    for (role,) in rows:  # type: ignore[misc]
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def create(connection: "psycopg.Connection[object]", name: str, owner: str) -> None:
    """An empty database of the owner's in which nobody else may make anything."""
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC").format(sql.Identifier(name)))
    with psycopg.connect(_named(info.superuser_url, name), autocommit=True) as within:
        cluster.close(within)


info = cluster.start("test", durable=DURABLE, state=STATE)
NAME = f"{PREFIX}{os.getpid()}"
with psycopg.connect(info.superuser_url, autocommit=True) as _superuser:
    _superuser.execute("SELECT pg_advisory_lock(1)")  # of two sessions that start together one cleans up
    # What `make mutants` kept of a database (`__kept`) goes before it, since it hangs on the same roles.
    for (_left,) in _superuser.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname DESC", [PREFIX]
    ).fetchall():
        if not _alive(int(_left.removeprefix(PREFIX).removesuffix(KEPT))):
            drop(_superuser, _left)  # type: ignore[arg-type]
    drop(_superuser, NAME)  # type: ignore[arg-type]
    create(_superuser, NAME, cluster.OWNER)  # type: ignore[arg-type]

SUPERUSER_URL = _named(info.superuser_url, NAME)
os.environ["DATABASE_URL"] = _named(info.database_url, NAME)
os.environ["DATABASE_OWNER_URL"] = _named(info.owner_url, NAME)
os.environ.pop("REDIS_URL", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(info.superuser_url, autocommit=True) as superuser:
        drop(superuser, NAME)  # type: ignore[arg-type]
    cluster.stop("test", state=STATE)
