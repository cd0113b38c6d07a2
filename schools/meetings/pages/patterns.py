"""The page of patterns: a bar for each shape of absence, which opens exactly its pupils; at first, whose absence rises."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from foundation.ui import charts
from foundation.ui.charts import BarChart, Drawn, draw_bars
from foundation.ui.numbers import counted
from schools.calendar.queries import school_calendar
from schools.cases.models import Case
from schools.cases.pages.files import case_address
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.meetings.pages.periods import Period, periods
from schools.meetings.queries.weeks import newest_weeks, risen
from schools.meetings.rules.bars import Bar, Least, bar_of, bars, pupils_of
from schools.meetings.rules.rising import WEEKS
from schools.registers.queries.patterns import absences_between
from schools.registers.rules.patterns import Days, Patterns, patterns_of
from schools.roll.models import Pupil
from schools.roll.queries import OnRoll, on_roll
from schools.roll.rules.year_group import year_group_label, year_group_order

#: The word of the risk list in an address; its days are those missed in the newest weeks.
RISING: Final = Bar("rising", f"Rising absence in the last {WEEKS} school weeks", 1)
PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is asked for: a period, a year group or none, one bar or none, and from how many on."""

    period: str = ""
    year: str = ""
    show: str = ""
    least: Least = field(default_factory=Least)

    def query(self, show: str) -> str:
        """The page's address with another bar opened."""
        given = {"period": self.period, "year": self.year, "show": show}
        number = {"edges": self.least.edges, "weekdays": self.least.weekdays, "spells": self.least.spells}
        return urlencode({name: value for name, value in {**given, **number}.items() if value})


@dataclass(frozen=True, slots=True)
class PatternLine:
    """One pupil of the bar that is opened, or of the risk list: why, the days, and the open case they have."""

    pupil: OnRoll
    why: str
    days: tuple[dt.date, ...]
    case: str

    @property
    def year(self) -> str:
        return year_group_label(self.pupil.year_group)


@dataclass(frozen=True)
class PatternsPage:
    """The page as it stands for one reader."""

    chosen: Chosen
    period: Period | None
    choices: list[Period]
    years: list[tuple[str, str]]
    everyone: Mapping[int, OnRoll]
    found: Mapping[int, Patterns]
    cases: Mapping[int, str]
    rising: list[PatternLine]
    number: str = ""

    @cached_property
    def bars(self) -> list[tuple[Bar, int]]:
        """Each bar with how many pupils it holds."""
        return [(bar, len(pupils_of(bar, self.found))) for bar in bars(self.chosen.least)]

    @cached_property
    def bar(self) -> Bar | None:
        """The bar that is opened."""
        return bar_of(self.chosen.show, self.chosen.least)

    @cached_property
    def lines(self) -> list[PatternLine]:
        """Exactly the pupils of the bar that is opened, those with the most of it first."""
        if self.bar is None:
            return []
        bar = self.bar
        found = [
            PatternLine(self.everyone[key], _count_words(bar, self.found[key]), days, self.cases.get(key, ""))
            for key, days in pupils_of(bar, self.found).items()
        ]
        return sorted(found, key=lambda line: (-bar.count(self.found[line.pupil.key]), line.pupil.sort_name))

    @property
    def chart(self) -> Drawn:
        """The bars, each leading to its pupils."""
        drawn = tuple(
            charts.Bar(bar.words, Decimal(count), str(count), href=f"?{self.chosen.query(bar.key)}#pupils")
            for bar, count in self.bars
        )
        return draw_bars(BarChart("patterns", "Pupils", drawn, of="Pattern"))

    @cached_property
    def shown(self) -> "Page[PatternLine]":
        """One page of the bar that is opened, or else of whose absence is rising."""
        return Paginator(self.rising if self.bar is None else self.lines, PER_PAGE).get_page(self.number)

    @property
    def query(self) -> str:
        """The address of the list that is shown."""
        return self.chosen.query(RISING.key if self.bar is None else self.bar.key)

    @property
    def keys(self) -> list[int]:
        """The compact keys of everybody who is named."""
        return [line.pupil.key for line in self.shown]

    @property
    def lede(self) -> str:
        if self.period is None:
            return "The school year has not begun."
        some = sum(1 for patterns in self.found.values() if any(bar.days(patterns) for bar, _ in self.bars))
        several = sum(1 for one in self.found.values() if sum(bool(bar.days(one)) for bar, _ in self.bars) > 1)
        rise = counted(len(self.rising), "pupil’s absence is rising", "pupils’ absence is rising")
        of = f"{counted(some, 'pupil')} of {len(self.everyone):,} {'has' if some == 1 else 'have'} a pattern"
        return f"{of} in {self.period.name}, {'none' if not several else f'{several:,}'} more than one; {rise}."


