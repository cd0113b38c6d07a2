"""A trust's registers for one year: draw each pupil's absence from the published curve, then make up every register."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from random import Random

from rollcall.demo.trust import attending
from rollcall.demo.trust.absences import Absences
from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.calibration import Cell, fit, levels
from rollcall.demo.trust.daybook import DayBook
from rollcall.demo.trust.dice import stream
from rollcall.demo.trust.register import AM_PRESENT, NO_MARK, PM_PRESENT, YearRegister
from rollcall.demo.trust.roll import InventedPupil, Roll
from rollcall.demo.trust.schools import SchoolProfile

CONSTANCY = 0.8  # how much of a pupil's place in the order of absence stays from year to year


def registers_of(seed: int, rolls: Mapping[str, Roll], academic_year: int) -> dict[str, list[YearRegister]]:
    """Every pupil's register for a whole year, by school, whatever today is."""
    made: dict[str, list[YearRegister]] = {}
    holidays: dict[tuple[int, int], tuple[date, int] | None] = {}
    for slug, roll in rolls.items():
        year, dice = roll.year(academic_year), stream(seed, slug, academic_year, "registers")
        book = DayBook(year, roll.profile.phase, dice)
        made[slug] = [_blank(pupil, academic_year, book, dice) for pupil in roll.here(academic_year)]
        made[slug] = [register for register in made[slug] if register.first <= register.last]
    for phase in sorted({roll.profile.phase for roll in rolls.values()}):
        _draw_rates(
            seed, phase, {slug: made[slug] for slug, roll in rolls.items() if roll.profile.phase == phase}, rolls
        )
    for slug, roll in rolls.items():
        _make_up(seed, roll.profile, made[slug], academic_year, holidays)
    return made


def _blank(pupil: InventedPupil, academic_year: int, book: DayBook, dice: Random) -> YearRegister:
    """A register with every session present between the pupil's first and last day."""
    placed = pupil.placement(academic_year)
    assert placed is not None
    year = book.year
    first, last = 2 * year.days_until(placed.starts_on), 2 * bisect_right(year.days, placed.ends_on) - 1
    codes = (
        [NO_MARK] * first + [AM_PRESENT, PM_PRESENT] * ((last + 1 - first) // 2) + [NO_MARK] * (year.slots - 1 - last)
    )
    life = [dice.gauss(0, 1)]
    for _ in range(5):
        life.append(0.4 * life[-1] + 0.9 * dice.gauss(0, 1))
    weights = [2.718281828459045 ** (0.42 * mood) for mood in life]
    if placed.year_group == "11":
        weights[5] = 0.0
    return YearRegister(
        pupil, placed.year_group, placed.group, book, dice, codes, first, last, life=_alive(year, first, last, weights)
    )


def _alive(year: SchoolYear, first: int, last: int, weights: list[float]) -> tuple[float, ...]:
    """Half-terms in which the pupil was not on roll weigh nothing, unless that would leave none."""
    there = [
        weight if 2 * span[-1] >= first and 2 * span[0] <= last else 0.0
        for weight, span in zip(weights, year.half_terms, strict=True)
    ]
    return tuple(there) if sum(there) > 0 else tuple(max(weight, 0.001) for weight in weights)


def _cell(phase: str, register: YearRegister) -> Cell:
    """The published group a pupil is drawn from. Reception is not published; it is drawn like Year 1."""
    on = register.book.year.days[register.first // 2]
    child = register.pupil.child
    year_group = "1" if register.year_group == "R" else register.year_group
    return Cell(phase, year_group, child.has("fsm", on), child.has("sen_k", on) or child.has("sen_e", on))


def _draw_rates(seed: int, phase: str, made: Mapping[str, list[YearRegister]], rolls: Mapping[str, Roll]) -> None:
    """Rank the pupils of each group by tendency; each gets the absence of its place, so luck moves no totals."""
    academic_year = next(iter(made.values()))[0].book.year.academic_year
    dice = stream(seed, *sorted(made), academic_year, "rates")
    groups: dict[tuple[Cell, bool], list[tuple[float, YearRegister]]] = defaultdict(list)
    for slug, registers in made.items():
        for register in registers:
            score = CONSTANCY * register.pupil.child.tendency + (1 - CONSTANCY**2) ** 0.5 * dice.gauss(0, 1)
            cell = _cell(phase, register)
            groups[cell, register.year_group == "R"].append((score + rolls[slug].profile.lean, register))
    pool = Counter({cell: len(members) for (cell, reception), members in groups.items() if not reception})
    curve = fit(pool, levels()[phase])
    for (cell, _), members in sorted(groups.items()):
        members.sort(key=lambda member: member[0])
        for place, (_, register) in enumerate(members):
            register.rate = curve.rate(cell, (place + dice.random()) / len(members))


def _make_up(
    seed: int,
    profile: SchoolProfile,
    registers: list[YearRegister],
    academic_year: int,
    holidays: dict[tuple[int, int], tuple[date, int] | None],
) -> None:
    dice = stream(seed, profile.slug, academic_year, "marks")
    for register in registers:
        attending.cannot_attend(profile, register, dice)
    attending.share_with_others(profile, registers)
    absences = Absences(profile.phase, dice, holidays)
    for register in registers:
        register.owed = _owed(register)
        absences.lay_out(register)
    attending.off_site(profile, registers, dice)
    attending.trips(profile, registers, dice)
    for register in registers:
        if register.year_group == "11":
            attending.final_weeks(register, dice)
        attending.late(profile, register, dice)


def _owed(register: YearRegister) -> int:
    """The absent sessions of the drawn rate, over the sessions that published figures count."""
    possible = register.possible()
    if register.year_group == "11":
        final = 2 * register.book.year.half_terms[5][0]
        possible -= sum(register.free(slot) for slot in range(final, register.last + 1))
    return int(register.rate * possible + 0.5) if register.rate < 0.095 else int(register.rate * possible)
