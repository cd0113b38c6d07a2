"""The pupils whom Today waits for: gone without a reason, an N near its last day, late and nobody says how late."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.access.permissions import Permission
from foundation.ui.numbers import short_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.pages.today_missing import read_timetable
from schools.registers.queries.unexplained import day_ends, lates_without_minutes, standing_without_reason
from schools.registers.rules.codes import Late, code_on
from schools.registers.rules.unexplained import DayEnd, NClock, days_unexplained, n_clock
from schools.roll.pages.today_lists import Answer, Asked, Cell, Figure, Line, Lines, Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: How far back a row of days without a reason is followed, in days: three weeks say enough.
LOOK_BACK: Final = dt.timedelta(days=21)
_NOBODY: Final = uuid.UUID(int=0)
OPEN_PUPIL: Final = "Open the pupil"
_LATE: Final = {Late.BEFORE_CLOSE: "before the register closed", Late.AFTER_CLOSE: "after it closed"}


@dataclass(frozen=True, slots=True)
class Gone:
    """A pupil with an N today: in which sessions, for how many days in a row, and whether they have come since."""

    pupil: PlacedPupil
    sessions: tuple[int, ...]
    days: int
    came: bool


@dataclass(frozen=True)
class PupilMarks:
    """Every mark that waits for somebody, and the pupils they are about: each read once for all lists."""

    standing: Mapping[int, Mapping[dt.date, list[int]]]
    gone: tuple[Gone, ...]
    late: tuple[tuple[int, int, str], ...]
    pupils: Mapping[int, PlacedPupil]


def read_marks(asked: Asked) -> PupilMarks:
    """The marks behind these lists, in four queries however many there are."""
    today = asked.today
    calendar = asked.once(read_timetable).calendar
    standing, late = standing_without_reason(today, calendar), lates_without_minutes(today)
    gone = {key: days for key, days in standing.items() if today in days}
    oldest = min((on for days in standing.values() for on in days), default=today)
    pupils = placed_pupils([*standing, *(key for key, _, _ in late)], oldest, today)
    first = today - LOOK_BACK
    school_days = calendar.school_days(first, today)
    longer = [key for key, days in gone.items() if any(first <= on < today for on in days)]
    ends = day_ends(list(gone), today, before=longer, first=first)
    return PupilMarks(
        standing,
        tuple(
            _gone(pupils[key], days, ends.get(key, {}), school_days, today)
            for key, days in gone.items()
            if key in pupils
        ),
        tuple(late),
        pupils,
    )


def _gone(
    pupil: PlacedPupil,
    days: Mapping[dt.date, list[int]],
    ends: Mapping[dt.date, DayEnd],
    school_days: tuple[dt.date, ...],
    today: dt.date,
) -> Gone:
    came = ends.get(today) is DayEnd.ANSWERED
    return Gone(pupil, tuple(days[today]), days_unexplained(school_days, ends), came)


def _sessions_today(one: Gone) -> str:
    words = " and ".join(SESSION_NAMES[session] for session in one.sessions)
    return f"{words} today, seen since" if one.came else f"{words} today"


def second_day(asked: Asked) -> Answer:
    """Those who have gone without a reason for two school days or more, longest first."""
    longer = [one for one in asked.once(read_marks).gone if one.days > 1]
    longer.sort(key=lambda one: (not one.pupil.contact_first, -one.days, one.pupil.sort_name, one.pupil.key))
    most = max((one.days for one in longer), default=0)
    return Answer(
        heads=("Pupil", "School days in a row", "Absent", "Next"),
        lines=Lines(longer, lambda one: _longer_line(one, asked)),
        aside="no reason has been found since they were last seen",
        hint=f"longest {most} days" if most else "",
    )


def _longer_line(one: Gone, asked: Asked) -> Line:
    return _pupil_line(
        one.pupil,
        asked,
        on=asked.today,
        session=one.sessions[-1],
        cells=(Figure(one.days), _sessions_today(one)),
        now=True,
        likely=OPEN_PUPIL,
    )


@dataclass(frozen=True, slots=True)
class Running:
    """The N's of one pupil on one date, and their clock."""

    pupil: PlacedPupil
    on: dt.date
    sessions: tuple[int, ...]
    clock: NClock


