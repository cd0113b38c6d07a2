"""The school's week as its page shows it: every year in a line, and of the years that are open each form's sheet.

Marks of the whole reach are read at once, so that every figure counts everybody; a page then draws one year, or every
year where so few pupils are left by what was asked that they fit on one page.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from foundation.ui.numbers import short_date
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import AM, SESSION_NAMES
from schools.registers.page import MORNING_AFTERNOON, register_address, tutors_on
from schools.registers.queries.sheets import Row, Sheet, Timetable, sheets
from schools.registers.rules.entering import Standing, codes_on
from schools.registers.rules.kinds import ABSENT, MISSING, UNEXPLAINED, answers
from schools.registers.rules.slots import Slot
from schools.registers.rules.spoken import words_of
from schools.roll.models import RegistrationGroup
from schools.roll.rules.year_group import year_group_label, year_group_order

#: Pupils drawn on one page, a large year; beyond it a page is one year.
MOST_ROWS: Final = 320
_HALF_YEAR = dt.timedelta(days=183)
_WEEK = dt.timedelta(days=7)
_SESSION_WORDS: Final = {1: "am", 2: "pm"}
#: Missing registers named one by one in a year's line; more are counted.
_NAMED = 3


@dataclass(frozen=True)
class Narrow:
    """What was asked: `show` is a question or a code, `at` one session ("2026-11-19-am"); empty asks nothing."""

    year: str = ""
    form: str = ""
    show: str = ""
    at: str = ""

    def place(self, slots: Sequence[Slot]) -> int | None:
        """Which slot `at` names; None for any."""
        return next((place for place, slot in enumerate(slots) if slot_word(slot) == self.at), None)

    def among(self, slots: Sequence[Slot]) -> list[tuple[int, Slot]]:
        """The sessions in which the question is asked."""
        place = self.place(slots)
        return list(enumerate(slots)) if place is None else [(place, slots[place])]


def slot_word(slot: Slot) -> str:
    """A session as an address names it."""
    return f"{slot.date.isoformat()}-{_SESSION_WORDS[slot.session]}"


@dataclass(frozen=True)
class Figures:
    """One session's pupils absent, those of them with no reason yet, and the forms whose register is missing."""

    absent: int = 0
    unexplained: int = 0
    missing: tuple[str, ...] = ()

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.absent + other.absent, self.unexplained + other.unexplained, (*self.missing, *other.missing)
        )

    @property
    def named(self) -> str:
        """The missing registers in words: "8F", "8F and 9B", "12 registers"."""
        if len(self.missing) > _NAMED:
            return f"{len(self.missing)} registers"
        return " and ".join(filter(None, [", ".join(self.missing[:-1]), *self.missing[-1:]]))


@dataclass(frozen=True)
class FormWeek:
    """One form: its whole week, and the rows of it that answer what was asked."""

    whole: Sheet
    rows: tuple[Row, ...]
    figures: Figures
    tutor: str
    chosen: Slot | None

    @property
    def name(self) -> str:
        return self.whole.group.name

    @property
    def address(self) -> str:
        """Its register: of the session of the figures, or the week's first."""
        return register_address(self.whole.group, self.chosen or self.whole.slots[0])

    @property
    def sheet(self) -> Sheet:
        """The week with the rows shown and no others."""
        return replace(self.whole, rows=self.rows)

    @property
    def words(self) -> str:
        """How the form stands: "all in", "3 absent this morning"; nothing while its register is missing."""
        if self.chosen is None or self.figures.missing:
            return ""
        return f"{self.figures.absent} absent {when_words(self.chosen)}" if self.figures.absent else "all in"

    def gone(self, place: int) -> str:
        """Words for a register that nobody has taken at all, empty for any other."""
        slot = self.whole.slots[place]
        held = (cell for row in self.whole.rows if (cell := row.cells[place]) is not None)
        if not slot.taken or any(cell.code is not None for cell in held):
            return ""
        return f"{MORNING_AFTERNOON[slot.session]} register missing"


@dataclass(frozen=True)
class YearWeek:
    """One year group: a line of figures, and its forms when it is open."""

    value: str
    label: str
    forms: tuple[FormWeek, ...]
    open: bool = False

    @property
    def pupils(self) -> int:
        return sum(len(form.whole.rows) for form in self.forms)

    @property
    def shown(self) -> int:
        """Pupils who answer what was asked."""
        return sum(len(form.rows) for form in self.forms)

    @property
    def shown_forms(self) -> list[FormWeek]:
        return [form for form in self.forms if form.rows]

    @cached_property
    def figures(self) -> Figures:
        return sum((form.figures for form in self.forms), Figures())


