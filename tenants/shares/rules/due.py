"""When something is due of a share, and whether it stands in the list of cases. Our own choice, and no law's."""

import datetime as dt
from typing import Final

from tenants.policies.rules.notice_states import SERVED
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ASKED, RECEIVED, THINGS, UNANSWERED

#: What has a list of its own, and is a case besides only while it is an officer's turn.
PLANS: Final = (Purpose.PART_TIME, Purpose.ELSEWHERE)


def is_over(purpose: Purpose, state: str) -> bool:
    """Whether nothing more is expected of anybody."""
    states = THINGS[purpose.listed.moves].states
    return next(one.over for one in states if one.key == state)


def due_on(
    purpose: Purpose, state: str, *, answer_by: dt.date | None, next_on: dt.date | None, pay_by: dt.date | None = None
) -> dt.date | None:
    """The day by which something is expected: the answer; of a notice that was served, the last day to pay; else what
    comes next. None where nothing is, or where no day was given.
    """
    if is_over(purpose, state):
        return None
    if state in UNANSWERED:
        return answer_by
    return pay_by if state == SERVED else next_on


def is_a_case(purpose: Purpose, state: str, next_on: dt.date | None, today: dt.date) -> bool:
    """Whether it stands in the list of cases. A meeting never does; a plan while it is to be acknowledged, and from the day
    of its review unless its school was asked about it.
    """
    if purpose is Purpose.MEETING:
        return False
    if purpose not in PLANS:
        return True
    reviewed = next_on is not None and next_on <= today
    return state == RECEIVED or (reviewed and state != ASKED)