def near_last_day(asked: Asked) -> Answer:
    """N's on or near the fifth school day after their session, by which each must become another code."""
    marks, calendar = asked.once(read_marks), asked.once(read_timetable).calendar
    running = [
        Running(marks.pupils[key], on, tuple(sessions), n_clock(calendar, on, asked.today))
        for key, days in marks.standing.items()
        for on, sessions in days.items()
        if key in marks.pupils and on < asked.today
    ]
    near = [one for one in running if one.clock.near]
    near.sort(key=lambda one: (one.clock.due or dt.date.max, not one.pupil.contact_first, one.pupil.sort_name, one.on))
    due = sum(1 for one in near if one.clock.last_day)
    return Answer(
        heads=("Pupil", "Session", "School days used", "Last day", "Next"),
        lines=Lines(near, lambda one: _clock_line(one, asked)),
        aside="each must become another code within 5 school days, and becomes O when they have ended",
        hint=Tag("soon", f"{due} due today") if due else "",
    )


def _clock_line(one: Running, asked: Asked) -> Line:
    sessions = ", ".join(SESSION_NAMES[session] for session in one.sessions)
    return _pupil_line(
        one.pupil,
        asked,
        on=one.on,
        session=one.sessions[0],
        cells=(f"{one.on:%a} {short_date(one.on)} {sessions}", f"{one.clock.used} of 5", _due(one.clock)),
        now=one.clock.last_day or one.clock.overdue,
    )


def _due(clock: NClock) -> Tag | str:
    """Until when it may stand, as a list says it."""
    if clock.due is None:
        return Tag("soon", "not known", "the calendar ends before it")
    if clock.overdue:
        return Tag("now", f"was {clock.due:%a} {short_date(clock.due)}")
    if clock.last_day:
        return Tag("now", "end of today")
    return f"{clock.due:%a} {short_date(clock.due)}"


def no_minutes(asked: Asked) -> Answer:
    """Late marks of today that do not say how late."""
    marks = asked.once(read_marks)
    found = [(marks.pupils[key], session, code) for key, session, code in marks.late if key in marks.pupils]
    found.sort(key=lambda row: (row[1], row[0].sort_name, row[0].key))
    return Answer(
        heads=("Pupil", "Session", "Mark", "Next"),
        lines=Lines(found, lambda row: _late_line(*row, asked=asked)),
        aside="late today, and the register does not say how late",
    )


def _late_line(pupil: PlacedPupil, session: int, code: str, *, asked: Asked) -> Line:
    words = f"{code}, {_LATE[code_on(code, asked.today).late]}"
    cells = (SESSION_NAMES[session], words)
    return _pupil_line(pupil, asked, on=asked.today, session=session, cells=cells, likely="Add the minutes")


class Addresses:
    """Where pupils and registers are, each kind worked out once a page: a list asks for some dozens."""

    def __init__(self, _asked: Asked) -> None:
        self._pupil = reverse("pupil", args=[_NOBODY]).split(str(_NOBODY))
        self._registers: dict[tuple[dt.date, int], list[str]] = {}

    def pupil(self, key: uuid.UUID) -> str:
        return str(key).join(self._pupil)

    def register(self, group: uuid.UUID, on: dt.date, session: int) -> str:
        if (on, session) not in self._registers:
            self._registers[on, session] = reverse("register", args=[_NOBODY, on, session]).split(str(_NOBODY))
        return str(group).join(self._registers[on, session])


def _pupil_line(
    pupil: PlacedPupil,
    asked: Asked,
    *,
    on: dt.date,
    session: int,
    cells: tuple[Cell, ...],
    now: bool = False,
    likely: str = "Enter the reason",
) -> Line:
    """A line that leads to the pupil and acts in the register of a session; those who may not enter look there."""
    stay, addresses = pupil.on(on), asked.once(Addresses)
    page = addresses.pupil(pupil.id)
    act, address = OPEN_PUPIL, page
    if stay is not None and likely != OPEN_PUPIL:
        act = likely if asked.may(Permission.TAKE_REGISTERS) else "See the register"
        address = f"{addresses.register(stay.group, on, session)}?pupil={pupil.id}"
    return Line(
        key=f"{pupil.id}-{on.isoformat()}-{session}",
        head=pupil.name,
        note=pupil.form,
        address=page,
        pupil=pupil.key,
        contact_first=pupil.contact_first,
        cells=cells,
        act=act,
        act_address=address,
        now=now,
    )
