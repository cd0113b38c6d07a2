"""One pupil's academic year as a calendar: weeks of five days, each day two halves, each half drawn and said.

Plain facts in (calendar, session times, spells on roll, marks), a year out: no database and no clock. A day before or
after the roll is blank; a day the school did not meet says why. A session without a mark is missing once its register
has closed, "not yet taken" while it is open or while nobody in the school has a mark in it or after it (marks that come
by file are not lost), and not yet due before. What was planned is drawn as planned, and counts once its register is taken.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.london import LONDON
from foundation.ui.numbers import clock, middle_date
from schools.calendar.rules.academic_year import academic_year_label, week_start
from schools.calendar.rules.school_calendar import DayOff, SchoolCalendar
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.slots import WindowPhase, phase_at
from schools.registers.rules.spoken import said_mark, shape_of

WEEKDAYS = 5
#: Shapes of a half that holds no mark; the others are those of `schools.registers.rules.spoken`.
SHAPE_AHEAD, SHAPE_OPEN, SHAPE_MISSING, SHAPE_CLOSED = "d", "f", "m", "c"
_CLOSURES = {
    DayOff.INSET: "INSET day, closed",
    DayOff.CLOSURE: "planned closure",
    DayOff.BANK_HOLIDAY: "bank holiday, closed",
}


@dataclass(frozen=True, slots=True)
class YearMark:
    """A mark as the register holds it, and the save that put it there. `planned`: its register has not been taken yet."""

    code: str
    minutes: int | None
    planned: bool
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Half:
    """Half a day: its shape, and how it is said. `saved` is who put the mark there and when, empty without a mark.

    `missing`: a mark was due by now and none that counts is there.
    """

    shape: str
    words: str
    saved: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday of the year. `halves` is empty where the pupil was not on roll; `group` is where they were registered."""

    date: dt.date
    halves: tuple[Half, ...] = ()
    group: uuid.UUID | None = None

    @property
    def closed(self) -> bool:
        """Whether no session of it was or will be taken."""
        return all(half.shape == SHAPE_CLOSED for half in self.halves)

    @property
    def ahead(self) -> bool:
        """Whether it is wholly to come, with nothing planned."""
        return all(half.shape == SHAPE_AHEAD for half in self.halves)

    @property
    def words(self) -> str:
        """The day read aloud: "Friday 11 September: AM L, 9 minutes late; PM \\, present. Saved by …"."""
        name = f"{self.date:%A} {self.date.day} {self.date:%B}"
        if not self.halves:
            return f"{name}: not on roll"
        am, pm = self.halves
        if am.words == pm.words and self.closed:
            return f"{name}: {am.words}"
        said = f"{name}: AM {am.words}; PM {pm.words}"
        saves = [half.saved for half in self.halves if half.saved]
        if not saves:
            return said
        if len(set(saves)) == 1:
            return f"{said}. Saved by {saves[0]}"
        return f"{said}. AM saved by {am.saved or 'nobody yet'}; PM by {pm.saved or 'nobody yet'}"


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday. `month` is named where a month begins; `after_holiday` when weeks before it are left out."""

    monday: dt.date
    days: tuple[Day, ...]
    month: str
    after_holiday: bool

    @property
    def future(self) -> bool:
        """Whether nothing of it has come yet: a narrow screen leaves it out."""
        return (
            any(day.halves for day in self.days)
            and all(day.ahead or day.closed for day in self.days if day.halves)
            and any(day.ahead for day in self.days if day.halves)
        )

    @property
    def incomplete(self) -> str:
        """Why a rate of this week may still move, in a few words: sessions without a mark, or some that are to come."""
        halves = [half for day in self.days for half in day.halves]
        missing = sum(half.missing for half in halves)
        if missing:
            return f"{missing} without a mark"
        return "not over yet" if any(half.shape in (SHAPE_AHEAD, SHAPE_OPEN) for half in halves) else ""


@dataclass(frozen=True)
class PupilYear:
    """The calendar. `today` is the day in focus when it opens: today, or the last school day before it."""

    academic_year: int
    weeks: tuple[Week, ...]
    today: Day | None

    @property
    def label(self) -> str:
        """ "2026/27"."""
        return academic_year_label(self.academic_year)

    @property
    def incomplete(self) -> Mapping[dt.date, str]:
        """The weeks whose rate may still move, by their Monday, and why."""
        return {week.monday: week.incomplete for week in self.weeks if week.incomplete}

    @property
    def missing(self) -> int:
        """Sessions that were due of the pupil by now and hold no mark."""
        return sum(half.missing for week in self.weeks for day in week.days for half in day.halves)


@dataclass(frozen=True)
class Stay:
    """When a pupil was on roll, and in which groups: (first day, last day or None), and the group with each placement."""

    spells: Sequence[tuple[dt.date, dt.date | None]]
    groups: Sequence[tuple[dt.date, dt.date | None, uuid.UUID | None]]

    def on_roll(self, on: dt.date) -> bool:
        return any(first <= on and (last is None or on <= last) for first, last in self.spells)

    def group_on(self, on: dt.date) -> uuid.UUID | None:
        return next((group for first, last, group in self.groups if first <= on and (last is None or on <= last)), None)


def pupil_year(
    academic_year: int,
    stay: Stay,
    marks: Mapping[tuple[dt.date, int], YearMark],
    *,
    times: Timetable,
    now: dt.datetime,
    newest: tuple[dt.date, int] | None,
) -> PupilYear:
    """The calendar of one year as it stands at `now`. `newest` is the last session that anybody has a mark in."""
    drawing = _Drawing(stay, marks, times, now, now.astimezone(LONDON).date(), newest)
    mondays = _mondays(academic_year, times.calendar, marks)
    weeks = tuple(drawing.week(monday, mondays[place - 1] if place else None) for place, monday in enumerate(mondays))
    days = [day for week in weeks for day in week.days if day.halves]
    begun = [day for day in days if day.date <= drawing.today and not day.closed]
    return PupilYear(academic_year, weeks, next(iter(begun[-1:] or days), None))


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All that a day is drawn from."""

    stay: Stay
    marks: Mapping[tuple[dt.date, int], YearMark]
    times: Timetable
    now: dt.datetime
    today: dt.date
    newest: tuple[dt.date, int] | None

    def week(self, monday: dt.date, before: dt.date | None) -> Week:
        days = tuple(self.day(monday + dt.timedelta(days=number)) for number in range(WEEKDAYS))
        return Week(
            monday=monday,
            days=days,
            month=f"{days[-1].date:%b}" if _month_begins(before, monday) else "",
            after_holiday=before is not None and (monday - before).days > 7,
        )

    def day(self, on: dt.date) -> Day:
        held = [self.marks.get((on, session)) for session in SESSIONS]
        on_roll = self.stay.on_roll(on)
        if not on_roll and not any(held):
            return Day(on)
        am, pm = (
            self.marked(mark, on, session)
            if mark is not None
            else self.unmarked(on, session)
            if on_roll
            else Half(SHAPE_CLOSED, "not on roll")
            for session, mark in zip(SESSIONS, held, strict=True)
        )
        return Day(on, (am, pm), self.stay.group_on(on))

    def marked(self, mark: YearMark, on: dt.date, session: int) -> Half:
        planned = " (planned)" if mark.planned else ""
        words = f"{said_mark(mark.code, mark.minutes, on)}{planned}"
        due = self.times.calendar.is_due(on, session)
        lost = mark.planned and due and self.phase(on, session) is WindowPhase.SHUT and self.known(on, session)
        return Half(shape_of(mark.code, on), words, f"{mark.by} {moment(mark.at)}", missing=lost)

    def unmarked(self, on: dt.date, session: int) -> Half:
        calendar = self.times.calendar
        if not calendar.is_due(on, session):
            return Half(SHAPE_CLOSED, _why_closed(calendar, on, session))
        phase = self.phase(on, session)
        if phase is WindowPhase.AHEAD:
            return Half(SHAPE_AHEAD, "not yet due")
        if phase is WindowPhase.SHUT and self.known(on, session):
            return Half(SHAPE_MISSING, "missing", missing=True)
        return Half(SHAPE_OPEN, "not yet taken")

    def phase(self, on: dt.date, session: int) -> WindowPhase:
        return phase_at(on, self.times.window(on, session), self.now)

    def known(self, on: dt.date, session: int) -> bool:
        """Whether anybody has a mark in this session or after it."""
        return self.newest is not None and (on, session) <= self.newest


