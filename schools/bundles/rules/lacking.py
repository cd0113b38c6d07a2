"""What keeps a bundle from being frozen, and what its reader will ask about, by what the authority's profile wants.

Every fault is told at once, each with where it is mended. None of it is law: an authority returns what is not whole, and
which papers it wants is in its profile. What only warns is for a person to weigh.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.ui.numbers import counted, short_date
from schools.bundles.rules.kinds import BundleKind
from schools.improvement.rules.states import IMPROVED, OPEN
from schools.registers.rules.windows import SlotMark

#: A holiday that was not granted: its decision has to have reached the family.
NOT_GRANTED: Final = "G"
#: Absences no further apart are one time away, with one decision: a weekend lies between two weeks of it.
ONE_TIME: Final = dt.timedelta(days=7)


class Mends(StrEnum):
    """Where something lacking is mended."""

    REGISTER = "register"
    LEAVE = "leave"
    CASE = "case"
    LETTERS = "letters"
    CONTACTS = "contacts"
    IMPROVEMENT = "improvement"
    PENALTY = "penalty"
    POLICY = "policy"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Stands:
    """A bundle as far as this asks, on a day.

    `wants` are the documents of the authority's profile; `gaps` the sessions of its period that were due and hold nothing;
    `decided` the days of leave that was refused, with whether the decision's letter has left; `letters` the days on which a
    letter about absence left; `supported` the days on which help was offered or a family talked with. `notice` is the state
    of the notice to improve that this parent was given, empty for none, and `notice_until` its last day. `considered`: a
    notice to this parent was asked for, or is unpaid; `changed` are sessions it rests on that hold another mark by now,
    `outside` those that are not of its period. `files_gone` were to go with it and are there no more.
    """

    kind: BundleKind
    wants: Collection[str]
    counted: Sequence[SlotMark]
    gaps: Sequence[tuple[dt.date, int]] = ()
    open_n: Sequence[tuple[dt.date, int]] = ()
    decided: Sequence[tuple[dt.date, dt.date, bool]] = ()
    letters: Sequence[dt.date] = ()
    supported: Sequence[dt.date] = ()
    address: bool = True
    barred: str = ""
    notice: str = ""
    notice_until: dt.date | None = None
    notice_not_used: bool = False
    oldest_session_days: int = 0
    request_by: dt.date | None = None
    considered: bool = True
    changed: Sequence[tuple[dt.date, int]] = ()
    outside: Sequence[tuple[dt.date, int]] = ()
    has_profile: bool = True
    case_closed: bool = False
    statement: bool = True
    files_gone: int = 0


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing: what is wrong, where it is mended, and the day it is about. What is not `blocks` warns."""

    words: str
    mends: Mends
    on: dt.date | None = None
    blocks: bool = True


def lacking(one: Stands, today: dt.date) -> list[Lacking]:
    """Everything that is lacking on a day: first what blocks, each in the order of the page."""
    found = list(_lacking(one, today))
    return sorted(found, key=lambda fault: not fault.blocks)


def _lacking(one: Stands, today: dt.date) -> Iterator[Lacking]:
    if one.case_closed:
        yield Lacking("The case is closed: reopen it first.", Mends.CASE)
    if not one.has_profile:
        words = "The trust has no profile of this authority, so nobody can say what it asks for."
        yield Lacking(words, Mends.POLICY)
    if not one.considered:
        needed = "is unpaid" if one.kind is BundleKind.PROSECUTION else "was proposed"
        yield Lacking(f"No notice to this parent {needed}.", Mends.PENALTY)
    elif not one.counted and one.kind is not BundleKind.REFERRAL:
        yield Lacking("It rests on no session.", Mends.BUNDLE)
    if one.kind.is_signed and not one.statement:
        yield Lacking("The headteacher’s statement is not written.", Mends.BUNDLE)
    if one.files_gone:
        words = counted(
            one.files_gone, "file that was to go with it is there", "files that were to go with it are there"
        )
        yield Lacking(f"{words} no more.", Mends.BUNDLE)
    yield from _register(one)
    yield from _papers(one)
    yield from _parent(one)
    yield from _times(one, today)


