"""What the tests of exclusions share: a school on Monday morning, before the first register opens.

Making a school is what takes long, so a file of tests has one, and each test pupils of its own.
"""

from collections.abc import Iterator

import pytest

from tests.schools.exclusions.keeping import MONDAY, Keeping
from tests.schools.registers.taking import at, taking
from tests.world import World


@pytest.fixture(scope="module")
def shared(world: World) -> Iterator[Keeping]:
    with pytest.MonkeyPatch.context() as patched:
        yield Keeping(world, taking(world, patched))


@pytest.fixture
def keeping(shared: Keeping) -> Keeping:
    shared.made.set_clock(at(8, 30, on=MONDAY))
    return shared
