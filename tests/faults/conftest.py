"""The ground of the short tiers: one cluster, prepared once, for those that kill web server, worker and database."""

from collections.abc import Iterator

import pytest

from tests.faults.ground import Ground, ground

#: One for each trial of `test_faults`; a whole day makes a school of its own.
SCHOOLS = 11


@pytest.fixture(scope="session")
def place() -> Iterator[Ground]:
    """A cluster of theirs alone."""
    with ground(SCHOOLS) as made:
        yield made
