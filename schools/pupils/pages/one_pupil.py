"""Everything one pupil's page says of an academic year. Counts throughout; rates are made by the template."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from foundation.london import LONDON
from foundation.ui.charts import Drawn
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.pupils.pages.trend import trend
from schools.pupils.pages.year import PupilYear, Stay, YearMark, pupil_year
from schools.registers.models import Entry, Mark, PupilWeek
from schools.registers.queries.marks import half_term_number
from schools.registers.queries.newest import newest_session
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.queries.sheets import Timetable
from schools.registers.queries.totals import LAST_HALF_TERM, on_basis
from schools.registers.rules.basis import Basis
from schools.registers.rules.codes import Code, Late, MarkClass, code_on
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals
from schools.registers.rules.week_counts import COUNTED
from schools.roll.models import Admission, Placement, Pupil
from schools.roll.rules.year_group import year_group_label

_COUNTS_AS = {
    MarkClass.PRESENT: "present",
    MarkClass.APPROVED: "present, approved activity",
    MarkClass.AUTHORISED: "authorised absence",
    MarkClass.UNAUTHORISED: "unauthorised absence",
    MarkClass.NOT_POSSIBLE: "not a possible session",
    MarkClass.NOT_COLLECTED: "not collected",
}


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one code stands in a pupil's year."""

    code: Code
    sessions: int

    @property
    def counts_as(self) -> str:
        """What its class is called where codes are explained."""
        return _COUNTS_AS[self.code.mark_class]


@dataclass(frozen=True)
class PupilPage:
    """One pupil's year. `whole` counts every session; `published` as national figures do, None when they leave them out.

    `years` are those the pupil was on roll in, newest first; `codes` and `minutes_late` count the marks in all figures;
    `groups` the registration groups of the year; `left` the sessions still to come, on the basis the page leads with.
    """

    pupil: Pupil
    year: str
    group: str
    since: dt.date | None
    until: dt.date | None
    academic_year: int
    current: bool
    years: tuple[int, ...]
    through: dt.date | None
    half_terms: tuple[tuple[int, Totals], ...]
    whole: Totals
    published: Totals | None
    left: int
    codes: tuple[CodeCount, ...]
    minutes_late: int
    calendar: PupilYear
    trend: Drawn | None
    groups: frozenset[uuid.UUID]
    placement: Placement | None

    @cached_property
    def standing(self) -> PupilStanding:
        return PupilStanding(self.totals, self.left)

    @property
    def totals(self) -> Totals:
        """The figures the page leads with: published where there are any."""
        return self.published if self.published is not None else self.whole

    @property
    def label(self) -> str:
        """ "2026/27"."""
        return academic_year_label(self.academic_year)

    @property
    def year_choices(self) -> tuple[tuple[int, str], ...]:
        return tuple((year, academic_year_label(year)) for year in self.years)

    @property
    def would_be(self) -> Totals | None:
        """The counts at which absence becomes persistent, were the next sessions all missed; None when it is."""
        if self.standing.to_persistent is None:
            return None
        return replace(self.totals, unauthorised=self.totals.unauthorised + self.standing.to_persistent)


