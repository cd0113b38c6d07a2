"""The marks that attendance and sickness returns come from: of the few pupils who may have one, and of nobody else."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db.models import Count, Q, Sum

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Mark, PupilWeek
from schools.registers.queries.marks import counted_marks
from schools.returns.rules.measure import Counted, Measure, measured_from
from schools.returns.rules.runs import ILLNESS, TEN_DAYS_SESSIONS, ten_day_codes
from schools.returns.rules.sickness import NEAR_SESSIONS
from schools.roll.models import Admission, Pupil
from schools.roll.rules.compulsory_school_age import compulsory_from, compulsory_until

#: How far back a run of ten school days can begin that still goes on: over the longest holidays, with room.
RUN_LOOK_BACK = dt.timedelta(days=90)


@dataclass(frozen=True)
class Watched:
    """A pupil whose marks are looked at: those that count, and the sessions of illness that are only planned.

    Both are of days on which the pupil was of compulsory school age; `on_roll` and `birth` are for what is asked of today.
    """

    id: uuid.UUID
    key: int
    birth: dt.date
    on_roll: bool
    marks: dict[tuple[dt.date, int], str] = field(default_factory=dict)
    planned: list[tuple[dt.date, int]] = field(default_factory=list)


def watched(
    calendar: SchoolCalendar,
    today: dt.date,
    measure: Measure | None,
    *,
    among: Collection[int] | None,
    also: Mapping[int, dt.date] = MappingProxyType({}),
) -> list[Watched]:
    """Those whose marks of this school year may give rise to a return, of these pupils or of all; and `also` these.

    Each of `also` is a pupil's key with a day, of whose school year their marks are read as well. Five queries, however many
    there are. Nobody's marks are read who has too few of the kind.
    """
    first, last = calendar.year_span(calendar.year_of(today))
    keys = {*also, *_with_absence(first, last, today, among), *_short_of(measure, calendar, today, among)}
    if not keys:
        return []
    here = set(
        Admission.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, pupil__key__in=keys
        ).values_list("pupil__key", flat=True)
    )
    found = {
        key: Watched(pk, key, birth, key in here)
        for pk, key, birth in Pupil.objects.filter(key__in=keys).values_list("pk", "key", "birth")
    }
    of_age = {key: (compulsory_from(one.birth), compulsory_until(one.birth)) for key, one in found.items()}
    earlier = {key: on for key, on in also.items() if on < first}
    since = min((calendar.year_span(calendar.year_of(on))[0] for on in earlier.values()), default=first)
    wanted = Q(date__gte=first, pupil_key__in=keys) | Q(pupil_key__in=earlier)
    for key, on, session, code in (
        counted_marks(since, today).filter(wanted).values_list("pupil_key", "date", "session", "code")
    ):
        if of_age[key][0] <= on <= of_age[key][1]:
            found[key].marks[on, session] = code
    for key, on, session in Mark.objects.filter(
        pupil_key__in=keys, planned=True, code=ILLNESS, date__range=(today, last)
    ).values_list("pupil_key", "date", "session"):
        if of_age[key][0] <= on <= of_age[key][1]:
            found[key].planned.append((on, session))
    return [found[key] for key in sorted(found)]


def _with_absence(first: dt.date, last: dt.date, today: dt.date, among: Collection[int] | None) -> set[int]:
    """Pupils with enough sessions without leave for a run of ten days, or enough of illness for one to be near."""
    mine = Q() if among is None else Q(pupil_key__in=among)
    without = Q(code__in=ten_day_codes(), date__gte=max(first, today - RUN_LOOK_BACK), date__lte=today, planned=False)
    ill = Q(code=ILLNESS)
    rows = (
        Mark.objects.filter(mine, without | ill, date__range=(first, last))
        .values("pupil_key")
        .annotate(without=Count("date", filter=without), ill=Count("date", filter=ill))
        .order_by()
    )
    # A school day can be half closed, so that ten school days may be a session or a few short of twenty.
    enough = Q(without__gte=TEN_DAYS_SESSIONS // 2) | Q(ill__gte=NEAR_SESSIONS)
    return set(rows.filter(enough).values_list("pupil_key", flat=True))


def _short_of(
    measure: Measure | None, calendar: SchoolCalendar, today: dt.date, among: Collection[int] | None
) -> set[int]:
    """Pupils who fail the school's measure by their weeks; those of a week that a period cuts are looked at again."""
    if measure is None:
        return set()
    mine = Q() if among is None else Q(pupil_key__in=among)
    since = week_start(measured_from(measure, calendar, today))
    rows = PupilWeek.objects.filter(mine, week__range=(since, today))
    by_class = {name: Sum(name) for name in ("present", "approved", "authorised", "unauthorised")}
    sums = rows.values("pupil_key").annotate(**{f"{name}_sum": total for name, total in by_class.items()}).order_by()
    found = set()
    for key, present, approved, authorised, unauthorised in sums.values_list(
        "pupil_key", *(f"{name}_sum" for name in by_class)
    ):
        missed = unauthorised + (authorised if measure.counted is Counted.ALL else 0)
        possible = present + approved + authorised + unauthorised
        if missed and missed * 100 >= measure.percent * possible:
            found.add(key)
    return found
