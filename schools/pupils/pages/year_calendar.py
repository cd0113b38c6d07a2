"""The year's calendar as markup, by one escaping function: some 400 half-circles, which a template would be slow over.

Every day is a link to its history. The script makes the whole calendar one tab stop whose arrows move by day and week,
and reads each day in the line underneath; without it every day is reached by Tab and says the same.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.calendar.rules.sessions import SESSIONS
from schools.pupils.pages.year import SHAPE_AHEAD, SHAPE_CLOSED, SHAPE_OPEN, Day, PupilYear, Week

_DAY = dt.date(2000, 1, 3)
_GROUP = uuid.UUID(int=0)


def calendar_html(year: PupilYear, pupil: uuid.UUID, registers: Collection[uuid.UUID] = ()) -> SafeString:
    """The weeks of the year. `registers` are the groups whose registers the reader may open."""
    before, after = reverse("mark_history", args=[pupil, _DAY.isoformat()]).split(_DAY.isoformat())
    focus = year.today.date if year.today else None
    # Every value that is not a number of ours goes through escape().
    return mark_safe("".join(_week(week, before, after, focus, registers) for week in year.weeks))  # noqa: S308


def _week(week: Week, before: str, after: str, focus: dt.date | None, registers: Collection[uuid.UUID]) -> str:
    shut = '<div class="shut"></div>' if week.after_holiday else ""
    name = f"{week.monday.day} {week.monday:%b}"
    names = f'<span class="wide">{week.month}</span><span class="narrow">{name}</span>'
    label = f'<span class="wlab" aria-hidden="true">{names}</span>'
    days = "".join(_day(day, before, after, focus, registers) for day in week.days)
    return f'{shut}<div class="week{" future" if week.future else ""}">{label}{days}</div>'


def _day(day: Day, before: str, after: str, focus: dt.date | None, registers: Collection[uuid.UUID]) -> str:
    if not day.halves:
        return "<span></span>"
    current = ' aria-current="date"' if day.date == focus else ""
    group = f' data-group="{day.group}"' if day.group in registers and not day.closed else ""
    return (
        f'<a href="{before}{day.date.isoformat()}{after}" aria-label="{escape(day.words)}"{current}{group}>'
        f"{half_circles(day)}</a>"
    )


def half_circles(day: Day) -> str:
    """The two halves of a day; one dash for a day closed, one dot for a day to come, an empty half for half of one."""
    shapes = [half.shape for half in day.halves]
    if shapes in ([SHAPE_CLOSED, SHAPE_CLOSED], [SHAPE_AHEAD, SHAPE_AHEAD]):
        return f'<span class="hc"><i class="{shapes[0]}"></i></span>'
    halves = {SHAPE_CLOSED: f"{SHAPE_CLOSED} half", SHAPE_AHEAD: SHAPE_OPEN}
    am, pm = (halves.get(shape, shape) for shape in shapes)
    return f'<span class="hc"><i class="{am}"></i><i class="{pm} pm"></i></span>'


@dataclass(frozen=True, slots=True)
class DayLinks:
    """Where the line under the calendar leads: the history of the day in focus, and its two registers.

    The patterns hold GROUP and DAY, which the script puts the day's own in place of; empty when there is no page.
    """

    history: str
    am: str
    pm: str
    am_pattern: str
    pm_pattern: str

    @classmethod
    def of(cls, day: Day | None, pupil: uuid.UUID, registers: Collection[uuid.UUID]) -> "DayLinks":
        """The links of a day; registers only of groups the reader may open."""
        patterns = [register_address(_GROUP, _DAY, session) for session in SESSIONS]
        named = [text.replace(str(_GROUP), "GROUP").replace(_DAY.isoformat(), "DAY") for text in patterns]
        if day is None or not day.halves:
            return cls("", "", "", *named)
        group = day.group if day.group in registers and not day.closed else None
        am, pm = (register_address(group, day.date, session) if group else "" for session in SESSIONS)
        return cls(reverse("mark_history", args=[pupil, day.date.isoformat()]), am, pm, *named)


def register_address(group: uuid.UUID, on: dt.date, session: int) -> str:
    """Where the register of a group's session is."""
    return reverse("register", args=[group, on, session])
