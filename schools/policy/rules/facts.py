"""What is known of one pupil when a stage is decided: marks, calendar, groups, plans, the case's events, a confirmed move.

Gathered above, in `cases`, and kept with the decision, so that it can be made again from nothing else. A canonical JSON
(sorted keys, no spaces) both ways; its SHA-256 is how a decision names them. No name, birth date, UPN or note is here.
"""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import PM
from schools.policy.rules.times import Times, day
from schools.registers.rules.totals import Totals


class Session(NamedTuple):
    """A session of a date."""

    date: dt.date
    session: int


class PupilMark(NamedTuple):
    """What stands in one session, the minutes of a late, and which version of the mark that is."""

    date: dt.date
    session: int
    code: str
    minutes: int | None
    version: int | None


class During(NamedTuple):
    """Something that holds from a day to a day, both included; no last day is until further notice."""

    what: str
    first: dt.date
    last: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Happened(StrEnum):
    """What an event of a case is. The first eight are the kinds of a policy's actions, done."""

    CONVERSATION = "conversation"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    REFERRAL = "referral"
    REVIEW = "review"
    PLAN = "plan"
    TASK = "task"
    OFFER = "offer"
    REFUSAL = "refusal"


class CaseEvent(NamedTuple):
    """One thing that happened in the pupil's open case.

    `action` is the action it did, or the family refused, as `support.meeting`; without one it counts as whichever action of
    its kind is to be done. `improved` is what a review found.
    """

    on: dt.date
    kind: Happened
    action: str = ""
    improved: bool | None = None


class WeekElsewhere(NamedTuple):
    """A school week at the earlier school: its Monday, and sessions by code of G, N, O and U."""

    monday: dt.date
    codes: tuple[tuple[str, int], ...]


class HalfTermElsewhere(NamedTuple):
    """What a half-term at the earlier school adds up to."""

    academic_year: int
    number: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Moved:
    """What a person here confirmed of the pupil's time at another school of the trust. It counts from the day of that on."""

    confirmed_on: dt.date
    ends_on: dt.date
    weeks: tuple[WeekElsewhere, ...] = ()
    half_terms: tuple[HalfTermElsewhere, ...] = ()


