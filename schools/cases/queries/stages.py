"""The stages that cases pass through."""

import datetime as dt

from schools.cases.rules.stages import DEFAULT, Stage


def stages_on(_day: dt.date) -> tuple[Stage, ...]:
    """The stages of the policy in force on a day, the lowest first: the trust's default policy's."""
    return DEFAULT
