"""PgBouncer in transaction mode before the test cluster, for as long as a test needs it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.session_database import info

PORT = 6432  # names the socket's file; nothing listens on the network

SETTINGS = """
[databases]
* = host={sockets} port={port}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_port = {own_port}
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 100
server_reset_query =
ignore_startup_parameters = extra_float_digits
logfile =
pidfile =
"""


def program() -> str:
    """Where PgBouncer is; skips the test, saying so, when it is not installed and nobody insists."""
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        say = "PgBouncer is not installed (Debian: apt-get install pgbouncer), so nothing was tried behind a pooler"
        if os.environ.get("ROLLCALL_REQUIRE_PGBOUNCER") == "1":
            pytest.fail(say)
        pytest.skip(say)
    return found


@contextmanager
def pooler(size: int) -> Iterator[dict[str, str]]:
    """Run PgBouncer with `size` server connections a login; gives the settings a database alias needs to go through it.

    It refuses to run as root, so root starts it as the account the cluster runs as.
    """
    binary = program()
    account = info.account
    with tempfile.TemporaryDirectory(prefix="bouncer-") as made:
        folder = Path(made)
        logins = [conninfo_to_dict(url) for url in (info.database_url, info.superuser_url)]
        (folder / "users").write_text("".join(f'"{who["user"]}" "{who["password"]}"\n' for who in logins))
        (folder / "bouncer.ini").write_text(
            SETTINGS.format(sockets=info.socket_dir, port=info.port, folder=folder, own_port=PORT, size=size)
        )
        if account is not None:
            for path in (folder, *folder.iterdir()):
                os.chown(path, account.uid, account.gid)
        process = subprocess.Popen(
            [binary, "-q", str(folder / "bouncer.ini")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        try:
            _wait(folder, process)
            yield {"HOST": str(folder), "PORT": str(PORT)}
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    url = conninfo_to_dict(info.database_url) | {"host": str(folder), "port": str(PORT), "dbname": "rollcall"}
    while True:
        try:
            psycopg.connect(**url).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PgBouncer does not answer: {error}\n{(folder / 'log').read_text()}")
            time.sleep(0.05)
        else:
            return