@dataclass(frozen=True)
class SchoolWeek:
    """The page. `now` is the session its figures are of: the last that has opened, or the one asked about."""

    monday: dt.date
    slots: tuple[Slot, ...]
    now: Slot | None
    narrow: Narrow
    years: tuple[YearWeek, ...]
    before: dt.date | None
    after: dt.date | None
    codes: tuple[tuple[str, str], ...]

    @cached_property
    def figures(self) -> Figures:
        return sum((year.figures for year in self.years), Figures())

    @property
    def forms(self) -> int:
        return sum(len(year.forms) for year in self.years)

    @cached_property
    def pupils(self) -> int:
        """Everybody once, also who changed form within the week."""
        return len({row.pupil.key for year in self.years for form in year.forms for row in form.whole.rows})

    @property
    def shown(self) -> int:
        return sum(year.shown for year in self.years)

    @property
    def opened(self) -> list[FormWeek]:
        """The forms drawn, in order."""
        return [form for year in self.years if year.open for form in year.shown_forms]

    @property
    def form_names(self) -> list[str]:
        """The forms to choose from: those of the year asked for, or all."""
        return [form.name for year in self.years if self.narrow.year in ("", year.value) for form in year.forms]

    @property
    def friday(self) -> dt.date:
        return self.slots[-1].date

    @property
    def current(self) -> bool:
        """Whether it is the week we are in."""
        return self.monday == week_start(self.slots[0].today)

    @property
    def running(self) -> bool:
        """Whether the figures are of today."""
        return self.now is not None and self.now.date == self.now.today

    @property
    def when(self) -> str:
        """The session of the figures: "this morning", "on Wednesday afternoon"."""
        return when_words(self.now) if self.now else ""

    @property
    def closed(self) -> str:
        """Why there is no session in the week at all; empty when there is one."""
        return self.slots[0].closed if all(slot.closed for slot in self.slots) else ""

    @property
    def days(self) -> list[tuple[Slot, bool]]:
        """The morning of each day, and whether it is the day of the figures."""
        return [(slot, bool(self.now) and slot.date == self.chosen.date) for slot in self.slots if slot.session == AM]

    @property
    def chosen(self) -> Slot:
        """The session under the hand: that of the figures, or the week's first."""
        return self.now or self.slots[0]

    @property
    def sessions(self) -> list[tuple[str, str]]:
        """The sessions that may be asked about: those that have opened."""
        return [(slot_word(slot), f"{slot.date:%a} {SESSION_NAMES[slot.session]}") for slot in self.slots if slot.taken]

    def address(self, **changes: str) -> str:
        """This page, asked for something else: what is not named stays, and an empty value asks for everything."""
        asked = {"week": self.monday.isoformat()} | {
            name: value for name in ("year", "form", "show", "at") if (value := getattr(self.narrow, name))
        }
        return f"?{urlencode({name: value for name, value in (asked | changes).items() if value})}"

    def pupils_at(self, show: str, year: str = "") -> str:
        """The address of exactly the pupils whom a figure counts."""
        at = slot_word(self.now) if self.now else ""
        return self.address(show=show, at=at, year=year, form="")

    @property
    def absent_address(self) -> str:
        return self.pupils_at(ABSENT)

    @property
    def unexplained_address(self) -> str:
        return self.pupils_at(UNEXPLAINED)

    @property
    def missing_address(self) -> str:
        return self.pupils_at(MISSING)

    @property
    def everyone_address(self) -> str:
        return self.address(show="", at="", form="")

    @property
    def before_address(self) -> str:
        return self.address(week=self.before.isoformat(), at="") if self.before else ""

    @property
    def after_address(self) -> str:
        return self.address(week=self.after.isoformat(), at="") if self.after else ""


def when_words(slot: Slot) -> str:
    """A session as a sentence names it."""
    half = MORNING_AFTERNOON[slot.session]
    return f"this {half}" if slot.date == slot.today else f"on {slot.date:%A} {half}"


