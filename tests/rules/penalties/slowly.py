"""The threshold, the ledger and the days to pay once more, as a clerk with a wall calendar would do them: a day at a time.

Nothing of the product is imported. It is slow, and written without looking at how the product does it.
"""

import datetime as dt
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)


@dataclass
class SlowSchool:
    """A school as its days: the sessions held on each, by date."""

    held: dict[dt.date, set[int]]


@dataclass
class SlowPupil:
    """A pupil by days. `at` says where they were: a school's number, 0 being who asks, or None where nobody knows."""

    birth: dt.date
    at: dict[dt.date, int | None]
    marks: dict[tuple[int, dt.date, int], str]
    used_here: set[tuple[dt.date, int]] = field(default_factory=set)
    used_there: dict[dt.date, int] = field(default_factory=dict)
    rested_there: list[tuple[dt.date, str]] = field(default_factory=list)


def monday(day: dt.date) -> dt.date:
    while day.isoweekday() != 1:
        day -= DAY
    return day


def is_of_age(birth: dt.date, day: dt.date) -> bool:
    """From the last of December, March or August on or after turning five, to the last Friday of June of turning 16."""
    turns_five = _turns(birth, 5)
    start = turns_five
    while (start.month, start.day) not in ((12, 31), (3, 31), (8, 31)):
        start += DAY
    turns_16 = _turns(birth, 16)
    end = dt.date(turns_16.year + (turns_16.month >= 9), 6, 30)
    while end.isoweekday() != 5:
        end -= DAY
    return start <= day <= end


def _turns(birth: dt.date, age: int) -> dt.date:
    if (birth.month, birth.day) == (2, 29) and (birth.year + age) % 4:
        return dt.date(birth.year + age, 3, 1)
    return dt.date(birth.year + age, birth.month, birth.day)


def own_weeks(pupil: SlowPupil, schools: list[SlowSchool], on: dt.date) -> list[dt.date]:
    """Each week in which the school then attended held a session; that of who asks, where nobody knows."""
    weeks = []
    for day in sorted(pupil.at):
        where = pupil.at[day]
        held = schools[0 if where is None else where].held.get(day)
        if day <= on and held and monday(day) not in weeks:
            weeks.append(monday(day))
    return weeks


def sessions(pupil: SlowPupil, on: dt.date, codes: str) -> list[tuple[dt.date, str]]:
    """The Monday and code of each free session that counts, in any order."""
    wanted = [one for one, code in sorted(pupil.marks.items()) if one[1] <= on and code in codes]
    found = [
        (monday(day), pupil.marks[school, day, session])
        for school, day, session in wanted
        if school == 0 and is_of_age(pupil.birth, day) and (day, session) not in pupil.used_here
    ]
    there: dict[dt.date, list[str]] = {}
    for one in wanted:
        week = monday(one[1])
        if one[0] and is_of_age(pupil.birth, week) and is_of_age(pupil.birth, week + 4 * DAY):
            there.setdefault(week, []).append(pupil.marks[one])
    return found + [(week, code) for week, held in there.items() for code in _left(pupil, week, held)]


def _left(pupil: SlowPupil, week: dt.date, held: list[str]) -> list[str]:
    """What is left of a week elsewhere once each used session is struck out: the N last."""
    strokes = pupil.used_there.get(week, 0)
    for code in "OUGN":
        while strokes and code in held:
            held.remove(code)
            strokes -= 1
    for rested, code in pupil.rested_there:
        if rested == week and code in held:
            held.remove(code)
    return held


@dataclass(frozen=True)
class SlowAnswer:
    """Whether it is met, how many sessions the window holds, whether an N is among them, and since which week it is met."""

    met: bool
    count: int = 0
    provisional: bool = False
    since: dt.date | None = None


def threshold(pupil: SlowPupil, schools: list[SlowSchool], on: dt.date, codes: str) -> SlowAnswer:
    """Met in any of the last ten weeks, the newest first."""
    weeks = own_weeks(pupil, schools, on)
    found = sessions(pupil, on, codes)

    def within(place: int) -> list[str]:
        ten = weeks[place - 9 : place + 1] if place >= 9 else weeks[: place + 1]
        return [code for week, code in found if week in ten]

    for back in range(10):
        place = len(weeks) - 1 - back
        if place >= 0 and len(within(place)) >= 10:
            since = place
            while since > 0 and len(within(since - 1)) >= 10:
                since -= 1
            held = within(place)
            return SlowAnswer(True, len(held), "N" in held, weeks[since])
    return SlowAnswer(False)


def counting(issued: list[tuple[dt.date, str]], on: dt.date) -> int:
    """How many notices count on a day: each is put forward a day at a time until its third birthday has come."""
    number = 0
    for day, state in issued:
        if state == "withdrawn" or day < dt.date(2024, 8, 19) or day > on:
            continue
        third = day
        while third.year < day.year + 3 or (third.month, third.day) < (day.month, day.day):
            third += DAY
            if third.year == day.year + 3 and (third.month, third.day) >= (day.month, day.day):
                break
        number += on < third
    return number


def deemed(posted: dt.date, working: int, holidays: set[dt.date]) -> dt.date:
    day = posted
    for _ in range(working):
        day += DAY
        while day.isoweekday() in (6, 7) or day in holidays:
            day += DAY
    return day


def last_of(received: dt.date, days: int) -> dt.date:
    """The last of so many days, of which the day of receipt is the first."""
    day = received
    for _number in range(2, days + 1):
        day += DAY
    return day