@dataclass(frozen=True)
class Facts:
    """One pupil. `marks` are what stands, in time order, of sessions that are due and of planned ones alike.

    `through` is the last session whose register has opened: a mark after it is planned and counts for nothing. A mark still
    planned in an earlier session, whose register was never taken, is left out by whoever gathers. Marks reach back over
    every window that is asked, those of the day the agreed stage was entered among them (`measuring.reach`).
    `compulsory` is the first and last day of compulsory school age. `groups` are year:7, fsm6, sen_k, ehcp, eal; `plans`
    part_time_plan. `joined_on` is the starting day.
    """

    times: Times
    marks: tuple[PupilMark, ...]
    through: Session
    joined_on: dt.date
    compulsory: tuple[dt.date, dt.date]
    groups: tuple[During, ...] = ()
    plans: tuple[During, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    moved: tuple[Moved, ...] = ()

    def in_group(self, group: str, on: dt.date) -> bool:
        """Whether the pupil was in a group on a day."""
        return any(one.what == group and one.on(on) for one in self.groups)

    def has_plan(self, plan: str, on: dt.date) -> bool:
        """Whether a plan stood on a day."""
        return any(one.what == plan and one.on(on) for one in self.plans)

    def moved_by(self, on: dt.date) -> tuple[Moved, ...]:
        """The moves that were confirmed by a day."""
        if not self.moved:
            return ()
        return tuple(one for one in self.moved if one.confirmed_on <= on)

    def weeks(self, on: dt.date) -> tuple[dt.date, ...]:
        """The school weeks that a pupil's windows are made of: the earlier school's up to the move, then this one's."""
        known = self.moved_by(on)
        if not known:
            return self.times.weeks
        here = week_start(self.joined_on)
        earlier = {week.monday for one in known for week in one.weeks if week.monday <= week_start(one.ends_on)}
        return tuple(
            sorted({monday for monday in earlier if monday <= here} | {w for w in self.times.weeks if w >= here})
        )

    def horizon(self, on: dt.date, through: Session | None = None) -> Session:
        """The last session that counts on a day; `through` an earlier one of that day, where one is known."""
        return min(through or Session(on, PM), self.through)

    # As JSON

    @cached_property
    def sha256(self) -> str:
        """By which a decision names these facts."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @cached_property
    def canonical(self) -> str:
        """The one text of these facts, whatever order things came in."""
        return json.dumps(self._plain(), sort_keys=True, separators=(",", ":"), check_circular=False)

    def _plain(self) -> dict[str, Any]:
        return {
            "calendar": self.times.plain,
            "compulsory": [one.isoformat() for one in self.compulsory],
            "events": [
                [one.on.isoformat(), one.kind.value, one.action, one.improved]
                for one in sorted(self.events, key=lambda one: (one.on, one.kind, one.action, str(one.improved)))
            ],
            "groups": _plain_during(self.groups),
            "joined_on": self.joined_on.isoformat(),
            "marks": [
                [_written(on), session, code, minutes, version]
                for on, session, code, minutes, version in sorted(self.marks)
            ],
            "moved": [_plain_moved(one) for one in self.moved],
            "plans": _plain_during(self.plans),
            "through": [self.through.date.isoformat(), self.through.session],
        }

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> "Facts":
        """What `canonical` wrote, read as JSON."""
        return cls(
            times=Times.of_plain(plain["calendar"]),
            marks=tuple(PupilMark(day(on), *further) for on, *further in plain["marks"]),
            through=Session(day(plain["through"][0]), plain["through"][1]),
            joined_on=day(plain["joined_on"]),
            compulsory=(day(plain["compulsory"][0]), day(plain["compulsory"][1])),
            groups=_read_during(plain["groups"]),
            plans=_read_during(plain["plans"]),
            events=tuple(
                CaseEvent(day(on), Happened(kind), action, improved) for on, kind, action, improved in plain["events"]
            ),
            moved=tuple(_read_moved(one) for one in plain["moved"]),
        )


#: A date as JSON has it. The same few hundred days stand in every pupil's facts.
_written: Final = cache(dt.date.isoformat)


def _plain_during(held: tuple[During, ...]) -> list[list[str | None]]:
    rows = sorted((one.first, one.what, one.last or dt.date.max) for one in held)
    return [[what, first.isoformat(), None if last == dt.date.max else last.isoformat()] for first, what, last in rows]


def _read_during(rows: list[list[str | None]]) -> tuple[During, ...]:
    return tuple(During(str(what), day(first), None if last is None else day(last)) for what, first, last in rows)


def _plain_moved(moved: Moved) -> dict[str, Any]:
    return {
        "confirmed_on": moved.confirmed_on.isoformat(),
        "ends_on": moved.ends_on.isoformat(),
        "half_terms": [
            [one.academic_year, one.number, asdict(one.totals)] for one in sorted(moved.half_terms, key=_when)
        ],
        "weeks": [[one.monday.isoformat(), dict(one.codes)] for one in sorted(moved.weeks)],
    }


def _when(one: HalfTermElsewhere) -> tuple[int, int]:
    return one.academic_year, one.number


def _read_moved(plain: dict[str, Any]) -> Moved:
    return Moved(
        confirmed_on=day(plain["confirmed_on"]),
        ends_on=day(plain["ends_on"]),
        weeks=tuple(WeekElsewhere(day(on), tuple(sorted(codes.items()))) for on, codes in plain["weeks"]),
        half_terms=tuple(HalfTermElsewhere(year, number, Totals(**held)) for year, number, held in plain["half_terms"]),
    )
