"""What a mark counts as, as database expressions made from the same packaged table the rules read.

A test holds these equal to `Totals.of` for any marks: there is one definition, in two tongues.
"""

from collections import defaultdict
from datetime import date
from functools import cache

from django.db.models import Case, Count, DateField, Exists, Func, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.aggregates import Aggregate

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Mark
from schools.registers.rules.codes import Code, Late, MarkClass, codes
from schools.roll.models import Admission


def counts_as(mark_class: MarkClass) -> Q:
    """Marks of one class: by code and date, never by code alone."""
    return _among(tuple(code for code in codes() if code.mark_class is mark_class))


def late(kind: Late) -> Q:
    """Late marks of one kind: before the register closed, or after."""
    return _among(tuple(code for code in codes() if code.late is kind))


@cache
def _among(chosen: tuple[Code, ...]) -> Q:
    by_dates: dict[tuple[date | None, date | None], list[str]] = defaultdict(list)
    for code in chosen:
        by_dates[code.valid_from, code.valid_to].append(code.code)
    found = Q()
    for (first, last), letters in by_dates.items():
        row = Q(code__in=sorted(letters))
        if first is not None:
            row &= Q(date__gte=first)
        if last is not None:
            row &= Q(date__lte=last)
        found |= row
    return found


def class_counts() -> dict[str, Aggregate]:
    """Aggregates over marks, one for each of COUNTED."""
    return {
        "present": Count("code", filter=counts_as(MarkClass.PRESENT)),
        "approved": Count("code", filter=counts_as(MarkClass.APPROVED)),
        "authorised": Count("code", filter=counts_as(MarkClass.AUTHORISED)),
        "unauthorised": Count("code", filter=counts_as(MarkClass.UNAUTHORISED)),
        "not_possible": Count("code", filter=counts_as(MarkClass.NOT_POSSIBLE)),
        "late_before": Count("code", filter=late(Late.BEFORE_CLOSE)),
        "late_after": Count("code", filter=late(Late.AFTER_CLOSE)),
    }


class Monday(Func):
    """The Monday of a date's week, by whole days: no time zone can move it."""

    template = "(%(expressions)s - (EXTRACT(ISODOW FROM %(expressions)s)::integer - 1))"
    output_field = DateField()


def half_term_number(academic_year: int, number: int) -> int:
    """How summaries and figures name a half-term: 20261 is autumn 1 of 2026/27."""
    return academic_year * 10 + number


def half_term_of_date(calendar: SchoolCalendar) -> Case:
    """The half-term of a mark's date, numbered by `half_term_number`; null outside the calendar."""
    return Case(
        *(
            When(
                date__range=(term.starts_on, term.ends_on),
                then=Value(half_term_number(term.academic_year, term.number)),
            )
            for term in calendar.half_terms
        ),
        default=None,
        output_field=IntegerField(),
    )


def counted_marks(first: date, last: date) -> QuerySet[Mark]:
    """The marks of these dates, both included, that enter figures: of days the pupil was on roll, and not just planned.

    A pupil counts from the starting day to the last day on roll. A mark outside them stays in the register, as it was
    made, and in no total: a roll that is corrected later must come to the same figures as one that came first.
    """
    on_roll = Admission.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("date")),
        pupil__key=OuterRef("pupil_key"),
        starts_on__lte=OuterRef("date"),
    )
    return Mark.objects.filter(Exists(on_roll), date__range=(first, last), planned=False)


def marks_from(pupil_key: int, since: date) -> bool:
    """Whether a mark of a pupil stands on that day or later, planned or not."""
    return Mark.objects.filter(pupil_key=pupil_key, date__gte=since).exists()
