"""Totals of pupils, from the pupil-week summaries, and one pupil's marks themselves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from schools.registers.models import PupilWeek
from schools.registers.queries.marks import counted_marks, half_term_number
from schools.registers.rules.basis import OLDEST, YOUNGEST, Basis
from schools.registers.rules.totals import Totals
from schools.registers.rules.week_counts import COUNTED
from schools.roll.rules.ages import age_at_31_august

LAST_HALF_TERM = 6


def totals_by_half_term(academic_year: int, keys: Iterable[int] | None = None) -> dict[int, dict[int, Totals]]:
    """Each pupil's totals in each half-term of an academic year: {pupil key: {half-term 1 to 6: totals}}."""
    first, last = half_term_number(academic_year, 1), half_term_number(academic_year, LAST_HALF_TERM)
    rows: QuerySet[PupilWeek] = PupilWeek.objects.filter(half_term__range=(first, last))
    if keys is not None:
        rows = rows.filter(pupil_key__in=list(keys))
    sums = rows.values("pupil_key", "half_term").annotate(**{f"{name}_sum": Sum(name) for name in COUNTED}).order_by()
    found: dict[int, dict[int, Totals]] = defaultdict(dict)
    for key, half_term, *counts in sums.values_list("pupil_key", "half_term", *(f"{name}_sum" for name in COUNTED)):
        found[key][half_term % 10] = Totals(**dict(zip(COUNTED, counts, strict=True)))
    return found


def on_basis(by_half_term: dict[int, Totals], *, basis: Basis, birth: dt.date, academic_year: int) -> Totals | None:
    """A pupil's year on one basis; None when the basis leaves the pupil out altogether.

    Published figures take ages 5 to 15 and leave out 15-year-olds' second half of summer, which is half-term 6 [EESA].
    """
    if basis is Basis.WHOLE_ROLL:
        return sum(by_half_term.values(), Totals())
    age = age_at_31_august(birth, academic_year)
    if not YOUNGEST <= age <= OLDEST:
        return None
    counted = (totals for number, totals in by_half_term.items() if age < OLDEST or number != LAST_HALF_TERM)
    return sum(counted, Totals())


def codes_of(key: int, first: dt.date, last: dt.date) -> list[tuple[str, dt.date, int]]:
    """One pupil's counted marks of a period as (code, date, session), oldest first."""
    marks = counted_marks(first, last).filter(pupil_key=key).order_by("date", "session")
    return list(marks.values_list("code", "date", "session"))
