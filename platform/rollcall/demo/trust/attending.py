"""The rest of a register: sessions that cannot count, education off site, trips, and arriving late."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Final

from rollcall.demo.trust.calendars import YEARS, SchoolYear
from rollcall.demo.trust.calibration import levels
from rollcall.demo.trust.dice import poisson
from rollcall.demo.trust.register import YearRegister
from rollcall.demo.trust.schools import PRIMARY, SECONDARY, SchoolProfile
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

SNOW: Final = {"cedar": (date(2026, 1, 7), 3)}  # buses from outlying villages did not run: date, households in ten
TAXI: Final = (date(2025, 11, 18), date(2025, 11, 19), date(2026, 10, 13))  # an authority's taxi that did not come
DUAL_FROM: Final = {YEARS[0]: 2, YEARS[1]: 1}  # the half-term, from 0, in which sharing with another school begins
STUDY_LEAVE_FROM: Final = 8  # days into Year 11's last half-term


def cannot_attend(profile: SchoolProfile, register: YearRegister, dice: Random) -> None:
    """Not possible sessions: the closed school (Y4), Reception's first weeks (X), snow (Y1), a school shared (D)."""
    year, child = register.book.year, register.pupil.child
    for day in year.closed:
        register.put(2 * day, "Y4")
        register.put(2 * day + 1, "Y4")
    if register.year_group == "R":
        _reception(register, dice)
    snow, households = SNOW.get(profile.slug, (date.min, 0))
    snowed_in = year.number_of(snow)
    if snowed_in is not None and child.household.number % 10 < households:
        _both(register, snowed_in, "Y1")


def _both(register: YearRegister, day: int, code: str) -> None:
    register.put(2 * day, code)
    register.put(2 * day + 1, code)


def _reception(register: YearRegister, dice: Random) -> None:
    """Below compulsory age, X: two days at home, six mornings only; a few stay on mornings until Christmas."""
    year, birth = register.book.year, register.pupil.child.birth
    mornings_until = year.half_terms[1][-1] if dice.random() < 0.04 else 7
    for day in range(mornings_until + 1):
        if not of_compulsory_school_age(birth, year.days[day]):
            register.put(2 * day + 1, "X")
            if day < 2:
                register.put(2 * day, "X")


def share_with_others(profile: SchoolProfile, registers: Iterable[YearRegister]) -> None:
    """A few pupils are also on another school's roll on set days (D), and one waits for transport that fails (Q)."""
    dual = 2 if profile.phase == SECONDARY else 0
    for register in registers:
        needs = any(flag.kind == "sen_e" for flag in register.pupil.child.flags)
        if dual and needs and register.year_group in {"9", "10"} and not register.pupil.story:
            dual -= 1
            year = register.book.year
            _on_weekdays(register, "D", (3, 4), year.half_terms[DUAL_FROM[year.academic_year]][0])
        elif profile.slug == "elm" and needs:
            for on in TAXI:
                if (day := register.book.year.number_of(on)) is not None:
                    _both(register, day, "Q")
            return


def _on_weekdays(register: YearRegister, code: str, weekdays: tuple[int, ...], start: int) -> None:
    for day in range(start, len(register.book.year.days)):
        if register.book.year.days[day].weekday() in weekdays:
            _both(register, day, code)


def off_site(profile: SchoolProfile, registers: list[YearRegister], dice: Random) -> None:
    """Alternative provision on set days (B), teaching arranged by the authority (K), work experience (W)."""
    secondary = profile.phase == SECONDARY
    older = [one for one in registers if one.year_group in ({"9", "10", "11"} if secondary else {"4", "5", "6"})]
    older = [one for one in older if 0.12 < one.rate < 0.6 and not one.pupil.story]
    places = round(len(registers) * (0.012 if secondary else 0.005))
    for register in dice.sample(older, min(places, len(older))):
        weekdays = tuple(dice.sample(range(5), 2 if dice.random() < 0.7 else 1))
        _on_weekdays(register, "B", weekdays, register.book.year.half_terms[dice.randrange(3)][0])
    ill = [one for one in registers if 0.3 < one.rate < 0.8 and one.year_group != "R" and not one.pupil.story]
    for register in dice.sample(ill, min(len(ill), round(len(registers) / (500 if secondary else 1000)))):
        _on_weekdays(register, "K", (1, 2, 3), register.book.year.half_terms[dice.randrange(4)][0])
    if profile.slug == "cedar":
        week = registers[0].book.year.half_terms[5][20:25]
        for register in registers:
            if register.year_group == "10" and dice.random() < 0.9:
                for day in week:
                    _both(register, day, "W")