def _count_words(bar: Bar, found: Patterns) -> str:
    return counted(bar.count(found), bar.unit)


def patterns_page(today: dt.date, chosen: Chosen, *, visible: QuerySet[Pupil], number: str = "") -> PatternsPage:
    """The page of the pupils on roll whom the reader may see. A fixed number of queries."""
    calendar = school_calendar()
    choices = periods(calendar, today)
    period = next((one for one in choices if one.key == chosen.period), choices[0] if choices else None)
    allowed = set(visible.values_list("key", flat=True))
    roll = [row for row in on_roll(today) if row.key in allowed]
    everyone = {row.key: row for row in roll if chosen.year in ("", row.year_group)}
    found: dict[int, Patterns] = {}
    if period is not None:
        days = Days.of(calendar)
        absences = absences_between(period.first, period.last)
        found = {key: patterns_of(absences[key], days) for key in everyone if key in absences}
    cases = _open_cases(everyone)
    years = sorted({row.year_group for row in roll}, key=year_group_order)
    return PatternsPage(
        chosen=chosen,
        period=period,
        choices=choices,
        years=[(year, year_group_label(year)) for year in years],
        everyone=everyone,
        found=found,
        cases=cases,
        rising=list(_rising(today, everyone, cases)),
        number=number,
    )


def _open_cases(everyone: Mapping[int, OnRoll]) -> dict[int, str]:
    """Where the open attendance cases of these pupils are, by compact key."""
    rows = Case.objects.filter(kind=Kind.ATTENDANCE.value, pupil__key__in=everyone).exclude(state=states.CLOSED)
    return {key: case_address(case) for key, case in rows.order_by().values_list("pupil__key", "pk")}


def _rising(today: dt.date, everyone: Mapping[int, OnRoll], cases: Mapping[int, str]) -> Iterator[PatternLine]:
    """Whose absence is rising, by how much, with the days missed in the newest weeks."""
    calendar = school_calendar()
    found = risen(calendar, today, everyone)
    weeks = newest_weeks(calendar, today, WEEKS)
    absences = absences_between(weeks[0], today) if found else {}
    for key, one in sorted(found.items(), key=lambda item: (-item[1].size, everyone[item[0]].sort_name)):
        days = tuple(dict.fromkeys(absence.date for absence in absences.get(key, [])))
        yield PatternLine(everyone[key], one.words, days, cases.get(key, ""))


def evidence(today: dt.date, chosen: Chosen, pupil: Pupil) -> tuple[Bar | None, tuple[dt.date, ...], Period | None]:
    """The days on which one pupil is one of the bar that is asked for, worked out anew."""
    page = patterns_page(today, chosen, visible=Pupil.objects.filter(pk=pupil.pk))
    lines = page.rising if chosen.show == RISING.key else page.lines
    days = next((line.days for line in lines), ())
    if chosen.show == RISING.key:
        weeks = newest_weeks(school_calendar(), today, WEEKS)
        return RISING, days, Period(RISING.key, RISING.words, weeks[0], today) if weeks else None
    return page.bar, days, page.period
