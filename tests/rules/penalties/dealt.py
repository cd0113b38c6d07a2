"""Pupils dealt at random, at schools whose years are cut up in every way, who move; for the clerk and for the product."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.moved.rules.facts import SchoolWeek
from schools.penalties.rules.threshold import ELSEWHERE, Attended, Elsewhere, Spell
from schools.registers.rules.windows import SlotMark
from tests.rules.penalties.slowly import DAY, SlowPupil, SlowSchool, monday

_OFTEN = "GOUNIMC"
#: Where a pupil has been, the last being here; None where nobody knows.
_PLACES: list[list[int | None]] = [[0], [0], [1, 0], [1, None, 0], [0, 2, 0], [1, 2, 0], [0, None, 0]]
#: So many pupils share their schools, whose calendars take long to deal.
PUPILS_OF_A_TRUST = 8


@dataclass(frozen=True)
class Dealt:
    """One pupil twice: for the clerk, and for the product; asked on one day, of an authority's codes."""

    slow: SlowPupil
    schools: list[SlowSchool]
    pupil: Attended
    calendar: SchoolCalendar
    on: dt.date
    codes: str


def deal(seed: int) -> Dealt:
    """The pupil of a seed."""
    dice = random.Random(seed)
    calendar, schools = _schools(seed // PUPILS_OF_A_TRUST)
    on = dt.date(2026, 9, 7) + dice.randrange(280) * DAY
    slow = SlowPupil(_birth(dice, on), _where(dice, on), {})
    _mark(dice, slow, schools, on)
    return Dealt(slow, schools, _of_product(slow, schools), calendar, on, dice.choice(("GNOU", "GOU", "O")))


@lru_cache(maxsize=2)
def _schools(trust: int) -> tuple[SchoolCalendar, list[SlowSchool]]:
    """Three schools, of which the first asks; with its calendar."""
    dice = random.Random(trust)
    calendar = _calendar(dice)
    return calendar, [_held(calendar), _held(_calendar(dice)), _held(_calendar(dice))]


def _calendar(dice: random.Random) -> SchoolCalendar:
    halves, off = [], []
    for year in (2025, 2026):
        start = dt.date(year, 8, 31) + dice.randrange(4) * DAY
        for number in range(1, 7):
            length = dice.choice((26, 33, 39, 40))
            halves.append(HalfTerm(year, number, start, start + (length - 1) * DAY))
            lost = monday(start + dice.randrange(length) * DAY) if dice.random() < 0.3 else None
            kept = dice.randrange(6)
            for day in (start + count * DAY for count in range(length)):
                in_lost = lost is not None and monday(day) == lost and day.weekday() != kept
                if in_lost or dice.random() < 0.04:
                    off.append(NonSchoolDay(day, dice.choice(list(DayOff))))
                elif dice.random() < 0.02:
                    off.append(NonSchoolDay(day, DayOff.CLOSURE, dice.choice((1, 2))))
            start = monday(start + (length + 6) * DAY) + 7 * DAY * dice.choice((0, 1, 1, 2))
    return SchoolCalendar(tuple(halves), tuple(off))


def _held(calendar: SchoolCalendar) -> SlowSchool:
    held: dict[dt.date, set[int]] = {}
    off: dict[dt.date, set[int | None]] = {}
    for one in calendar.non_school_days:
        off.setdefault(one.date, set()).add(one.session)
    for half in calendar.half_terms:
        for count in range((half.ends_on - half.starts_on).days + 1):
            day = half.starts_on + count * DAY
            closed = off.get(day, set())
            left = set() if None in closed or day.isoweekday() > 5 else {1, 2} - closed
            if left:
                held[day] = left
    return SlowSchool(held)


def _birth(dice: random.Random, on: dt.date) -> dt.date:
    """Mostly somewhere in the years of school, often near an end of compulsory age; now and then a 29 February."""
    age = dice.choice((4.8, 5, 5.1, 7, 11, 14, 16, 16.5))
    birth = on - int(age * 365.25) * DAY + dice.randrange(-90, 90) * DAY
    return dt.date(2020, 2, 29) if dice.random() < 0.02 else birth


def _where(dice: random.Random, on: dt.date) -> dict[dt.date, int | None]:
    """A run here, at another school or nobody knows where, and another, until the last, which is here."""
    found: dict[dt.date, int | None] = {}
    day = dt.date(2025, 9, 1) + dice.randrange(400) * DAY
    places = dice.choice(_PLACES)
    for place in places[:-1]:
        for _ in range(dice.choice((3, 20, 60, 120))):
            if day < on:
                found[day] = place
                day += DAY
    while day <= on:
        found[day] = 0
        day += DAY
    return found or {on: 0}


def _mark(dice: random.Random, slow: SlowPupil, schools: list[SlowSchool], on: dt.date) -> None:
    away = dice.choice((0.02, 0.1, 0.16, 0.25, 0.5))
    for day, where in slow.at.items():
        if where is None:
            continue
        held = schools[where].held.get(day, set())
        if where == 0 and not held and dice.random() < 0.005:
            held = {1}  # a mark that no session of the calendar is for
        for session in sorted(held):
            if dice.random() < away:
                slow.marks[where, day, session] = dice.choice(_OFTEN)
    _use(dice, slow)


def _use(dice: random.Random, slow: SlowPupil) -> None:
    """Have some sessions be used by a notice that stands: here, and of weeks at another school."""
    here = [(day, session) for (where, day, session), code in slow.marks.items() if where == 0 and code in "GNOU"]
    slow.used_here = set(dice.sample(here, dice.choice((0, 0, len(here) // 3))))
    told_by: dict[dt.date, set[int]] = {}
    for day, where in slow.at.items():
        if where:
            told_by.setdefault(monday(day), set()).add(where)
    for week, codes in _weeks(slow).items():
        if len(told_by[week]) > 1:
            continue  # two schools tell of it, each of its own sessions
        if dice.random() < 0.2:
            slow.used_there[week] = dice.randrange(codes.total() + 1)
        elif codes and dice.random() < 0.2:
            slow.rested_there.append((week, dice.choice(list(codes))))


def _weeks(slow: SlowPupil) -> dict[dt.date, Counter[str]]:
    found: dict[dt.date, Counter[str]] = {}
    for (where, day, _), code in slow.marks.items():
        if where and code in "GNOU":
            found.setdefault(monday(day), Counter())[code] += 1
    return found


def _of_product(slow: SlowPupil, schools: list[SlowSchool]) -> Attended:
    spells, elsewhere = [], []
    for where, days in groupby(sorted(slow.at), key=lambda day: slow.at[day]):
        run = list(days)
        if where == 0:
            spells.append(Spell(run[0], run[-1]))
        elif where is not None:
            elsewhere.append(Elsewhere(Spell(run[0], run[-1]), _school_weeks(slow, schools[where], where, run)))
    return Attended(
        slow.birth,
        tuple(spells),
        [SlotMark(day, session, code) for (where, day, session), code in slow.marks.items() if where == 0],
        tuple(elsewhere),
        [SlotMark(day, session, "O") for day, session in slow.used_here]
        + [SlotMark(week, ELSEWHERE, code) for week, code in slow.rested_there],
    )


def _school_weeks(slow: SlowPupil, school: SlowSchool, where: int, run: list[dt.date]) -> tuple[SchoolWeek, ...]:
    """As the other school tells them."""
    found = []
    for week in sorted({monday(day) for day in run if day in school.held}):
        codes: Counter[str] = Counter(
            code for (at, day, _), code in slow.marks.items() if at == where and monday(day) == week and day in run
        )
        counts = (codes["G"], codes["N"], codes["O"], codes["U"])
        found.append(SchoolWeek(week, counts, slow.used_there.get(week, 0)))
    return tuple(found)
