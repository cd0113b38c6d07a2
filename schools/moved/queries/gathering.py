"""What is carried of pupils who left: counted by the same questions as this school's own pages."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count, Min

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.exclusions.queries.ledger import Counting, Ledger, counting_now, ledgers_of
from schools.moved.queries.spells import Left
from schools.moved.rules.facts import WEEK_CODES, MoverFacts, SchoolWeek
from schools.moved.rules.offered import offered_facts
from schools.registers.queries.marks import Monday, counted_marks
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals
from schools.roll.models import Admission, Pupil

#: How many school years are carried: that in which the pupil left, and the one before. Our own choice and no law: the
#: longest window of a policy is a year, and one that began in the summer term reaches into the year before.
YEARS = 2

_Weeks = dict[dt.date, Counter[str]]


def facts_of(left: Iterable[Left], today: dt.date) -> dict[uuid.UUID, MoverFacts]:
    """What is carried of each of these, by the pupil's key. A fixed number of statements, and two for each school year."""
    spells = list(left)
    if not spells:
        return {}
    counting = counting_now()
    keys = [spell.pupil for spell in spells]
    pupils = Pupil.objects.filter(pk__in=keys)
    ledgers = ledgers_of(pupils, today, counting)
    above = offered_facts(keys)
    begun = dict(Admission.objects.filter(pupil__in=keys).values_list("pupil").annotate(first=Min("starts_on")))
    years = {spell.pupil: _years(spell, counting.calendar) for spell in spells}
    halves = _half_terms(spells, years)
    weeks = _weeks(spells, counting.calendar, min(min(held) for held in years.values()))
    return {
        spell.pupil: MoverFacts(
            half_terms=halves[spell.pupil],
            weeks=_carried_weeks(
                weeks[spell.key],
                counting.calendar.school_weeks(
                    _first_day(counting.calendar, years[spell.pupil], begun[spell.pupil]), spell.ends_on
                ),
                above[spell.pupil].used,
            ),
            suspended=_suspended(ledgers[spell.pupil], years[spell.pupil], counting),
            stage=above[spell.pupil].stage,
            notices=above[spell.pupil].notices,
        )
        for spell in spells
    }


def _years(spell: Left, calendar: SchoolCalendar) -> range:
    """The school years that are carried of a spell."""
    last = calendar.year_of(spell.ends_on)
    return range(last - YEARS + 1, last + 1)


def _half_terms(spells: list[Left], years: dict[uuid.UUID, range]) -> dict[uuid.UUID, dict[tuple[int, int], Totals]]:
    found: dict[uuid.UUID, dict[tuple[int, int], Totals]] = {spell.pupil: {} for spell in spells}
    for year in sorted({year for held in years.values() for year in held}):
        of_year = [spell for spell in spells if year in years[spell.pupil]]
        totals = totals_by_half_term(year, [spell.key for spell in of_year])
        for spell in of_year:
            found[spell.pupil] |= {(year, number): counts for number, counts in totals.get(spell.key, {}).items()}
    return found


def _weeks(spells: list[Left], calendar: SchoolCalendar, first_year: int) -> dict[int, _Weeks]:
    """Sessions of the unauthorised codes by pupil, Monday and code. One statement."""
    first = calendar.year_span(first_year)[0]
    last = max(spell.ends_on for spell in spells)
    marks = counted_marks(first, last).filter(pupil_key__in=[spell.key for spell in spells], code__in=WEEK_CODES)
    rows = marks.annotate(week=Monday("date")).values("pupil_key", "week", "code").annotate(sessions=Count("code"))
    found: dict[int, _Weeks] = defaultdict(lambda: defaultdict(Counter))
    for key, week, code, sessions in rows.order_by().values_list("pupil_key", "week", "code", "sessions"):
        found[key][week][code] = sessions
    return found


def _first_day(calendar: SchoolCalendar, years: range, begun: dt.date) -> dt.date:
    """The Monday from which weeks are carried: of the first year carried, or of the pupil's first day here."""
    return week_start(max(calendar.year_span(years[0])[0], begun))


def _carried_weeks(
    counts: _Weeks, school_weeks: Iterable[dt.date], used_on: Iterable[dt.date]
) -> tuple[SchoolWeek, ...]:
    """The school weeks of the years carried while the pupil was here, also those without an absence."""
    used = Counter(week_start(on) for on in used_on)
    return tuple(
        SchoolWeek(monday, (week["G"], week["N"], week["O"], week["U"]), used[monday])
        for monday in school_weeks
        for week in (counts.get(monday, Counter()),)
    )


def _suspended(ledger: Ledger, years: range, counting: Counting) -> dict[tuple[int, int], int]:
    totals = {
        (term.academic_year, term.number): ledger.term_total(term)
        for term in counting.terms
        if term.academic_year in years
    }
    return {term: half_days for term, half_days in totals.items() if half_days}
