"""Consent to a referral: whose, given how, on which day, until when, and whether it was withdrawn.

Whose consent a school asks for is its own rule, and no law is told here: what is kept is what was said, so that it can be
shown on what a child's record was passed on.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.cases.rules.wording import words_fault


class Whose(StrEnum):
    """Who gave it."""

    PARENT = "parent"
    CHILD = "child"

    @property
    def words(self) -> str:
        return {Whose.PARENT: "a parent or carer", Whose.CHILD: "the child"}[self]


class How(StrEnum):
    """How it was given."""

    WRITING = "writing"
    FORM = "form"
    SPOKEN = "spoken"

    @property
    def words(self) -> str:
        return {How.WRITING: "in writing", How.FORM: "on the service’s own form", How.SPOKEN: "by word of mouth"}[self]


#: The longest name of who gave it.
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as it stands. It holds on its last day, and not on the day on which it is withdrawn."""

    given_on: dt.date
    until: dt.date | None = None
    withdrawn_on: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether something may be shared on it that day."""
        if on < self.given_on or (self.until is not None and on > self.until):
            return False
        return self.withdrawn_on is None or on < self.withdrawn_on


def any_holds(consents: Iterable[Given], on: dt.date) -> bool:
    """Whether one of them holds."""
    return any(one.holds(on) for one in consents)


def consent_faults(*, name: str, what: str, given_on: dt.date, until: dt.date | None, today: dt.date) -> list[Fault]:
    """What stands against a consent as it was typed."""
    found = [
        words_fault(name, "name", most=LONGEST_NAME, needed="Write who gave it."),
        words_fault(what, "what", needed="Write what may be shared, and for what."),
    ]
    if given_on > today:
        found.append(
            Fault(
                "It would have been given on a day to come.",
                "ahead",
                "given_on",
                remedy="Give today or an earlier day.",
            )
        )
    if until is not None and until < given_on:
        found.append(Fault("It would end before it was given.", "ends_early", "until", remedy="Give a later day."))
    return [one for one in found if one is not None]
