"""What letters rest on: a room above says whether it still holds, and holds it while a letter is about to leave.

    # in an app's AppConfig.ready()
    state_ground("case", ground_of_letter)

It is asked when a letter is approved, asked to be sent, printed and claimed, before the letter itself is held: whoever takes
away the ground of letters holds what they rest on first, and the letters then.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from foundation.refusals import Fault, Refused
from schools.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Ground:
    """What a letter rests on as it now stands: what takes it away, and how many such letters go in a day.

    More than `most_a_day` wait for a person's word; None where nothing is said of that.
    """

    fault: Fault | None = None
    most_a_day: int | None = None


#: Holds what a letter is about (its key) until the transaction ends, and says how it stands now, with what the room that
#: drafted the letter wrote down of it (`rests_on`). No more of the letter is known to it, so several letters can share it.
GroundOf = Callable[[uuid.UUID | None, Mapping[str, Any], dt.datetime], Ground]
_FIRM: Final = Ground()
_stated: Final[dict[str, GroundOf]] = {}


def state_ground(kind: str, ground_of: GroundOf) -> None:
    """Have letters about things of this kind rest on what a room says. Raises ValueError where another says it already."""
    if _stated.setdefault(kind, ground_of) != ground_of:
        message = f"two rooms say what letters about {kind!r} rest on"
        raise ValueError(message)


def ground_of(letter: Letter, now: dt.datetime) -> Ground:
    """What a letter rests on, held until the transaction ends; what no room speaks for holds."""
    stated = _stated.get(letter.about_kind)
    return _FIRM if stated is None else stated(letter.about_id, letter.rests_on, now)


def faults_of_grounds(letters: Iterable[Letter], now: dt.datetime) -> dict[uuid.UUID, Fault]:
    """Of these letters, by key, what takes away the ground of each that has lost it. Held in one order, so that nobody who
    holds several waits for another who does. What several rest on is asked once: so do both parents' letters."""
    found = {}
    asked: dict[tuple[str, str, str], Ground] = {}
    for one in sorted(letters, key=lambda one: (one.about_kind, str(one.about_id), one.pk)):
        rests_on = one.about_kind, str(one.about_id), json.dumps(one.rests_on, sort_keys=True)
        if rests_on not in asked:
            asked[rests_on] = ground_of(one, now)
        if (fault := asked[rests_on].fault) is not None:
            found[one.pk] = fault
    return found


def check_ground(letter: Letter, now: dt.datetime) -> Ground:
    """The same of one, Refused where it is gone."""
    ground = ground_of(letter, now)
    if ground.fault is not None:
        raise Refused.because(ground.fault)
    return ground