def _register(one: Stands) -> Iterator[Lacking]:
    if one.open_n:
        count, first = counted(len(one.open_n), "session"), one.open_n[0][0]
        words = (
            f"N still stands in {count} of the period, the first on {short_date(first)}: find the reason, or enter O."
        )
        yield Lacking(words, Mends.REGISTER, first)
    if one.outside:
        many = counted(len(one.outside), "session it rests on is", "sessions it rests on are")
        first = one.outside[0][0]
        yield Lacking(f"{many} not in the days of its register, the first of {short_date(first)}.", Mends.BUNDLE, first)
    if one.changed:
        many = counted(len(one.changed), "session it rests on is", "sessions it rests on are")
        first = one.changed[0][0]
        yield Lacking(f"{many} unauthorised no more, the first of {short_date(first)}.", Mends.PENALTY, first)
    if one.gaps:
        many = counted(len(one.gaps), "session of the period holds", "sessions of the period hold")
        first = one.gaps[0][0]
        yield Lacking(f"{many} no mark, the first on {short_date(first)}.", Mends.REGISTER, first)


def _papers(one: Stands) -> Iterator[Lacking]:
    if "leave_decision" in one.wants:
        for day in _undecided(one):
            words = f"No letter with the decision on the leave of {short_date(day)} has left."
            yield Lacking(words, Mends.LEAVE, day)
    if "support" in one.wants and not one.supported:
        yield Lacking("No support is recorded: no talk, offer, plan or meeting.", Mends.CASE)
    last = max((mark.date for mark in one.counted), default=None)
    if "letters" in one.wants and not one.letters:
        yield Lacking("No letter about the absence has left.", Mends.LETTERS)
    elif "letters" in one.wants and last is not None and min(one.letters) > last:
        words = f"The first letter left on {short_date(min(one.letters))}, after the last session it rests on."
        yield Lacking(words, Mends.LETTERS, last, blocks=False)
    if "notice_to_improve" in one.wants and not one.notice_not_used and one.kind is BundleKind.PENALTY:
        yield from _improvement(one)


def _improvement(one: Stands) -> Iterator[Lacking]:
    if not one.notice:
        yield Lacking("No notice to improve was given to this parent.", Mends.IMPROVEMENT)
    elif one.notice in OPEN and one.notice_until is not None:
        words = f"The notice to improve runs until {short_date(one.notice_until)}: review it first."
        yield Lacking(words, Mends.IMPROVEMENT, one.notice_until)
    elif one.notice == IMPROVED:
        words = "The notice to improve ended with improvement: say in the case why a notice is asked for all the same."
        yield Lacking(words, Mends.CASE, one.notice_until, blocks=False)


def _undecided(one: Stands) -> Iterator[dt.date]:
    """The first day of each time of leave taken without it, for which no decision has reached the family."""
    newest: dt.date | None = None
    for mark in one.counted:
        told = any(first <= mark.date <= last and letter for first, last, letter in one.decided)
        if mark.code != NOT_GRANTED or told:
            continue
        if newest is None or mark.date - newest > ONE_TIME:
            yield mark.date
        newest = mark.date


def _parent(one: Stands) -> Iterator[Lacking]:
    if one.barred:
        yield Lacking(
            f"{one.barred} Ask the safeguarding lead before anything of it leaves the school.", Mends.CONTACTS
        )
    if not one.address:
        yield Lacking("The parent’s address is not recorded.", Mends.CONTACTS)


def _times(one: Stands, today: dt.date) -> Iterator[Lacking]:
    first = min((mark.date for mark in one.counted), default=None)
    if first is not None and one.oldest_session_days and (today - first).days > one.oldest_session_days:
        words = (
            f"The oldest session is of {short_date(first)} {first.year}, {(today - first).days} days ago: the authority may "
            f"take none older than {one.oldest_session_days}."
        )
        yield Lacking(words, Mends.BUNDLE, first, blocks=False)
    if one.request_by is not None and today > one.request_by and one.kind is BundleKind.PENALTY:
        words = f"The authority asks for it by {short_date(one.request_by)}, which is over."
        yield Lacking(words, Mends.BUNDLE, one.request_by, blocks=False)