def _month_begins(before: dt.date | None, monday: dt.date) -> bool:
    friday = monday + dt.timedelta(days=WEEKDAYS - 1)
    return before is None or (before + dt.timedelta(days=WEEKDAYS - 1)).month != friday.month


def _mondays(
    academic_year: int, calendar: SchoolCalendar, marks: Mapping[tuple[dt.date, int], YearMark]
) -> list[dt.date]:
    """The weeks that a half-term of the year touches on a weekday, and those that hold a mark whatever the calendar says."""
    mondays = {week_start(on) for on, _ in marks if on.weekday() < WEEKDAYS}
    for term in calendar.half_terms:
        if term.academic_year == academic_year:
            days = range((term.ends_on - term.starts_on).days + 1)
            dates = (term.starts_on + dt.timedelta(days=number) for number in days)
            mondays |= {week_start(on) for on in dates if on.weekday() < WEEKDAYS}
    return sorted(mondays)


def moment(at: dt.datetime) -> str:
    """A save's moment within a sentence: "19 November 2026 at 09:14"."""
    return f"{middle_date(at.astimezone(LONDON).date())} at {clock(at)}"


def _why_closed(calendar: SchoolCalendar, on: dt.date, session: int) -> str:
    if calendar.half_term_of(on) is None:
        return "school holiday"
    kinds = [off.kind for off in calendar.off_in(on, session)]
    return next((_CLOSURES[kind] for kind in kinds if kind in _CLOSURES), f"{SESSION_NAMES[session]} not held")
