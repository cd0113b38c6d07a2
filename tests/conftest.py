"""Fixtures every test may ask for.

Tests run on a real PostgreSQL with the application's own weak login, and commit for real: a request is two transactions
with different roles, which no surrounding test transaction could imitate. `world` is built once and read only; a test
that writes asks for `fresh_school`: built, or emptied and handed on by a test that has done with it (`handed_on`).

`make test` deals the files out to three processes, each with a database and roles of its own on the one cluster.
"""

import gc
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytest_django.plugin import DjangoDbBlocker

from rollcall.servers.stand_ins import ClamdServer
from tenants.trusts import places
from tests.files_store import serving
from tests.handed_on import asked_for, pytest_fixture_setup, pytest_runtest_protocol  # noqa: F401 (pytest's hooks)
from tests.kept_browser import browser, pytest_runtest_setup, pytest_sessionfinish  # noqa: F401 (pytest's hooks)
from tests.shares import Shares, rank_of
from tests.world import World, build_world
from tests.writes import Watch, watched

if TYPE_CHECKING:
    from xdist.remote import Producer

    from rollcall.servers.files import FilesInfo


# Nothing fails by the clock: beside another process of tests, an example may take as long as it takes.
hypothesis.settings.register_profile("rollcall", parent=hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("rollcall")


def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Shares | None:
    """With `--dist loadgroup` the groups are ours."""
    return Shares(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is longest comes first and what is short last, so that the processes end together."""
    items.sort(key=lambda item: rank_of(item.nodeid))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not go through it, nor come so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _database_open(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session", autouse=True)
def writes(_database_open: None) -> Iterator[Watch]:
    """Every write of the session, watched: only a room's own operations write its tables (`tests.writes`)."""
    with watched() as watch:
        yield watch
        watch.refuse()


@pytest.fixture(autouse=True)
def _rooms_write_their_own(writes: Watch) -> Iterator[None]:
    """Fails the test in which a table was written by another than its room's operations."""
    yield
    writes.refuse()


@pytest.fixture(scope="session", autouse=True)
def _hosts_stay_known() -> None:
    """Which place a host opens is asked once: statements that tests count must not hang on how long a page takes."""
    places.HOST_SECONDS = 3600.0


@pytest.fixture(scope="session")
def world(_database_open: None) -> World:
    """Two trusts, five schools, two authorities and a person for every role. Read only."""
    made = build_world()
    made.asked_for = asked_for
    return made


@pytest.fixture
def fresh_school(world: World) -> Callable[..., object]:
    """Makes an empty school of Northfield's for one test to write in."""
    return world.another_school


@pytest.fixture(scope="session")
def _files_server() -> Iterator["FilesInfo"]:
    with serving() as store:
        yield store


@pytest.fixture
def file_store(_files_server: "FilesInfo", settings: Any) -> "FilesInfo":
    """A real store of files. Without it no file can be kept: each is one that did not arrive."""
    settings.FILE_STORE_URL = _files_server.url
    return _files_server


@pytest.fixture
def antivirus(settings: Any) -> Iterator[ClamdServer]:
    """A scanner that knows the test file of EICAR. Without it no file is scanned."""
    with ClamdServer() as clamd:
        settings.ANTIVIRUS = clamd.address
        yield clamd