def trips(profile: SchoolProfile, registers: list[YearRegister], dice: Random) -> None:
    """Day trips, residentials (V) and away fixtures (P) of each year group."""
    year = registers[0].book.year
    travel = _primary_trips if profile.phase == PRIMARY else _secondary_trips
    for year_group in profile.year_groups:
        there = [register for register in registers if register.year_group == year_group]
        travel(year, year_group, there, dice)
        if year_group in {"5", "6"} or profile.phase == SECONDARY:
            for _ in range(6 if profile.phase == SECONDARY else 3):
                day = _day(year, dice)
                for register in dice.sample(there, min(14, len(there))):
                    register.put(2 * day + 1, "P")


def _primary_trips(year: SchoolYear, year_group: str, there: list[YearRegister], dice: Random) -> None:
    """Whole classes for a day; Years 4 and 6 stay away for a night or two."""
    for group in sorted({register.group for register in there}):
        if dice.random() < 0.7:
            _trip([one for one in there if one.group == group], _day(year, dice), 1, 0.97, dice)
    if year_group in {"4", "6"}:
        _trip(there, year.half_terms[dice.choice((1, 4))][11], 3 if year_group == "6" else 2, 0.88, dice)


def _secondary_trips(year: SchoolYear, year_group: str, there: list[YearRegister], dice: Random) -> None:
    """A fifth of a year group for a day, a few times; a quarter of Years 8 and 10 for four days."""
    for _ in range(3):
        _trip(there, _day(year, dice), 1, 0.22, dice)
    if year_group in {"8", "10"}:
        _trip(there, year.half_terms[dice.choice((0, 4))][15], 4, 0.25, dice)


def _day(year: SchoolYear, dice: Random) -> int:
    return dice.randrange(10, len(year.days) - 10)


def _trip(there: list[YearRegister], day: int, days: int, share: float, dice: Random) -> None:
    for register in there:
        if dice.random() < share:
            for away in range(day, day + days):
                _both(register, away, "V")


def late(profile: SchoolProfile, register: YearRegister, dice: Random) -> None:
    """Arriving while the register is open (L), mostly in the morning; who is absent more is late more."""
    mean = levels()[profile.phase].late * register.possible() * 1.42
    mean *= register.pupil.child.lateness * (0.75 + 2.5 * min(register.rate, 0.4))
    afternoons = 0.08 if profile.phase == PRIMARY else 0.24
    span = register.last + 1 - register.first
    for _ in range(poisson(dice, min(mean, 90.0))):
        slot = register.first + dice.randrange(span)
        slot = slot | 1 if dice.random() < afternoons else slot & ~1
        if slot <= register.last and register.put(slot, "L"):
            register.minutes[slot] = min(profile.closes_after, 1 + int(dice.expovariate(1 / 7)))


def final_weeks(register: YearRegister, dice: Random) -> None:
    """Year 11 after half-term 5: exams, study leave for some, and absence as before. Outside published figures."""
    leave = dice.random() < 0.3
    start = register.book.year.half_terms[5][0]
    for day in range(start, register.last // 2 + 1):
        chance = dice.random()
        if chance < register.rate:
            _both(register, day, "I" if dice.random() < 0.5 else "O")
        elif leave and day - start >= STUDY_LEAVE_FROM and chance < 0.5:
            _both(register, day, "S")
