"""A door for the room that decides: at which stage a pupil is by the marks as they stand in this moment.

    # in an app's AppConfig.ready()
    state_stage_now(stage_now)

A case shows a stage from when the worker has decided anew. What must not be done on a ground that is gone asks here, so
that no letter is claimed between a save and that.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Final

from schools.cases.models import Case
from schools.cases.rules import states
from schools.cases.rules.opening import Kind

#: Asked with the pupil's key; None where nothing is decided at the school. Reads only, and holds nothing.
StageNow = Callable[[uuid.UUID, dt.datetime], str | None]
_stated: Final[list[StageNow]] = []


def state_stage_now(stage_now: StageNow) -> None:
    """Have this room say it; naming it twice changes nothing."""
    if stage_now not in _stated:
        _stated.append(stage_now)


def stage_now(case: Case, now: dt.datetime) -> str:
    """The stage of a case as the marks now stand; what is no open attendance case is where it is."""
    if case.kind != Kind.ATTENDANCE or case.state == states.CLOSED:
        return case.stage
    return next((stage for say in _stated if (stage := say(case.pupil_id, now)) is not None), case.stage)
