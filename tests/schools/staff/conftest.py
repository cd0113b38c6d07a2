"""What the tests of the staff list share: the school's Thursday noon."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.schools.staff.posts import NOON


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
