"""The invented trusts as known on a given morning: `invent(seed, today)`.

A function of the seed and the day alone. Marks of days more than five school days before `today` are the same whatever
`today` is; in the last five only reasons still awaited (N) and registers handed in late differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from rollcall.demo.trust.calendars import YEARS, SchoolYear, calendar_of, notes
from rollcall.demo.trust.children import Flag
from rollcall.demo.trust.knowledge import forget_the_future
from rollcall.demo.trust.morning import MorningRegister, coming, morning_of
from rollcall.demo.trust.register import YearRegister
from rollcall.demo.trust.roll import InventedPupil, Placement, Roll, enrol
from rollcall.demo.trust.school_years import registers_of
from rollcall.demo.trust.schools import NORTHFIELD, SCHOOLS, SOUTHGATE, SchoolProfile, Trust
from rollcall.demo.trust.staffing import Staffing, staff_of
from schools.calendar.rules.school_calendar import SchoolCalendar

SEED: Final = 4


class InventedMark(NamedTuple):
    """One mark: the pupil's number in the school, date, session (1 AM, 2 PM), code, minutes late when late."""

    pupil: int
    date: date
    session: int
    code: str
    minutes: int | None


@dataclass(frozen=True)
class InventedSchool:
    """One school as known on a morning: its roll, calendar and staff, every mark entered before that day, and the
    registers that have come in on the day itself a few minutes after nine.
    """

    profile: SchoolProfile
    today: date
    pupils: tuple[InventedPupil, ...]
    years: tuple[SchoolYear, ...]
    registers: tuple[tuple[YearRegister, ...], ...]
    morning: tuple[MorningRegister, ...]
    staffing: Staffing

    @property
    def calendar(self) -> SchoolCalendar:
        """Half-terms and non-school days of both years."""
        return calendar_of(self.profile.slug, self.profile.authority.slug)

    @property
    def day_notes(self) -> dict[date, str]:
        """What to write beside non-school days."""
        return dict(notes(self.profile.slug))

    def groups(self) -> Iterator[tuple[int, str, str]]:
        """Registration groups: academic year, year group, name."""
        for year in self.years:
            if year.days[0] >= self.today:
                continue
            for year_group in self.profile.year_groups:
                for name in self.profile.group_names(year_group, year.academic_year):
                    yield year.academic_year, year_group, name

    def marks(self) -> Iterator[InventedMark]:
        """Every mark but this morning's, pupil by pupil and in time order within a year."""
        for year, registers in zip(self.years, self.registers, strict=True):
            for register in registers:
                number, minutes = register.pupil.number, register.minutes
                for slot, code in enumerate(register.codes):
                    if code:
                        yield InventedMark(number, year.days[slot >> 1], (slot & 1) + 1, code, minutes.get(slot))

    def fingerprint(self) -> str:
        """A hash of every pupil and mark, for telling whether two inventions are the same."""
        sha = sha256()
        for pupil in self.pupils:
            sha.update(repr((pupil.number, pupil.child, pupil.starts_on, pupil.ends_on, pupil.placements)).encode())
        for registers in self.registers:
            for register in registers:
                sha.update(repr((register.pupil.number, register.codes, sorted(register.minutes.items()))).encode())
        return sha.hexdigest()


def invent(seed: int, today: date, trusts: tuple[Trust, ...] = (NORTHFIELD, SOUTHGATE)) -> dict[str, InventedSchool]:
    """The schools of the trusts, by slug, as known at the start of `today`."""
    invented: dict[str, InventedSchool] = {}
    for trust in trusts:
        rolls = enrol(seed, tuple(profile for profile in SCHOOLS if profile.trust == trust))
        by_year = [registers_of(seed, rolls, academic_year) for academic_year in YEARS]
        for slug, roll in rolls.items():
            years = tuple(map(roll.year, YEARS))
            made = [tuple(year[slug]) for year in by_year]
            this_morning = [
                one for year, all_of in zip(years, made, strict=True) for one in coming(year, all_of, today)
            ]
            registers = tuple(_known(seed, year, all_of, today) for year, all_of in zip(years, made, strict=True))
            staffing = staff_of(seed, roll.profile, today)
            invented[slug] = InventedSchool(
                profile=roll.profile,
                today=today,
                pupils=_roll_known(roll, today),
                years=years,
                registers=registers,
                morning=morning_of(seed, roll.profile, today, this_morning, staffing),
                staffing=staffing,
            )
    return invented


def _known(seed: int, year: SchoolYear, registers: tuple[YearRegister, ...], today: date) -> tuple[YearRegister, ...]:
    days = year.days_until(today)
    forget_the_future(seed, registers, year, days)
    return tuple(register for register in registers if register.first < 2 * days)


def _roll_known(roll: Roll, today: date) -> tuple[InventedPupil, ...]:
    """Pupils who have joined, with departures, moves and flags of later days left out."""
    return tuple(_pupil_known(pupil, today) for pupil in roll.pupils if pupil.starts_on < today)


def _pupil_known(pupil: InventedPupil, today: date) -> InventedPupil:
    if pupil.ends_on is not None and pupil.ends_on >= today:
        pupil.ends_on = None
        pupil.ground = pupil.note = pupil.destination = ""
    pupil.placements = [_placed(one, pupil) for one in pupil.placements if one.starts_on < today]
    pupil.child.flags = tuple(_flagged(flag, today) for flag in pupil.child.flags if flag.starts_on < today)
    return pupil


def _placed(placement: Placement, pupil: InventedPupil) -> Placement:
    """A placement cut short by a departure not yet known runs to the end of its year."""
    ends_on = pupil.ends_on or date(placement.academic_year + 1, 8, 31)
    return placement._replace(ends_on=min(ends_on, date(placement.academic_year + 1, 8, 31)))


def _flagged(flag: Flag, today: date) -> Flag:
    return flag if flag.ends_on is None or flag.ends_on < today else Flag(flag.kind, flag.starts_on)
