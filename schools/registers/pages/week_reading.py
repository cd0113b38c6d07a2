"""The school's week, read and counted.

Marks of the whole reach are read at once, so that every figure counts everybody; a page then draws one year, or every
year where so few pupils are left by what was asked that they fit on one page.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.db.models import Q, QuerySet

from schools.calendar.rules.academic_year import week_start
from schools.registers.pages.registers import tutors_on, year_words
from schools.registers.pages.week import MIXED, Figures, FormWeek, Narrow, SchoolWeek, YearWeek
from schools.registers.queries.sheets import Sheet, Timetable, sheets
from schools.registers.rules.entering import codes_on
from schools.registers.rules.kinds import ABSENT, MISSING, UNEXPLAINED, answers
from schools.registers.rules.slots import Slot
from schools.registers.rules.spoken import words_of
from schools.roll.models import RegistrationGroup
from schools.roll.rules.form_order import form_place

#: Pupils drawn on one page, a large year; beyond it a page is one year.
MOST_ROWS: Final = 320
_HALF_YEAR = dt.timedelta(days=183)


def school_week(
    groups: QuerySet[RegistrationGroup],
    asked: dt.date | None,
    narrow: Narrow,
    *,
    timetable: Timetable,
    now: dt.datetime,
    today: dt.date,
) -> SchoolWeek:
    """The week that holds the date asked for, or this school week, of these groups. Four queries, however many pupils."""
    monday, before, after = _weeks(timetable, asked, today)
    slots = timetable.week(monday, now)
    place = narrow.place(slots)
    figures_of = place if place is not None and slots[place].due else _last_taken(slots)
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
    return max((place for place, slot in enumerate(slots) if slot.due), default=None)


def _groups_in(groups: QuerySet[RegistrationGroup], first: dt.date, last: dt.date) -> list[RegistrationGroup]:
    """Those of the groups that somebody is in on any of these days, by year and name."""
    running = Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gte=first)
    found = groups.filter(running, placements__starts_on__lte=last).distinct()
    return sorted(found, key=lambda group: form_place(group.year_group, group.name))


def _form(one: Sheet, narrow: Narrow, place: int | None, tutors: Mapping[uuid.UUID, str]) -> FormWeek:
    slots, name = one.slots, one.group.name
    rows = one.rows if narrow.form in ("", name) and narrow.year in ("", one.group.year_group or MIXED) else ()
    if narrow.show:
        among = narrow.among(slots)
        rows = tuple(row for row in rows if any(answers(narrow.show, row.cells[at], slot) for at, slot in among))
    return FormWeek(
        whole=one,
        rows=rows,
        figures=Figures() if place is None else _figures(one, place),
        tutor=tutors.get(one.group.pk, ""),
        chosen=slots[place] if place is not None else None,
    )


def _figures(one: Sheet, place: int) -> Figures:
    slot = one.slots[place]
    marks = Counter(cell for row in one.rows if (cell := row.cells[place]) is not None)

    def of(question: str) -> int:
        return sum(count for mark, count in marks.items() if answers(question, mark, slot))

    return Figures(of(ABSENT), of(UNEXPLAINED), (one.group.name,) if of(MISSING) else ())


def _by_year(forms: Iterable[FormWeek]) -> list[YearWeek]:
    years: dict[str, list[FormWeek]] = defaultdict(list)
    for form in forms:
        years[form.whole.group.year_group].append(form)
    return [YearWeek(value or MIXED, year_words(value), tuple(held)) for value, held in years.items()]


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
