"""The embedded PostgreSQL: made, shared, stopped, recovered; real servers throughout."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from rollcall.servers import cluster, places
from tests.waiting import wait_until

USER = """
import sys, time
from pathlib import Path
from rollcall.servers import cluster
info = cluster.start("demo", durable=False, state=Path(sys.argv[1]))
print(info.database_url, flush=True)
sys.stdin.read()
"""


def another_user(state: Path) -> subprocess.Popen:
    """A process of its own that starts the cluster and holds it until its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(places.CHECKOUT / "platform")},
    )
    assert process.stdout.readline().startswith("postgresql://")
    return process


def postmaster(info: cluster.ClusterInfo) -> psutil.Process:
    return psutil.Process(int((info.data / "postmaster.pid").read_text().splitlines()[0]))


def rows(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_cluster_is_made_started_twice_and_stopped(state):
    first = cluster.start("demo", durable=False, state=state)
    second = cluster.start("demo", durable=False, state=state)
    assert first == second
    server = postmaster(first)
    assert rows(first.superuser_url, "SELECT current_setting('server_version_num')::int / 10000") == [(18,)]

    assert cluster.stop("demo", state=state)
    assert ended(server)
    assert cluster.stop("demo", state=state)  # nothing to stop is no error

    again = cluster.start("demo", durable=False, state=state)
    assert again == first  # the same data and passwords


def test_the_database_is_as_the_house_needs_it(shared):
    info = cluster.start("demo", durable=False, state=shared)
    assert rows(
        info.owner_url,
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, datdba::regrole::text"
        " FROM pg_database WHERE datname = current_database()",
    ) == [("UTF8", "b", "C.UTF-8", "rollcall_owner")]
    settings = ("data_checksums", "listen_addresses", "password_encryption", "TimeZone")
    assert [rows(info.owner_url, f"SHOW {name}")[0][0] for name in settings] == ["on", "", "scram-sha-256", "UTC"]
    assert rows(
        info.owner_url,
        "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname LIKE 'rollcall%' ORDER BY 1",
    ) == [
        ("rollcall_app", False, False, False, False),
        ("rollcall_backup", False, True, False, False),
        ("rollcall_owner", False, True, True, True),
    ]
    for statement in ("CREATE TEMP TABLE t (i int)", "CREATE TABLE public.t (i int)", "CREATE SCHEMA s"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(info.database_url, statement)


def test_a_wrong_password_is_refused_and_nothing_listens_on_the_network(shared):
    info = cluster.start("demo", durable=False, state=shared)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(info.database_url, password="guess")
    assert not [c for c in postmaster(info).net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]


def test_passwords_data_and_socket_are_private(shared):
    info = cluster.start("demo", durable=False, state=shared)
    assert stat.S_IMODE((shared / "postgres.json").stat().st_mode) == 0o600
    for folder in (info.data, info.socket_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    password = conninfo_to_dict(info.database_url)["password"]
    assert not any(password in line for line in postmaster(info).cmdline())


def test_the_server_runs_until_its_last_user_has_gone(shared):
    info = cluster.start("demo", durable=False, state=shared)
    other = another_user(shared)
    assert not cluster.stop("demo", state=shared)
    server = postmaster(info)
    assert not ended(server)

    other.send_signal(signal.SIGKILL)  # no chance to stop anything itself
    other.wait()
    wait_until(lambda: ended(server))


def test_a_start_while_the_minder_stops_the_server_gets_a_server(shared):
    for _time in range(3):
        other = another_user(shared)
        other.kill()
        other.wait()
        info = cluster.start("demo", durable=False, state=shared)
        time.sleep(0.3)  # long enough for a minder that did not see us to do harm
        assert rows(info.database_url, "SELECT 1") == [(1,)]
        cluster.stop("demo", state=shared)


def test_a_killed_server_is_recovered_with_what_was_saved(state):
    info = cluster.start("demo", durable=True, state=state)
    with psycopg.connect(info.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert rows(info.owner_url, "SHOW fsync") == [("on",)]
    server = postmaster(info)
    with psycopg.connect(info.owner_url):  # its backend outlives the server by a moment
        server.kill()
        wait_until(lambda: ended(server))
        assert (info.data / "postmaster.pid").exists()
        again = cluster.start("demo", durable=True, state=state)
    assert rows(again.owner_url, "SELECT answer FROM kept") == [(42,)]


def test_a_pid_file_that_names_a_stranger_is_not_believed(shared):
    info = cluster.start("demo", durable=False, state=shared)
    cluster.stop("demo", state=shared)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (info.data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{info.data}\n{int(time.time())}\n5432\n\n\n\nready\n"
        )
        again = cluster.start("demo", durable=False, state=shared)
        assert rows(again.database_url, "SELECT 1") == [(1,)]
        cluster.stop("demo", state=shared)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_that_was_cut_short_is_made_again(state):
    info = cluster.start("demo", durable=False, state=state)
    cluster.stop("demo", state=state)
    record = places.read_json(state / "postgres.json")
    del record["made"]
    places.write_json(state / "postgres.json", record)
    (info.data / "global" / "pg_control").unlink()
    again = cluster.start("demo", durable=False, state=state)
    assert rows(again.database_url, "SELECT 1") == [(1,)]


def test_a_database_whose_passwords_are_gone_is_not_overwritten(shared):
    info = cluster.start("demo", durable=False, state=shared)
    cluster.stop("demo", state=shared)
    record = (shared / "postgres.json").read_text()
    (shared / "postgres.json").unlink()
    with pytest.raises(cluster.ClusterError, match=r"passwords .* are gone; delete"):
        cluster.start("demo", durable=False, state=shared)
    assert (info.data / "PG_VERSION").exists()
    (shared / "postgres.json").write_text(record)


def test_another_version_s_data_is_refused_in_words(shared):
    info = cluster.start("demo", durable=False, state=shared)
    cluster.stop("demo", state=shared)
    (info.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(cluster.ClusterError, match="PostgreSQL 17's"):
        cluster.start("demo", durable=False, state=shared)
    (info.data / "PG_VERSION").write_text("18\n")


def test_two_clusters_side_by_side_do_not_meet(state):
    one = cluster.start("demo", durable=False, state=state)
    other_state = state.with_name("other")
    other = cluster.start("demo", durable=False, state=other_state)
    try:
        with psycopg.connect(one.owner_url) as connection:
            connection.execute("CREATE TABLE here (i int)")
        assert rows(other.owner_url, "SELECT to_regclass('here')") == [(None,)]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(one.owner_url, host=str(other.socket_dir))
        cluster.stop("demo", state=state)
        assert rows(other.database_url, "SELECT 1") == [(1,)]
    finally:
        cluster.remove("demo", state=other_state)


@pytest.mark.parametrize("trouble", ["private home", "long path"])
def test_a_place_the_server_cannot_use_is_left_for_a_private_one_and_stays_closed(state, trouble):
    if trouble == "private home" and os.geteuid() != 0:
        pytest.skip("only root gives the server another account, which a private home shuts out")
    home = state.parent / "home"
    home.mkdir(mode=0o700)
    inner = home / ("demo" if trouble == "private home" else "d" * 90)
    if trouble == "long path":
        home.chmod(0o711)
    before = stat.S_IMODE(home.stat().st_mode)
    info = cluster.start("demo", durable=False, state=inner)
    try:
        assert rows(info.database_url, "SELECT 1") == [(1,)]
        assert not info.data.is_relative_to(home)
        assert len(str(info.socket_dir / ".s.PGSQL.5432")) < 104
        assert stat.S_IMODE(home.stat().st_mode) == before
        assert cluster.start("demo", durable=False, state=inner).data == info.data
    finally:
        cluster.remove("demo", state=inner)
    assert not info.data.parent.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another account")
def test_programs_the_server_s_account_cannot_reach_are_copied(state, monkeypatch):
    reaches = places.reaches
    monkeypatch.setattr(
        places, "reaches", lambda account, path: "pginstall" not in str(path) and reaches(account, path)
    )
    info = cluster.start("demo", durable=False, state=state)
    assert rows(info.database_url, "SELECT 1") == [(1,)]
    assert Path(postmaster(info).exe()).is_relative_to(info.data.parent)
    with psycopg.connect(info.superuser_url) as connection:  # and with the libraries beside them
        connection.execute("CREATE EXTENSION pg_trgm")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can own a folder for someone else")
def test_who_reaches_what(state):
    state.mkdir()
    nobody = places.server_account()
    file = state / "file"
    file.touch(mode=0o600)
    assert places.reaches(None, file)
    assert not places.reaches(nobody, file)
    os.chown(file, nobody.uid, nobody.gid)
    assert not places.reaches(nobody, state) or stat.S_IMODE(state.stat().st_mode) & 1
    state.chmod(0o711)
    assert places.reaches(nobody, file)
    state.chmod(0o700)
    assert not places.reaches(nobody, file)
