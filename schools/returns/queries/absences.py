"""The marks that attendance and sickness returns come from: of the few pupils who may have one, and of nobody else."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Mark, PupilWeek
from schools.registers.queries.marks import counted_marks
from schools.returns.rules.attendance import runs_from
from schools.returns.rules.measure import Counted, Measure, measured_from
from schools.returns.rules.runs import ILLNESS, TEN_DAYS_SESSIONS, ten_day_codes
from schools.returns.rules.sickness import NEAR_SESSIONS
from schools.roll.models import Admission, Pupil
from schools.roll.rules.compulsory_school_age import STARTS_AT_AGE, compulsory_from, compulsory_until

#: How far back a run of ten school days can begin that still goes on: over the longest holidays, with room.
RUN_LOOK_BACK: Final = dt.timedelta(days=90)
#: From a Monday to the last day of its week on which there is school.
TO_FRIDAY: Final = dt.timedelta(days=4)


@dataclass(frozen=True)
class Watched:
    """A pupil whose marks are looked at: those that count, and the sessions of illness that are only planned.

    Both are of days on which the pupil was of compulsory school age, whose first and last are `compulsory`; `on_roll` is of
    today.
    """

    id: uuid.UUID
    key: int
    compulsory: tuple[dt.date, dt.date]
    on_roll: bool
    marks: dict[tuple[dt.date, int], str] = field(default_factory=dict)
    planned: list[tuple[dt.date, int]] = field(default_factory=list)

    def of_age(self, on: dt.date) -> bool:
        """Whether they were, or will be, of compulsory school age on a day."""
        first, last = self.compulsory
        return first <= on <= last


def watched(
    calendar: SchoolCalendar,
    today: dt.date,
    judged: Mapping[dt.date, Measure | None],
    *,
    among: Collection[int] | None,
    also: Mapping[int, dt.date] = MappingProxyType({}),
) -> list[Watched]:
    """Those whose marks may give rise to a return, of these pupils or of all; and `also` these.

    `judged` are the days as of which absence is looked at, today and the last days of earlier periods, each with the measure
    that held. Marks are read of the school years of these days, and of that of the day that stands beside a key of `also`;
    of who was away without leave as these began, of the year before too. Seven queries, however many there are. Nobody's
    marks are read who has too few of the kind.
    """
    first, _ = calendar.year_span(calendar.year_of(min(judged)))
    _, last = calendar.year_span(calendar.year_of(today))
    since = min(judged) - RUN_LOOK_BACK
    keys = {
        *also,
        *_with_absence(min(first, since), last, since, today, among),
        *_short_of(judged, calendar, today, among),
        *(_come_of_age(first, today, among) if any(judged.values()) else ()),
    }
    if not keys:
        return []
    here = set(
        Admission.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, pupil__key__in=keys
        ).values_list("pupil__key", flat=True)
    )
    found = {
        key: Watched(pk, key, (compulsory_from(birth), compulsory_until(birth)), key in here)
        for pk, key, birth in Pupil.objects.filter(key__in=keys).values_list("pk", "key", "birth")
    }
    earlier = {key: on for key, on in also.items() if on < first}
    oldest = min((calendar.year_span(calendar.year_of(on))[0] for on in earlier.values()), default=first)
    _read(found, counted_marks(oldest, today).filter(Q(date__gte=first) | Q(pupil_key__in=earlier)))
    away = {key: one for key, one in found.items() if one.marks and one.marks[min(one.marks)] in ten_day_codes()}
    if away:
        _read(away, counted_marks(runs_from(calendar, oldest), first - dt.timedelta(days=1)))
    ill = Mark.objects.filter(pupil_key__in=keys, planned=True, code=ILLNESS, date__range=(today, last))
    for key, on, session in ill.values_list("pupil_key", "date", "session"):
        if found[key].of_age(on):
            found[key].planned.append((on, session))
    return [found[key] for key in sorted(found)]


def _read(found: Mapping[int, Watched], marks: QuerySet[Mark]) -> None:
    """Give these pupils, by key, those of the marks that are theirs. One query."""
    mine = marks.filter(pupil_key__in=found)
    for key, on, session, code in mine.values_list("pupil_key", "date", "session", "code"):
        if found[key].of_age(on):
            found[key].marks[on, session] = code


def _with_absence(
    first: dt.date, last: dt.date, since: dt.date, today: dt.date, among: Collection[int] | None
) -> set[int]:
    """Pupils with enough sessions without leave since a day for a run of ten days, or of illness for fifteen to be near."""
    mine = Q() if among is None else Q(pupil_key__in=among)
    without = Q(code__in=ten_day_codes(), date__range=(since, today), planned=False)
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
    judged: Mapping[dt.date, Measure | None], calendar: SchoolCalendar, today: dt.date, among: Collection[int] | None
) -> set[int]:
    """Pupils who may fail the school's measure by their weeks, as of any of these days.

    A week that a day cuts counts with all that was missed in it, and with nothing that was possible.
    """
    stated = [(day, measure) for day, measure in judged.items() if measure is not None]
    if not stated:
        return set()
    wanted, sums = Q(), dict[str, Sum]()
    for number, (day, measure) in enumerate(stated):
        since = week_start(measured_from(measure, calendar, day))
        whole = day if day == today else day - TO_FRIDAY
        wanted |= Q(week__range=(since, day))
        missed = F("unauthorised") + F("authorised") if measure.counted is Counted.ALL else F("unauthorised")
        sums[f"missed_{number}"] = Sum(missed, filter=Q(week__range=(since, day)), default=0)
        sums[f"possible_{number}"] = Sum(_POSSIBLE, filter=Q(week__range=(since, whole)), default=0)
    mine = Q() if among is None else Q(pupil_key__in=among)
    rows = PupilWeek.objects.filter(mine, wanted).values("pupil_key").annotate(**sums).order_by()
    found = set()
    for key, *counts in rows.values_list("pupil_key", *sums):
        of_each = zip(stated, counts[::2], counts[1::2], strict=True)
        if any(missed and missed * 100 >= measure.percent * possible for (_, measure), missed, possible in of_each):
            found.add(key)
    return found


def _come_of_age(first: dt.date, today: dt.date, among: Collection[int] | None) -> set[int]:
    """Pupils who may have come of compulsory school age since a day, by the year of their birth.

    The sums of their weeks, which say nothing of age, hold sessions from before that do not count.
    """
    mine = Q() if among is None else Q(key__in=among)
    born = (first - (STARTS_AT_AGE + 1) * _A_YEAR, today - STARTS_AT_AGE * _A_YEAR)
    return set(Pupil.objects.filter(mine, birth__range=born).values_list("key", flat=True))


_A_YEAR: Final = dt.timedelta(days=365)
_POSSIBLE: Final = F("present") + F("approved") + F("authorised") + F("unauthorised")
