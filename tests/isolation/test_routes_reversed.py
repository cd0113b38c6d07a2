"""The same routes from the last to the first: no answer hangs on what was asked before it."""

import pytest

from foundation.access.roles import Role
from tests.isolation.asking import ask_all
from tests.isolation.plan import WHOLE, Question, places, plan
from tests.isolation.routes.route import Place
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import KINDS, TABLE
from tests.world import World

#: Whose requests change the most at each kind of place, so that what they ask could change an answer.
WHO_ACTS = (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.TRUST_DATA_MANAGER, Role.LA_OFFICER)


def could_change_an_answer(question: Question, kind: str, here: Place) -> bool:
    """Only members reach a view: of each route, the first of those who act. `make routes` asks all at every place."""
    place, caller, pattern, method = question
    allowed = TABLE[kind, pattern].allowed
    acts = caller.role is next((role for role in WHO_ACTS if role in allowed), None) and method in ("GET", "POST")
    return caller.home == place and (WHOLE or (place == here and acts))


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_way_round(kind: str, asked: World, rows: Rows) -> None:
    here = places(asked, kind)[0]
    questions = [
        question for question in plan(asked, kind, whole=WHOLE) if could_change_an_answer(question, kind, here)
    ]
    assert ask_all(reversed(questions), kind, asked, rows, fill=False) > 5
