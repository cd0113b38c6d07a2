"""Home visits: who may go together, how long they are expected to be out, and what their report comes to.

That a home visit may follow where nobody was reached is the guidance's (domain rules, section 5: WT26 p.20). That nobody
visits alone, what is asked at the door and when two colleagues count as not back is ours; when a visit is due is the
school's ladder.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.absence.rules.ladder import Outcome

#: Minutes after which two colleagues are expected back: ours, until the planner says otherwise; and its bounds.
USUAL_MINUTES: Final = 60
SHORTEST: Final = 10
LONGEST: Final = 240
#: How long after the press a phone without signal may still say when it was pressed.
LONGEST_KEPT: Final = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who goes: by a post of the staff list, or by name alone. `mobile` is the post's, in digits."""

    name: str
    post: uuid.UUID | None = None
    person: uuid.UUID | None = None
    mobile: str = ""


def faults_of_visitors(first: Visitor, second: Visitor) -> list[Fault]:
    """Why these two may not go: one of them is missing, or both are the same person, by whatever post or spelling."""
    faults = [
        Fault("Say who goes. Nobody visits alone.", "visitor_missing", field)
        for one, field in ((first, "first"), (second, "second"))
        if not one.name.strip()
    ]
    if not faults and _same(first, second):
        words = "That is the same person twice. Nobody visits alone: choose who goes with them."
        faults.append(Fault(words, "same", "second"))
    return faults


def _same(first: Visitor, second: Visitor) -> bool:
    if first.post is not None and second.post is not None:
        # Two colleagues may bear one name; one colleague may hold two posts.
        return first.post == second.post or (first.person is not None and first.person == second.person)
    return _bare(first.name) == _bare(second.name)


def _bare(name: str) -> str:
    return " ".join(name.split()).casefold()


class At(StrEnum):
    """Who answered the door, where it was none of the child's contacts."""

    NOBODY = "nobody"
    CHILD = "child"
    OTHER = "other"


class Safe(StrEnum):
    """Whether the child is safe and well: asked apart from the reason."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Coming(StrEnum):
    """Whether the child comes to school now. Who is brought in is marked by the desk or in the register."""

    NO = "no"
    LATER = "later"
    WITH_US = "with_us"


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """What was found. `answered` is that a grown-up did; `may_speak`, that it was one whom the school may speak to."""

    seen: bool
    answered: bool
    may_speak: bool
    safe: Safe
    coming: Coming


def faults_of_report(found: AtTheDoor) -> list[Fault]:
    """What cannot be of a report, by the field that says it."""
    faults = []
    if found.safe is Safe.YES and not (found.seen or found.answered):
        words = "Nobody was seen or spoken to. Choose “Not known”."
        faults.append(Fault(words, "safe_unseen", "safe"))
    if found.coming is Coming.WITH_US and not found.seen:
        words = "A child who comes with you was seen. Say so above, or choose another answer."
        faults.append(Fault(words, "unseen", "coming"))
    return faults


def outcome_of(found: AtTheDoor) -> Outcome:
    """What a visit was as an attempt to reach somebody.

    Somebody is reached who can be asked for the reason: a grown-up whom nothing bars the school from speaking to. A child
    seen alone has been seen, and the contacts are still rung.
    """
    if found.answered and found.may_speak:
        return Outcome.SPOKE
    return Outcome.SEEN if found.seen else Outcome.NO_ANSWER


class State(StrEnum):
    """How far a visit has come."""

    PLANNED = "planned"
    OUT = "out"
    BACK = "back"
    CALLED_OFF = "called_off"


def state_of(went_at: dt.datetime | None, back_at: dt.datetime | None, called_off_at: dt.datetime | None) -> State:
    """How far a visit with these moments has come."""
    if called_off_at is not None:
        return State.CALLED_OFF
    if back_at is not None:
        return State.BACK
    return State.PLANNED if went_at is None else State.OUT


def expected_at(went_at: dt.datetime, minutes: int) -> dt.datetime:
    """By when those who went should have said that they are back."""
    return went_at + dt.timedelta(minutes=minutes)


def moment_of(now: dt.datetime, ago: int, *, since: dt.datetime) -> dt.datetime:
    """When a button was pressed that a phone tells of `ago` seconds later: never before the visit was planned, nor ahead.

    A phone's own clock is not asked, since it may be wrong.
    """
    kept = min(max(dt.timedelta(seconds=ago), dt.timedelta()), LONGEST_KEPT)
    return max(now - kept, since) if since <= now else now


def needs_the_lead(restricted: Sequence[bool]) -> bool:
    """Whether only the safeguarding lead plans this visit: something stands against speaking to a contact of the child.

    The roll does not say at whose door such a contact may be met, nor whether an address is kept from them.
    """
    return any(restricted)
