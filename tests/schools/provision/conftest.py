"""What the tests of provision elsewhere share."""

from collections.abc import Iterator

import pytest

from tests.schools.provision.elsewhere import Elsewhere, elsewhere
from tests.schools.registers.taking import at, taking
from tests.world import World


@pytest.fixture
def away(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    """07:30 on Thursday: no register has opened."""
    with elsewhere(taking(world, monkeypatch, now=at(7, 30))) as made:
        yield made
