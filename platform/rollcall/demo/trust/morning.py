"""The morning registers of the demo's own day, as far as they have come in a few minutes after nine.

The marks are those that the year's registers hold for the session (`school_years`), as far as a tutor knew them when
the register was sent: who had not come by then is N, whatever turns out later; a reason that is known is one that was
known the day before, or that the family rang in early.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.dice import stream
from rollcall.demo.trust.knowledge import REASON_FOLLOWS
from rollcall.demo.trust.register import AM_PRESENT, YearRegister
from rollcall.demo.trust.schools import SchoolProfile
from rollcall.demo.trust.staffing import TUTORS_WHO_SIGN_IN, Staffing
from schools.registers.rules.codes import NO_REASON_YET

#: Of a school's registers, those that have not been sent by then: three of Alder's 41, one where there are few.
NOT_SENT: Final = 0.07
SENT_BY: Final = time(9)
MOSTLY_AFTER: Final = 900  # seconds open
RANG_EARLY: Final = {"I": 0.9, "O": 0.9}  # of the families of those not coming: the others are N until somebody knows
NOT_YET: Final = "U"  # comes after the register has closed


class MorningMark(NamedTuple):
    """One pupil's mark: the pupil's number in the school, code, minutes late when late."""

    pupil: int
    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class MorningRegister:
    """One registration group's register, and the time at which it was sent."""

    group: str
    sent_at: time
    marks: tuple[MorningMark, ...]


class Coming(NamedTuple):
    """What a pupil's session will in the end be known as, and whether the session before it is the same absence."""

    register: YearRegister
    code: str
    minutes: int | None
    goes_on: bool


def coming(year: SchoolYear, registers: Iterable[YearRegister], today: date) -> tuple[Coming, ...]:
    """The morning of `today` in registers whose future is not yet forgotten (`knowledge`); none without school."""
    day = year.number_of(today)
    if day is None or day in year.closed:
        return ()
    slot = 2 * day
    return tuple(
        Coming(one, one.codes[slot], one.minutes.get(slot), one.codes[slot] == one.codes[slot - 1])
        for one in registers
        # Whoever starts this very morning is on the roll from tomorrow on (`invention`).
        if one.first < slot <= one.last
    )


def morning_of(
    seed: int, profile: SchoolProfile, today: date, everyone: Iterable[Coming], staffing: Staffing
) -> tuple[MorningRegister, ...]:
    """The registers sent so far this morning, in the order of their groups, by registers that end the day before."""
    groups: dict[str, list[Coming]] = defaultdict(list)
    for one in everyone:
        groups[one.register.group].append(one)
    if not groups:
        return ()
    dice = stream(seed, profile.slug, today, "morning")
    late = _not_sent(sorted(groups), staffing, today, dice)
    sent = []
    for group in sorted(groups):
        sent_at, waited = _sent(profile, dice)
        if group not in late:
            marks = tuple(_mark(seed, today, one, waited) for one in groups[group])
            sent.append(MorningRegister(group, sent_at, marks))
    return tuple(sent)


def _not_sent(groups: list[str], staffing: Staffing, today: date, dice: Random) -> set[str]:
    """The groups whose register is still to come: always those whose tutors sign in to the demo, to be taken there."""
    theirs = {one.group for one in staffing.tutors if one.on(today) and one.name in TUTORS_WHO_SIGN_IN.values()}
    others = [group for group in groups if group not in theirs]
    return theirs | set(dice.sample(others, max(1, round(NOT_SENT * len(groups))) - len(theirs)))


def _sent(profile: SchoolProfile, dice: Random) -> tuple[time, int]:
    """When a register is sent, and how many minutes after it opened: by nine, or within eight minutes."""
    opens = datetime.combine(date.min, time.fromisoformat(profile.am_opens))
    longest = max(datetime.combine(date.min, SENT_BY) - opens, timedelta(minutes=8)).total_seconds()
    waited = timedelta(seconds=int(dice.triangular(150, longest, min(MOSTLY_AFTER, longest))))
    return (opens + waited).time(), int(waited.total_seconds() // 60)


def _mark(seed: int, today: date, one: Coming, waited: int) -> MorningMark:
    """What the tutor enters, `waited` minutes after the register opened."""
    number, code, minutes = one.register.pupil.number, one.code or AM_PRESENT, None
    if code == "L" and one.minutes is not None and one.minutes <= waited:
        minutes = one.minutes
    elif code == "L" or _unknown(seed, today, one):
        code = NO_REASON_YET
    return MorningMark(number, code, minutes)


def _unknown(seed: int, today: date, one: Coming) -> bool:
    """Whether nobody at the school knows yet why the pupil is away."""
    if one.goes_on:
        return one.code in REASON_FOLLOWS and one.register.codes[-1] == NO_REASON_YET
    if one.code in RANG_EARLY:
        dice = stream(seed, one.register.book.year.school, one.register.pupil.number, today, "rang")
        return dice.random() > RANG_EARLY[one.code]
    return one.code == NOT_YET
