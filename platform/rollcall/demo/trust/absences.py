"""Why invented pupils are away: the absences owed by a year's drawn rate, laid out as the events that cause them.

Events with a date or a cause of their own come first (Eid, a part-time timetable, a suspension, a family holiday,
leave, an appointment, arriving after the register closed); what is still owed is illness and unexplained absence,
in spells. Numbers are tuned so that each code's share of possible sessions comes near the published one
(`reasons.csv`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from rollcall.demo.trust.calendars import YEARS
from rollcall.demo.trust.daybook import HOLIDAY, ILLNESS, OTHER
from rollcall.demo.trust.dice import Weighted, poisson
from rollcall.demo.trust.register import YearRegister
from rollcall.demo.trust.roll import EXCLUDED_CHILD, MISSING_CHILD
from rollcall.demo.trust.schools import PRIMARY, SECONDARY
from schools.registers.rules.codes import NO_REASON_YET

EID: Final = (date(2026, 3, 20), date(2027, 3, 10), date(2027, 5, 17))


@dataclass(frozen=True, slots=True)
class Habits:
    """How often things happen in a phase: means a pupil and year, or chances."""

    appointments: float
    holiday: float
    leave: float
    interview: float
    late_after_close: float
    suspended: float
    part_time: float
    part_time_from: float
    unexplained: float
    half_days: float


HABITS: Final[Mapping[str, Habits]] = {
    PRIMARY: Habits(
        appointments=0.88,
        holiday=0.42,
        leave=0.62,
        interview=0.08,
        late_after_close=0.90,
        suspended=0.016,
        part_time=0.30,
        part_time_from=0.14,
        unexplained=0.43,
        half_days=0.16,
    ),
    SECONDARY: Habits(
        appointments=1.08,
        holiday=0.20,
        leave=0.60,
        interview=0.07,
        late_after_close=1.60,
        suspended=0.085,
        part_time=0.40,
        part_time_from=0.18,
        unexplained=0.64,
        half_days=0.20,
    ),
}
HOLIDAY_DAYS: Final = Weighted({2: 0.12, 3: 0.12, 4: 0.12, 5: 0.42, 7: 0.07, 10: 0.15})
LEAVE_SESSIONS: Final = Weighted({1: 0.2, 2: 0.52, 4: 0.2, 6: 0.08})
ILLNESS_DAYS: Final = Weighted({1: 0.47, 2: 0.25, 3: 0.13, 4: 0.06, 5: 0.06, 6: 0.01, 8: 0.01, 10: 0.01})
OTHER_DAYS: Final = Weighted({1: 0.72, 2: 0.17, 3: 0.07, 5: 0.04})
NEVER_ASKED: Final = 0.012  # of unexplained spells, those whose N nobody replaced
SUSPENSION_DAYS: Final = Weighted({1: 0.42, 2: 0.27, 3: 0.16, 4: 0.05, 5: 0.10})
SUSPENDED_BY_YEAR: Final[Mapping[str, float]] = {"7": 0.6, "8": 1.0, "9": 1.3, "10": 1.4, "11": 0.8}


class Absences:
    """Lays out the absences of one school's year. `holidays` is shared by a trust's schools: families go together."""

    def __init__(self, phase: str, dice: Random, holidays: dict[tuple[int, int], tuple[date, int] | None]) -> None:
        self._habits = HABITS[phase]
        self._phase = phase
        self._dice = dice
        self._holidays = holidays

    def lay_out(self, register: YearRegister) -> None:
        """Place everything the register owes."""
        self._story(register)
        self._eid(register)
        if register.rate >= self._habits.part_time_from and register.year_group != "R":
            self._part_time(register)
        self._suspensions(register)
        self._holiday(register)
        self._leave_and_appointments(register)
        self._late_after_close(register)
        self._spells(register)

    def _story(self, register: YearRegister) -> None:
        """The two rare endings on the roll: unexplained absence for 26 days; suspended, then taught elsewhere."""
        story, last = register.pupil.story, register.last
        if not story or register.book.year.academic_year != YEARS[0]:
            return
        if story == MISSING_CHILD:
            register.owed += 52
            for slot in range(last - 51, last + 1):
                register.absent(slot, "O")
        elif story == EXCLUDED_CHILD:
            register.owed += 10
            for slot in range(last - 29, last + 1):
                if slot < last - 19:
                    register.absent(slot, "E")
                else:
                    register.put(slot, "K")

    def _eid(self, register: YearRegister) -> None:
        if not register.pupil.child.household.keeps_eid:
            return
        for on in EID:
            day = register.book.year.number_of(on)
            if day is not None and register.free(2 * day):
                register.owed = max(register.owed, 2)
                register.run(2 * day, "R", 2)

    def _part_time(self, register: YearRegister) -> None:
        """A part-time timetable of some weeks: afternoons at home, or two whole days a week."""
        dice = self._dice
        if dice.random() > self._habits.part_time:
            return
        half_term = register.book.year.half_term_of(register.book.day(OTHER, register.life))
        weeks = dice.choice((4, 5, 6, 6, 8, 10))
        span = range(half_term[0], min(half_term[0] + 5 * weeks, register.last // 2 + 1))
        afternoons = dice.random() < 0.7
        days_off = set(dice.sample(range(5), 2))
        for day in span:
            if afternoons:
                register.absent(2 * day + 1, "C2")
            elif register.book.year.days[day].weekday() in days_off:
                register.run(2 * day, "C2", 2)

    def _suspensions(self, register: YearRegister) -> None:
        child, dice = register.pupil.child, self._dice
        chance = self._habits.suspended * (0.4 + 5 * min(register.rate, 0.3)) * (1.6 if child.sex == "M" else 0.8)
        chance *= SUSPENDED_BY_YEAR.get(register.year_group, 1.0) * (1.7 if child.household.fsm else 0.9)
        if any(flag.kind.startswith("sen") for flag in child.flags):
            chance *= 1.8
        if register.year_group == "R" or dice.random() > chance:
            return
        for _ in range(1 + poisson(dice, 1.9)):
            days = SUSPENSION_DAYS.draw(dice)
            if register.owed >= 2 * days:
                register.run(2 * register.book.day(OTHER, register.life), "E", 2 * days)

    def _holiday(self, register: YearRegister) -> None:
        """A holiday in term time: the family's choice, so brothers and sisters are away on the same days."""
        year = register.book.year
        family = register.pupil.child.household.number, year.academic_year
        if family not in self._holidays:
            self._holidays[family] = self._plan_holiday(register)
        planned = self._holidays[family]
        if planned is None:
            return
        start, days = planned
        day = next((number for number, on in enumerate(year.days) if on >= start), None)
        if day is not None and register.owed >= 2 * days:
            register.run(2 * day, "G", 2 * days)

    def _plan_holiday(self, register: YearRegister) -> tuple[date, int] | None:
        dice, book = self._dice, register.book
        if dice.random() > self._habits.holiday or register.owed < 4:
            return None
        day, days = book.day(HOLIDAY, register.life), HOLIDAY_DAYS.draw(dice)
        span = book.year.half_term_of(day)
        edge = dice.random()
        if edge < 0.35:  # leaving early for the holiday
            day = max(span[0], span[-1] + 1 - days)
        elif edge < 0.5:  # coming back late from it
            day = span[0]
        return book.year.days[day], days

    def _leave_and_appointments(self, register: YearRegister) -> None:
        dice, habits = self._dice, self._habits
        often = 0.5 + min(1.5, register.owed / 30)
        for _ in range(poisson(dice, habits.leave * often)):
            if register.owed > 2:
                register.spell(HOLIDAY, "C", LEAVE_SESSIONS.draw(dice), whole_days=True)
        for _ in range(poisson(dice, habits.appointments * often)):
            sessions = 2 if dice.random() < 0.25 else 1
            if register.owed > sessions:
                slot = 2 * register.book.day(OTHER, register.life) + (sessions == 1 and dice.random() < 0.45)
                register.run(slot, "M", sessions)
        if register.year_group in {"6", "11"} and dice.random() < habits.interview * 4:
            register.spell(OTHER, "J1", 1)

    def _late_after_close(self, register: YearRegister) -> None:
        dice = self._dice
        times = poisson(dice, min(8.0, self._habits.late_after_close * register.pupil.child.lateness))
        for _ in range(min(times, register.owed // 2)):
            slot = 2 * register.book.day(OTHER, register.life) + (dice.random() < 0.12)
            if register.absent(slot, "U"):
                register.minutes[slot] = 31 + min(89, int(dice.expovariate(1 / 22)))

    def _spells(self, register: YearRegister) -> None:
        """Illness and unexplained absence until nothing is owed; the more is missed, the longer the spells."""
        dice, rate = self._dice, register.rate
        share = self._habits.unexplained * rate / (rate + 0.11) * dice.uniform(0.3, 1.7)
        unexplained = round(register.owed * min(0.95, share))
        stretch = 1 + max(0.0, rate - 0.12) * 12
        for _ in range(400):
            if register.owed <= 0:
                return
            if unexplained > 0:
                sessions = self._length(OTHER_DAYS, stretch, register.owed)
                code = NO_REASON_YET if dice.random() < NEVER_ASKED else "O"
                unexplained -= register.spell(OTHER, code, min(sessions, unexplained))
            else:
                register.spell(ILLNESS, "I", self._length(ILLNESS_DAYS, stretch, register.owed))
        self._last_resort(register, unexplained)

    def _length(self, days: Weighted[int], stretch: float, owed: int) -> int:
        """Sessions of a spell: one session, or whole days, now and then with a half day."""
        chance = self._dice.random()
        if owed == 1 or chance < self._habits.half_days * 0.5:
            return 1
        length = days.draw(self._dice)
        if stretch > 1.2 and self._dice.random() < 0.5:
            length = round(length * (1 + self._dice.expovariate(1 / stretch)))
        return min(owed, 2 * length + (chance > 1 - self._habits.half_days * 0.5))

    def _last_resort(self, register: YearRegister, unexplained: int) -> None:
        """Fill what random days did not: a pupil who is hardly ever in, or was on roll only for days."""
        slots = [slot for slot in range(register.first, register.last + 1) if register.free(slot)]
        start = self._dice.randrange(max(1, len(slots)))
        for place, slot in enumerate((*slots[start:], *slots[:start])):
            register.absent(slot, "O" if place < unexplained else "I")