def school_week(
    groups: QuerySet[RegistrationGroup], asked: dt.date | None, narrow: Narrow, *, now: dt.datetime, today: dt.date
) -> SchoolWeek:
    """The week that holds the date asked for, or this school week, of these groups. Nine queries, however many pupils."""
    timetable = Timetable.now(max(asked or today, today) + _HALF_YEAR)
    monday, before, after = _weeks(timetable, asked, today)
    slots = timetable.week(monday, now)
    place = narrow.place(slots)
    figures_of = place if place is not None and slots[place].taken else _last_taken(slots)
    chosen = slots[figures_of] if figures_of is not None else None
    held = [one for one in sheets(_groups_in(groups, monday, slots[-1].date), slots) if not one.empty]
    tutors = tutors_on((chosen or slots[0]).date)
    forms = [_form(one, narrow, figures_of, tutors) for one in held]
    years = _opened(_by_year(forms))
    codes = tuple((row.code, words_of(row.code, slots[-1].date)) for row in codes_on(slots[-1].date))
    return SchoolWeek(monday, slots, chosen, narrow, years, before, after, codes)


def _weeks(
    timetable: Timetable, asked: dt.date | None, today: dt.date
) -> tuple[dt.date, dt.date | None, dt.date | None]:
    """The Monday of the week shown, and those of the school weeks before and after it. Holidays are skipped.

    Nobody asked: the week of today, in a holiday the last school week before it, else the first one after it.
    """
    middle = asked or today
    around = timetable.calendar.school_weeks(middle - _HALF_YEAR, middle + _HALF_YEAR)
    monday = week_start(middle)
    if asked is None and monday not in around:
        monday = max((one for one in around if one < monday), default=min(around, default=monday))
    before = max((one for one in around if one < monday), default=None)
    return monday, before, min((one for one in around if one > monday), default=None)


def _last_taken(slots: Sequence[Slot]) -> int | None:
    return max((place for place, slot in enumerate(slots) if slot.taken), default=None)


def _groups_in(groups: QuerySet[RegistrationGroup], first: dt.date, last: dt.date) -> list[RegistrationGroup]:
    """Those of the groups that somebody is in on any of these days, by year and name."""
    running = Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gte=first)
    found = groups.filter(running, placements__starts_on__lte=last).distinct()
    return sorted(found, key=lambda group: (_year_place(group.year_group), group.name))


def _year_place(year_group: str) -> int:
    """Where a year group stands; groups of mixed ages stand first."""
    return year_group_order(year_group) if year_group else -1


def _form(one: Sheet, narrow: Narrow, place: int | None, tutors: Mapping[str, str]) -> FormWeek:
    slots, name = one.slots, one.group.name
    rows = one.rows if narrow.form in ("", name) and narrow.year in ("", one.group.year_group) else ()
    if narrow.show:
        among = narrow.among(slots)
        rows = tuple(row for row in rows if any(answers(narrow.show, row.cells[at], slot) for at, slot in among))
    return FormWeek(
        whole=one,
        rows=rows,
        figures=Figures() if place is None else _figures(one, place),
        tutor=tutors.get(one.group.pk.hex, ""),
        chosen=slots[place] if place is not None else None,
    )


def _figures(one: Sheet, place: int) -> Figures:
    slot = one.slots[place]
    marks = Counter((cell.code, cell.minutes) for row in one.rows if (cell := row.cells[place]) is not None)

    def of(question: str) -> int:
        return sum(count for mark, count in marks.items() if answers(question, Standing(*mark), slot))

    return Figures(of(ABSENT), of(UNEXPLAINED), (one.group.name,) if of(MISSING) else ())


def _by_year(forms: Iterable[FormWeek]) -> list[YearWeek]:
    years: dict[str, list[FormWeek]] = defaultdict(list)
    for form in forms:
        years[form.whole.group.year_group].append(form)
    return [
        YearWeek(value, year_group_label(value) if value else "Mixed ages", tuple(held))
        for value, held in years.items()
    ]


def _opened(years: Sequence[YearWeek]) -> tuple[YearWeek, ...]:
    """Which years are open: all with anybody in them when everybody fits on a page, else one.

    That one is the first where a register is missing, or the first of all; of a year asked for nobody else is left.
    """
    filled = [year for year in years if year.shown]
    if sum(year.shown for year in filled) <= MOST_ROWS:
        wanted = {year.value for year in filled}
    else:
        to_do = [year for year in filled if year.figures.missing]
        wanted = {(to_do or filled)[0].value}
    return tuple(replace(year, open=year.value in wanted) for year in years)


def week_words(page: SchoolWeek) -> str:
    """ "16 to 20 November", as a heading says it."""
    first, last = page.monday, page.friday
    return (
        f"{first.day} to {last.day} {last:%B}"
        if first.month == last.month
        else f"{short_date(first)} to {short_date(last)}"
    )
