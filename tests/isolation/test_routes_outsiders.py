"""Routes asked by everybody else, one request at a time, with all that must hold after each (`asking`)."""

import pytest

from tests.isolation.asking import ask_all
from tests.isolation.plan import WHOLE, plan
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import KINDS
from tests.world import World


@pytest.mark.parametrize("kind", KINDS)
def test_route_by_method_by_outsider_by_place(kind: str, asked: World, rows: Rows) -> None:
    outsiders = [question for question in plan(asked, kind, whole=WHOLE) if question.caller.home != question.place]
    assert ask_all(outsiders, kind, asked, rows) > 100
