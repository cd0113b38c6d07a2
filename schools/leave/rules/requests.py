"""Whether leave can be asked for and granted as somebody asks: by whom, for when, and before it begins.

Only an authorised person grants, never after the fact, and in exceptional circumstances only on the request of a parent the
pupil normally lives with, made in advance [R11]. Regulation 11 binds maintained and non-maintained special schools; at an
academy all of it is the school's policy, so "never after the fact" is a setting there, on by default.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault
from foundation.ui.numbers import middle_date, span
from schools.calendar.rules.sessions import AM, PM, SESSION_NAMES, SchoolSession
from schools.leave.rules.grounds import MEANINGS, Ground
from schools.registers.rules.codes import refusal
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

#: Longer than this and the year was mistyped; whoever means it asks in two parts.
LONGEST: Final = dt.timedelta(days=190)
LONGEST_REASON: Final = 2000
WHOSE_RULE: Final = "At an academy that is the school’s policy: regulation 11 binds maintained schools."


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one session of a date to another, both included."""

    starts_on: dt.date
    ends_on: dt.date
    starts_session: int = AM
    ends_session: int = PM

    @property
    def first(self) -> SchoolSession:
        return SchoolSession(self.starts_on, self.starts_session)

    @property
    def last(self) -> SchoolSession:
        return SchoolSession(self.ends_on, self.ends_session)

    def __contains__(self, session: SchoolSession) -> bool:
        return self.first <= session <= self.last

    def holds(self, other: "Stretch") -> bool:
        """Whether the other lies within this one."""
        return self.first <= other.first and other.last <= self.last

    def of(self, sessions: Iterable[SchoolSession]) -> list[SchoolSession]:
        """Those of the sessions that lie within it."""
        return [one for one in sessions if one in self]

    @property
    def said(self) -> str:
        """ "12 January 2027, AM only", "12 to 14 January 2027", "12 January PM to 14 January 2027 AM"."""
        whole = (self.starts_session, self.ends_session) == (AM, PM)
        if whole:
            return span(self.starts_on, self.ends_on)
        if self.starts_on == self.ends_on:
            return f"{middle_date(self.starts_on)}, {SESSION_NAMES[self.starts_session]} only"
        ends = [
            f"{middle_date(on)}{f' {SESSION_NAMES[session]}' if session != usual else ''}"
            for on, session, usual in ((*self.first, AM), (*self.last, PM))
        ]
        return f"{ends[0]} to {ends[1]}"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: for whom (by birth date), on what ground, for when; and who asks.

    `sessions` are those that the school holds in the stretch; `lives_with` whether the applicant is a parent the pupil
    normally lives with.
    """

    ground: Ground
    stretch: Stretch
    sessions: Sequence[SchoolSession]
    birth: dt.date
    asked_on: dt.date
    lives_with: bool


def asking_faults(asking: Asking, *, study: Collection[Stretch] = ()) -> list[Fault]:
    """What stands against asking so; empty when it can be decided or recorded. `study`: the agreed study leaves."""
    when = stretch_faults(asking.stretch, asking.sessions)
    if when:
        return when
    found = []
    meaning = MEANINGS[asking.ground]
    if asking.ground is Ground.EXCEPTIONAL and not asking.lives_with:
        words = "Only a parent whom the pupil normally lives with may ask for leave in exceptional circumstances."
        found.append(Fault(words, "applicant", "applicant", remedy="Choose that parent."))
    if asking.ground in (Ground.INTERVIEW, Ground.STUDY) and asking.asked_on >= asking.stretch.starts_on:
        words = f"{meaning.label}: it is asked for in advance, and this was asked for on its first day or later."
        found.append(Fault(words, "in_advance", "asked_on", remedy="Check when it was asked for."))
    if asking.ground is Ground.STUDY and not any(one.holds(asking.stretch) for one in study):
        words = (
            "Study leave (S) stands only in a time that the school has agreed for exams, and no agreed time holds this."
        )
        found.append(Fault(words, "not_agreed", "starts_on", remedy="Agree the study leave under Exams first."))
    return found or code_faults(meaning.code, asking.sessions, asking.birth)


def stretch_faults(stretch: Stretch, sessions: Sequence[SchoolSession]) -> list[Fault]:
    """What stands against a time: back to front, a slip of the year, or no session of the school's in it."""
    if stretch.last < stretch.first:
        return [Fault("It ends before it begins. Check both days.", "order", "ends_on")]
    if stretch.ends_on - stretch.starts_on > LONGEST:
        words = f"From {middle_date(stretch.starts_on)} to {middle_date(stretch.ends_on)} is more than half a year."
        return [Fault(words, "too_long", "ends_on", remedy="Check the year.")]
    if not sessions:
        words = f"The school holds no session then ({stretch.said})."
        return [Fault(words, "no_session", "starts_on", remedy="Check the days; no leave is needed for a holiday.")]
    return []


def code_faults(code: str, sessions: Iterable[SchoolSession], birth: dt.date) -> list[Fault]:
    """Why the code may not stand in one of these sessions for a pupil of that age; the first that says so."""
    for on, session in sessions:
        age = of_compulsory_school_age(birth, on)
        words = refusal(code, on=on, session=session, compulsory_age=age)
        if words is not None:
            return [Fault(f"{middle_date(on)}: {words}", "code_refused", "ground")]
    return []


@dataclass(frozen=True, slots=True)
class Granting:
    """What is granted of what was asked. `begins_at` is when the first session granted begins."""

    asked: Stretch
    granted: Stretch
    sessions: Sequence[SchoolSession]
    begins_at: dt.datetime
    now: dt.datetime
    never_after: bool


def granting_faults(granting: Granting) -> list[Fault]:
    """What stands against granting it; empty when it can be granted."""
    when = stretch_faults(granting.granted, granting.sessions)
    if when:
        return when
    if not granting.asked.holds(granting.granted):
        words = f"Leave was asked for {granting.asked.said}; no more than that can be granted."
        return [Fault(words, "beyond", "ends_on", remedy="Grant a part of it, or have the rest asked for.")]
    if granting.never_after and granting.now >= granting.begins_at:
        words = f"It has begun: leave is not granted after the fact. {WHOSE_RULE}"
        return [Fault(words, "begun", "starts_on", remedy="Refuse it, or grant the part that is still to come.")]
    return []
