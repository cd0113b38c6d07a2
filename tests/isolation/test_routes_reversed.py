"""The same routes from the last to the first: no answer hangs on what was asked before it."""

import pytest

from foundation.access.roles import Role
from tests.isolation.asking import ask_all
from tests.isolation.plan import WHOLE, Question, plan
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import KINDS
from tests.world import World

#: Whose requests change the most at each kind of place, so that what they ask could change an answer.
WHO_ACTS = (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.TRUST_DATA_MANAGER, Role.LA_OFFICER)


def could_change_an_answer(question: Question) -> bool:
    """Only members reach a view. Of them, `make routes` asks all."""
    place, caller, _, method = question
    return caller.home == place and (WHOLE or (caller.role in WHO_ACTS and method in ("GET", "POST")))


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_way_round(kind: str, asked: World, rows: Rows) -> None:
    questions = [question for question in plan(asked, kind, whole=WHOLE) if could_change_an_answer(question)]
    assert ask_all(reversed(questions), kind, asked, rows) > 5