def pupil_page(pupil: Pupil, now: dt.datetime, academic_year: int | None = None) -> PupilPage:
    """The page as it stands at `now`, of this academic year or of an earlier one. Nine queries, whatever the year holds."""
    today = now.astimezone(LONDON).date()
    times = Timetable.now()
    calendar = times.calendar
    this_year = calendar.year_of(today)
    year = this_year if academic_year is None else min(academic_year, this_year)
    first, last = times.calendar.year_span(year)
    admissions = list(pupil.admissions.all())
    placements = list(pupil.placements.select_related("group"))
    marks = _marks(pupil.key, first, last)
    stay = Stay(
        spells=[(row.starts_on, row.ends_on) for row in admissions],
        groups=[(row.starts_on, row.ends_on, row.group_id) for row in placements],
    )
    counted = [(on, mark) for (on, _), mark in marks.items() if stay.on_roll(on) and not mark.planned]
    end = min(last, today)
    newest = newest_session(end)
    placement = _placement(placements, end)
    days = pupil_year(year, stay, marks, times=times, now=now, newest=newest)
    weeks, halves = _summaries(pupil.key, year)
    whole = replace(sum(halves.values(), Totals()), missing=days.missing)
    published = on_basis(halves, basis=Basis.PUBLISHED, birth=pupil.birth, academic_year=year)
    basis = Basis.WHOLE_ROLL if published is None else Basis.PUBLISHED
    until = admissions[-1].ends_on if admissions else None
    return PupilPage(
        pupil=pupil,
        year=year_group_label(placement.year_group) if placement else "",
        group=placement.group.name if placement and placement.group else "",
        since=admissions[-1].starts_on if admissions else None,
        until=until,
        academic_year=year,
        current=year == this_year,
        years=_years(admissions, calendar, this_year, year),
        through=newest[0] if newest else None,
        half_terms=tuple(sorted(halves.items())),
        whole=whole,
        published=published,
        left=sessions_left(times.calendar, year, today, [pupil.key]).of(
            pupil.key, birth=pupil.birth, until=until, basis=basis
        ),
        codes=_by_code(counted),
        minutes_late=sum(mark.minutes or 0 for on, mark in counted if _late_before(mark.code, on)),
        calendar=days,
        trend=trend([(monday, totals) for monday, totals in weeks if monday <= today], days.incomplete),
        groups=frozenset(row.group_id for row in placements if row.group_id is not None),
        placement=placement,
    )


def _marks(key: int, first: dt.date, last: dt.date) -> dict[tuple[dt.date, int], YearMark]:
    """A pupil's marks with who put each there. Two queries: a mark names its entry by number, without a foreign key."""
    rows = list(
        Mark.objects.filter(pupil_key=key, date__range=(first, last)).values_list(
            "date", "session", "code", "minutes", "planned", "entry_id"
        )
    )
    saves = {
        number: (name, at)
        for number, name, at in Entry.objects.filter(pk__in={row[-1] for row in rows}).values_list(
            "pk", "by_name", "at"
        )
    }
    return {
        (on, session): YearMark(code, minutes, planned, *saves[entry])
        for on, session, code, minutes, planned, entry in rows
    }


def _summaries(key: int, year: int) -> tuple[list[tuple[dt.date, Totals]], dict[int, Totals]]:
    """A pupil's totals by school week and by half-term, from the pupil-week summaries. One query."""
    weeks: dict[dt.date, Totals] = defaultdict(Totals)
    halves: dict[int, Totals] = defaultdict(Totals)
    rows = PupilWeek.objects.filter(
        pupil_key=key, half_term__range=(half_term_number(year, 1), half_term_number(year, LAST_HALF_TERM))
    ).order_by("week")
    for week, half_term, *counts in rows.values_list("week", "half_term", *COUNTED):
        totals = Totals(**dict(zip(COUNTED, counts, strict=True)))
        weeks[week] += totals
        halves[half_term % 10] += totals
    return list(weeks.items()), dict(halves)


def _placement(placements: list[Placement], on: dt.date) -> Placement | None:
    """Where a pupil is on a day: the newest placement begun by then, or the first."""
    begun = [row for row in placements if row.starts_on <= on]
    return begun[-1] if begun else (placements[0] if placements else None)


def _years(admissions: list[Admission], calendar: SchoolCalendar, this_year: int, shown: int) -> tuple[int, ...]:
    """The academic years up to this one in which the pupil was on roll for a day, and the one shown."""
    years = {shown, this_year}
    for row in admissions:
        last = min(this_year, calendar.year_of(row.ends_on) if row.ends_on else this_year)
        years |= set(range(calendar.year_of(row.starts_on), last + 1))
    return tuple(sorted(years, reverse=True))


def _late_before(code: str, on: dt.date) -> bool:
    return code_on(code, on).late is Late.BEFORE_CLOSE


def _by_code(marks: list[tuple[dt.date, YearMark]]) -> tuple[CodeCount, ...]:
    counts: dict[Code, int] = defaultdict(int)
    for on, mark in marks:
        counts[code_on(mark.code, on)] += 1
    return tuple(
        CodeCount(code, sessions)
        for code, sessions in sorted(counts.items(), key=lambda item: (-item[1], item[0].code))
    )
