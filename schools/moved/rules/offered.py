"""A door for the rooms above, which know of cases and notices: they say what of them is carried to the next school.

    # in an app's AppConfig.ready()
    offer_facts(facts_of_cases)

Where no room knows of a stage or a notice, none is carried, and the next school's page says so.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from schools.moved.rules.facts import OldNotice, OldStage


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a room above knows of one pupil. `used` are the dates of the sessions that a standing notice used."""

    stage: OldStage | None = None
    notices: tuple[OldNotice, ...] = ()
    used: tuple[dt.date, ...] = ()


#: Asked in the old school's transaction, for many pupils at once by their keys; who is not in the answer has nothing.
FactsOf = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, CaseFacts]]

_offered: list[FactsOf] = []


def offer_facts(facts_of: FactsOf) -> None:
    """Have these facts carried too; offering them twice changes nothing."""
    if facts_of not in _offered:
        _offered.append(facts_of)


def offered_facts(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, CaseFacts]:
    """What all rooms above say together of each of these pupils: a room that knows the stage says it, the others none."""
    found = dict.fromkeys(pupils, CaseFacts())
    for facts_of in _offered:
        for pupil, one in facts_of(pupils).items():
            held = found[pupil]
            found[pupil] = CaseFacts(one.stage or held.stage, held.notices + one.notices, held.used + one.used)
    return found
