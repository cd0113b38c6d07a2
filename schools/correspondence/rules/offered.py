"""Which letters of the policy a case may have as it stands, and what such a letter rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.refusals import Fault
from tenants.policies.rules.document import CLOSE, Letter, Policy


@dataclass(frozen=True, slots=True)
class At:
    """Where a case is: the stage's key, and whether it is over; `improved` where it ended so."""

    stage: str
    closed: bool = False
    improved: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A letter, whose it is in words, and whether it is one of thanks after an exit."""

    letter: Letter
    why: str
    after_exit: bool = False


def offered(policy: Policy, at: At) -> list[Offered]:
    """The letters of what is done at the case's stage, and those that go with an exit to where it is. Each once."""
    stage = next((one for one in policy.stages if one.key == at.stage), None)
    found: dict[str, Offered] = {}
    if stage is not None and not at.closed:
        for action in stage.actions:
            if action.letter is not None:
                found.setdefault(action.letter, Offered(policy.letter(action.letter), f"of {stage.name}"))
    for above in policy.in_order:
        for way in above.exits:
            if way.letter is not None and _led_here(way.to, above.place, stage.place if stage else 0, at):
                why = f"for whoever leaves {above.name}"
                found.setdefault(way.letter, Offered(policy.letter(way.letter), why, after_exit=True))
    return list(found.values())


def _led_here(to: str, place: int, here: int, at: At) -> bool:
    if at.closed and not at.improved:
        return False
    return (to == CLOSE and at.closed) or (to == at.stage and place > here)


def rests_on(at: At, one: Offered, *, policy: tuple[str, int, int]) -> dict[str, Any]:
    """What a letter rests on: kept with it, and asked again before it goes."""
    return {
        "letter": one.letter.key,
        "stage": at.stage,
        "closed": at.closed,
        "after_exit": one.after_exit,
        "policy": list(policy),
    }


def gone(at: At | None, rests: Mapping[str, Any], *, stage: str) -> Fault | None:
    """What took away the ground of a letter: its case moved on, or was closed or reopened. `stage` is the name of its own.

    A letter of thanks stays when its case is closed, too.
    """
    said = None
    if at is None or (at.closed and not rests["closed"] and not rests["after_exit"]):
        said = "The case has been closed"
    elif rests["closed"] and not at.closed:
        said = "The case has been reopened"
    elif at.stage != rests["stage"]:
        said = f"The case is not at {stage} any more"
    if said is None:
        return None
    return Fault(f"{said}, and this letter was about that.", "ground_gone", remedy="Draft the one that fits now.")
