"""A gateway of each kind, beside the stand-in of its carrier, which begins anew for each test."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.foundation.messaging.carriers import ASKABLE, KINDS, Carrier


@pytest.fixture(scope="session")
def _standing() -> Iterator[dict[str, Carrier]]:
    with ExitStack() as servers:
        yield {kind: beside(servers.enter_context(serving())) for kind, (serving, beside) in KINDS.items()}


def _anew(carrier: Carrier) -> Carrier:
    carrier.server.forget()
    return carrier


@pytest.fixture(params=KINDS)
def carrier(request: pytest.FixtureRequest, _standing: dict[str, Carrier]) -> Carrier:
    return _anew(_standing[request.param])


@pytest.fixture(params=ASKABLE)
def askable(request: pytest.FixtureRequest, _standing: dict[str, Carrier]) -> Carrier:
    """One that can be asked what became of a message."""
    return _anew(_standing[request.param])
