"""The stages of a school's policy as a case passes through them, and which change of stage a person may make by hand.

Names and order are the trust's default policy, version 1: configuration, and no law's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage by its key; `place` 0 is where everybody is, and each next one is one up."""

    key: str
    place: int
    name: str


DEFAULT: Final = (
    Stage("monitor", 0, "Monitor"),
    Stage("listen", 1, "Listen and understand"),
    Stage("support", 2, "Formal support"),
    Stage("notice", 3, "Notice to improve"),
    Stage("authority", 4, "Local authority"),
)


def stage_of(stages: Sequence[Stage], key: str) -> Stage:
    """A stage by its key; the first one for a key that the policy does not have, or has no more."""
    return next((one for one in stages if one.key == key), stages[0])


def stage_fault(stages: Sequence[Stage], was: str, to: str) -> Fault | None:
    """What stands against a change by hand: one stage up at a time, so that support comes first; down as far as it goes."""
    before = stage_of(stages, was)
    after = next((one for one in stages if one.key == to), None)
    if after is None:
        return Fault("The policy has no such stage.", "no_stage", "stage", remedy="Choose one of the list.")
    if after.place == before.place:
        return Fault(f"The case is at {before.name} already.", "same_stage", "stage", remedy="Choose another stage.")
    if after.place > before.place + 1:
        following = next(one.name for one in stages if one.place == before.place + 1)
        words = f"From {before.name} the next stage is {following}: none is left out, because support comes first."
        return Fault(words, "skips_stage", "stage", remedy=f"Choose {following}.")
    return None
