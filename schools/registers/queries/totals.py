"""Totals of pupils, from the pupil-week summaries, and one pupil's marks themselves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from schools.registers.models import PupilWeek
from schools.registers.queries.marks import counted_marks, half_term_number
from schools.registers.rules.basis import Basis, leaving_age_births, takes
from schools.registers.rules.totals import Totals
from schools.registers.rules.week_counts import COUNTED
from schools.roll.models import Pupil

LAST_HALF_TERM = 6
_SUMS = {f"{name}_sum": Sum(name) for name in COUNTED}


def totals_by_half_term(academic_year: int, keys: Iterable[int] | None = None) -> dict[int, dict[int, Totals]]:
    """Each pupil's totals in each half-term of an academic year: {pupil key: {half-term 1 to 6: totals}}."""
    sums = _weeks(academic_year, keys).values("pupil_key", "half_term").annotate(**_SUMS).order_by()
    found: dict[int, dict[int, Totals]] = defaultdict(dict)
    for key, half_term, *counts in sums.values_list("pupil_key", "half_term", *_SUMS):
        found[key][half_term % 10] = _totals(counts)
    return found


def _weeks(academic_year: int, keys: Iterable[int] | None) -> QuerySet[PupilWeek]:
    first, last = half_term_number(academic_year, 1), half_term_number(academic_year, LAST_HALF_TERM)
    rows: QuerySet[PupilWeek] = PupilWeek.objects.filter(half_term__range=(first, last))
    return rows if keys is None else rows.filter(pupil_key__in=list(keys))


def _totals(counts: Iterable[int]) -> Totals:
    return Totals(**dict(zip(COUNTED, counts, strict=True)))


def on_basis(by_half_term: dict[int, Totals], *, basis: Basis, birth: dt.date, academic_year: int) -> Totals | None:
    """A pupil's year on one basis; None when the basis leaves the pupil out altogether.

    Published figures take ages 5 to 15 and leave out 15-year-olds' second half of summer, which is half-term 6 [EESA].
    """
    if not takes(basis, birth, academic_year):
        return None
    whole = basis is Basis.WHOLE_ROLL or birth > leaving_age_births(academic_year)[1]
    return sum((totals for number, totals in by_half_term.items() if whole or number != LAST_HALF_TERM), Totals())


def year_totals(academic_year: int, *, basis: Basis, keys: Iterable[int] | None = None) -> dict[int, Totals]:
    """Each pupil's year on one basis, as `on_basis` has it of the pupil's half-terms, summed where the weeks are kept.

    Pupils without a week of that year are not among them. Whom the basis leaves out may be: ask `takes`.
    """
    rows = _weeks(academic_year, keys)
    if basis is Basis.PUBLISHED:
        leaving = Pupil.objects.filter(birth__lte=leaving_age_births(academic_year)[1])
        rows = rows.exclude(
            half_term=half_term_number(academic_year, LAST_HALF_TERM), pupil_key__in=leaving.values("key")
        )
    sums = rows.values("pupil_key").annotate(**_SUMS).order_by().values_list("pupil_key", *_SUMS)
    return {key: _totals(counts) for key, *counts in sums}


def codes_of(key: int, first: dt.date, last: dt.date) -> list[tuple[str, dt.date, int]]:
    """One pupil's counted marks of a period as (code, date, session), oldest first."""
    marks = counted_marks(first, last).filter(pupil_key=key).order_by("date", "session")
    return list(marks.values_list("code", "date", "session"))
