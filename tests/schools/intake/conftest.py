"""An empty school that imports are tried in."""

from collections.abc import Callable

import pytest

from tenants.trusts.models import School
from tests.schools.intake.exports import half_terms


@pytest.fixture
def school(fresh_school: Callable[[], School]) -> School:
    return half_terms(fresh_school())
