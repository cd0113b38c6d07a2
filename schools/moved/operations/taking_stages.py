"""A door for the room above that knows of stages: it has a pupil stand at the stage that somebody takes over.

# in an app's AppConfig.ready()
state_taker(take_over)
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from foundation.access.roles import Role
from schools.moved.rules.facts import OldStage
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True)
class Taking:
    """A pupil, the stage at an earlier school and what that is called; who takes it over, in which roles, and when."""

    pupil: Pupil
    stage: OldStage
    school: str
    signed: Signature
    roles: frozenset[Role]
    now: dt.datetime


#: Gives why the stage is not the pupil's here, or nothing where it is now. Raises Refused for who may not.
TakeStage = Callable[[Taking], str]

_takers: list[TakeStage] = []


def state_taker(taker: TakeStage) -> None:
    """State who takes stages over; naming it twice changes nothing."""
    if taker not in _takers:
        _takers.append(taker)


def take_stage(taking: Taking) -> str:
    """Have the pupil stand at it; why not, where they do not."""
    why_not = "no stage is kept here"
    for taker in _takers:
        why_not = taker(taking)
    return why_not
