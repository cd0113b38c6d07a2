"""The trust with two secondaries to compare, for every test that only looks at it, and its manager's browser.

The half-term is over there.
"""

import datetime as dt

import pytest
from django.test import Client

from foundation import clock
from tests.trust_reporting.compared import Compared, td2
from tests.world import World, host_of, signed_in


@pytest.fixture(scope="session")
def compared(world: World) -> Compared:
    return td2(world)


@pytest.fixture
def client(compared: Compared) -> Client:
    return signed_in(compared.manager, host_of(compared.trust))


@pytest.fixture
def after_the_half_term(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the tests run: dates without a year are read against the school's day."""
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 22))
