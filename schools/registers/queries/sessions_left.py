"""How many sessions of a school's year are still to come for a pupil, on either basis.

A session is left from today on while the pupil holds no mark for it: today's unmarked register, and every session the
calendar holds until the pupil's last day. What is only planned is left too: leave may yet be attended instead.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from schools.calendar.rules.school_calendar import HALF_TERMS_A_YEAR, SchoolCalendar
from schools.registers.models import Mark
from schools.registers.rules.basis import OLDEST, Basis
from schools.roll.rules.ages import age_at_31_august


@dataclass(frozen=True)
class SessionsLeft:
    """The school's sessions from a day to the end of its year, and those each pupil already holds a mark for.

    `ahead` counts a pupil's marks from that day on: before half-term 6, and in all.
    """

    academic_year: int
    dates: tuple[dt.date, ...]
    half_term_6: dt.date
    ahead: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def of(self, key: int, *, birth: dt.date, until: dt.date | None, basis: Basis) -> int:
        """Sessions left to one pupil, whose last day on roll is `until` if it is known.

        Published figures leave out 15-year-olds' second half of summer, so nothing of it is left to them [EESA].
        """
        short = basis is Basis.PUBLISHED and age_at_31_august(birth, self.academic_year) >= OLDEST
        before, everything = self.ahead.get(key, (0, 0))
        end = len(self.dates) if until is None else bisect_right(self.dates, until)
        if short:
            end = min(end, bisect_left(self.dates, self.half_term_6))
        return max(0, end - (before if short else everything))


def sessions_left(
    calendar: SchoolCalendar, academic_year: int, today: dt.date, keys: Iterable[int] | None = None
) -> SessionsLeft:
    """What is left of an academic year from `today` on. One query; none for a year that is over."""
    terms = [term for term in calendar.half_terms if term.academic_year == academic_year]
    half_term_6 = next((t.starts_on for t in terms if t.number == HALF_TERMS_A_YEAR), dt.date.max)
    if calendar.year_of(today) > academic_year or not terms or terms[-1].ends_on < today:
        return SessionsLeft(academic_year, (), half_term_6)
    first, last = max(today, terms[0].starts_on), terms[-1].ends_on
    # What stands where no session is held (Y4 of a closure) is not among the sessions, so it takes none of them.
    shut = Q()
    for off in calendar.non_school_days:
        if first <= off.date <= last:
            shut |= Q(date=off.date) if off.session is None else Q(date=off.date, session=off.session)
    marks = Mark.objects.filter(date__range=(first, last), planned=False)
    marks = marks.exclude(shut) if shut else marks
    if keys is not None:
        marks = marks.filter(pupil_key__in=list(keys))
    counts = (
        marks.values("pupil_key")
        .annotate(before=Count("date", filter=Q(date__lt=half_term_6)), everything=Count("date"))
        .order_by()
    )
    return SessionsLeft(
        academic_year,
        tuple(session.date for session in calendar.sessions(first, last)),
        half_term_6,
        {
            key: (before, everything)
            for key, before, everything in counts.values_list("pupil_key", "before", "everything")
        },
    )
