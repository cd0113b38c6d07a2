"""What a group that is helped came to before and after, and everybody who might be like one of it."""

import datetime as dt
from collections.abc import Sequence

from foundation.database.dated import holds_on, meets
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.meetings.models import HelpGroup, HelpGroupPupil
from schools.meetings.queries.weeks import totals_of
from schools.meetings.rules.worked import Measured, weeks_beside
from schools.registers.rules.totals import Totals
from schools.roll.models import Placement


def weeks_for(group: HelpGroup, calendar: SchoolCalendar, today: dt.date) -> tuple[list[dt.date], list[dt.date]]:
    """The school weeks that are over on either side of the day the group began."""
    if not calendar.half_terms or calendar.half_terms[0].starts_on > today:
        return [], []
    monday = today - dt.timedelta(days=today.weekday())
    held = calendar.school_weeks(calendar.half_terms[0].starts_on, today)
    return weeks_beside(group.starts_on, group.ends_on, [week for week in held if week < monday])


def measured(
    group: HelpGroup, before: Sequence[dt.date], after: Sequence[dt.date]
) -> tuple[list[Measured], list[Measured]]:
    """The group, and everybody else who was placed on the day it began and was in no such group meanwhile. Five queries."""
    members = set(HelpGroupPupil.objects.filter(group=group).order_by().values_list("pupil__key", flat=True))
    alike = HelpGroup.objects.filter(meets(group.starts_on, group.ends_on))
    helped = set(HelpGroupPupil.objects.filter(group__in=alike).order_by().values_list("pupil__key", flat=True))
    placed = Placement.objects.filter(holds_on(group.starts_on)).order_by().values_list("pupil__key", "year_group")
    earlier, later = totals_of(before), totals_of(after)
    everyone = [Measured(key, year, earlier.get(key, Totals()), later.get(key, Totals())) for key, year in placed]
    return [one for one in everyone if one.key in members], [one for one in everyone if one.key not in helped]
