"""What pupils' school weeks add up to, over stretches of them: by pupil, and by registration group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Sum

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.meetings.rules.rising import WEEKS, Rising, rising
from schools.registers.models import PupilWeek
from schools.registers.rules.totals import Totals
from schools.registers.rules.week_counts import COUNTED
from schools.roll.models import Placement

_SUMS = {f"{name}_sum": Sum(name) for name in COUNTED}


def totals_of(weeks: Sequence[dt.date], keys: Collection[int] | None = None) -> dict[int, Totals]:
    """Each pupil's totals over these school weeks, by compact key. One query."""
    rows = PupilWeek.objects.filter(week__in=list(weeks))
    if keys is not None:
        rows = rows.filter(pupil_key__in=list(keys))
    sums = rows.order_by().values("pupil_key").annotate(**_SUMS)
    return {
        key: Totals(**dict(zip(COUNTED, counts, strict=True))) for key, *counts in sums.values_list("pupil_key", *_SUMS)
    }


def newest_weeks(calendar: SchoolCalendar, today: dt.date, number: int) -> list[dt.date]:
    """The last school weeks of the school's year up to a day, the oldest first; fewer when the year is younger."""
    first, _ = calendar.year_span(calendar.year_of(today))
    return list(calendar.school_weeks(first, today))[-number:] if first <= today else []


def risen(calendar: SchoolCalendar, today: dt.date, keys: Collection[int] | None = None) -> dict[int, Rising]:
    """Whose absence is rising, by compact key. Two queries; nobody until the year is old enough to compare."""
    weeks = newest_weeks(calendar, today, 2 * WEEKS)
    if len(weeks) < 2 * WEEKS:
        return {}
    before, now = totals_of(weeks[:WEEKS], keys), totals_of(weeks[WEEKS:], keys)
    found = {key: rising(before.get(key, Totals()), totals) for key, totals in now.items()}
    return {key: one for key, one in found.items() if one is not None}


def lates_of(calendar: SchoolCalendar, today: dt.date, keys: Collection[int], least: int) -> dict[int, int]:
    """Who has been late so often in the newest school weeks, by compact key. One query."""
    totals = totals_of(newest_weeks(calendar, today, WEEKS), keys)
    return {key: one.late for key, one in totals.items() if one.late >= least}


def groups_in_week(year_group: str, week: dt.date) -> dict[str, Totals]:
    """What each registration group's pupils of one year come to in a school week, by the group they were in then.

    Who changes groups within a week counts with the one they ended it in. Two queries.
    """
    friday = week + dt.timedelta(days=4)
    placed = Placement.objects.filter(
        starts_on__lte=friday, year_group=year_group, group__isnull=False, group__year_group=year_group
    ).exclude(ends_on__lt=week)
    rows = placed.order_by("starts_on").values_list("pupil__key", "group__name")
    group_of: dict[int, str] = dict(rows)
    found: dict[str, Totals] = defaultdict(Totals)
    for name in group_of.values():
        found[name] += Totals()
    for key, totals in totals_of([week], group_of).items():
        found[group_of[key]] += totals
    return dict(found)


def weeks_over(calendar: SchoolCalendar, today: dt.date, number: int) -> list[dt.date]:
    """The newest school weeks whose last day is over, the oldest first."""
    monday = today - dt.timedelta(days=today.weekday())
    return [week for week in newest_weeks(calendar, today, number + 1) if week < monday][-number:]


def spans(weeks: Iterable[dt.date]) -> tuple[dt.date, dt.date] | None:
    """The first and last day of some weeks together."""
    held = sorted(weeks)
    return (held[0], held[-1] + dt.timedelta(days=4)) if held else None
