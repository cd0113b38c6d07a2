"""Who must be told of an exclusion, and how soon [domain, exclusions: what the headteacher must do].

Parents (and a pupil of 18 or older), the authority and, for a looked-after child or one with a social worker, the virtual
school head and the social worker: without delay, of every exclusion whatever its length. The governing board without delay
of a permanent one, of more than 5 days in the term (lunchtimes at half) and of a missed exam or test; of the others once a
term. All of them are told of a cancellation, with its reason, and those who were told of the decision of the board.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.triggers import Trigger


class To(StrEnum):
    """Who is told. `LEAD` is whom the safeguarding lead tells; for every child alike, so that no list says of which."""

    PARENTS = "parents"
    PUPIL = "pupil"
    AUTHORITY = "authority"
    HOME_AUTHORITY = "home_authority"
    LEAD = "lead"
    BOARD = "board"

    @property
    def words(self) -> str:
        """Who that is, for a list."""
        return {
            To.PARENTS: "Parents",
            To.PUPIL: "The pupil, who is 18",
            To.AUTHORITY: "Local authority",
            To.HOME_AUTHORITY: "Home local authority",
            To.LEAD: "Others, by the safeguarding lead",
            To.BOARD: "Governing board",
        }[self]


class About(StrEnum):
    """Of what they are told."""

    EXCLUDED = "excluded"
    CANCELLED = "cancelled"
    DECIDED = "decided"

    @property
    def words(self) -> str:
        """Of what, for a list."""
        return {
            About.EXCLUDED: "the exclusion",
            About.CANCELLED: "that it is cancelled",
            About.DECIDED: "the board’s decision",
        }[self]


class How(StrEnum):
    """By which channel."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    LETTER = "letter"
    EMAIL = "email"
    PORTAL = "portal"

    @property
    def words(self) -> str:
        """The channel, for a list."""
        return {
            How.PHONE: "by telephone",
            How.IN_PERSON: "in person",
            How.LETTER: "by letter",
            How.EMAIL: "by email",
            How.PORTAL: "by the authority’s portal",
        }[self]


#: A notice in writing; a call or talk comes before it and does not take its place.
IN_WRITING = frozenset({How.LETTER, How.EMAIL, How.PORTAL})


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """One notice that is owed. `without_delay`, or else by the end of the term."""

    to: To
    about: About
    without_delay: bool = True

    @property
    def words(self) -> str:
        """ "Parents of the exclusion"."""
        return f"{self.to.words}: {self.about.words}"


#: From this age a pupil is told beside the parents.
OF_AGE: Final = 18


def is_of_age(birth: dt.date, on: dt.date) -> bool:
    """Whether somebody is 18 or older on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)) >= OF_AGE


def notices_due(
    kind: Kind,
    trigger: Trigger,
    *,
    home_authority_differs: bool,
    of_age: bool = False,
    cancelled: bool = False,
    board_decided: bool = False,
) -> tuple[NoticeDue, ...]:
    """Every notice that an exclusion owes; none for an internal placement, which is no exclusion.

    `of_age`: the pupil was 18 or older when it was decided, and so is told too.
    """
    if kind is Kind.INTERNAL:
        return ()
    left_out = {To.HOME_AUTHORITY: not home_authority_differs, To.PUPIL: not of_age}
    who = [to for to in To if not left_out.get(to, False)]
    owed = [NoticeDue(to, About.EXCLUDED, to is not To.BOARD or trigger is not Trigger.UPTO5) for to in who]
    if cancelled:
        owed += [NoticeDue(to, About.CANCELLED) for to in who]
    if board_decided:
        owed += [NoticeDue(to, About.DECIDED) for to in who if to is not To.BOARD]
    return tuple(owed)


def is_given(due: NoticeDue, ways: set[How]) -> bool:
    """Whether a notice, given in these ways, is given as it must be: to family and authorities in writing."""
    return bool(ways & IN_WRITING) if due.to in _WRITTEN else bool(ways)


_WRITTEN = (To.PARENTS, To.PUPIL, To.AUTHORITY, To.HOME_AUTHORITY)
