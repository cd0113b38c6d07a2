"""Whom a trial is about, and the days each of them was here."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q

from schools.calendar.queries import school_calendar
from schools.calendar.rules.sessions import PM
from schools.decisions.queries.facts import Ground, facts_of
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.facts import Facts, Session
from schools.policy.rules.measuring import reach
from schools.policy.rules.times import Times
from schools.roll.models import Admission


def everybody(first: dt.date, last: dt.date) -> list[uuid.UUID]:
    """Who was on roll on any day of a period, in one order. One query."""
    rows = Admission.objects.filter(_within(first, last)).order_by("pupil_id")
    return list(rows.values_list("pupil_id", flat=True).distinct())


def _within(first: dt.date, last: dt.date) -> Q:
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def past(last: dt.date) -> Ground:
    """The school as it was when a day was over: every session of it counts."""
    return Ground(Times(school_calendar()), last, Session(last, PM))


def facts_during(
    pupils: Collection[uuid.UUID], policies: Sequence[CitedPolicy], ground: Ground, first: dt.date
) -> Iterator[tuple[uuid.UUID, Facts, tuple[dt.date, ...]]]:
    """Each with the facts and the school days of the newest spell here in the period. A fixed number of statements."""
    since = _first_day(policies, ground, first)
    spells = {
        pupil: (starts, ends or ground.today)
        for pupil, starts, ends in Admission.objects.filter(_within(first, ground.today), pupil__in=pupils)
        .order_by("starts_on")
        .values_list("pupil_id", "starts_on", "ends_on")
    }
    for pupil, facts in sorted(facts_of(dict.fromkeys(spells, since), ground).items()):
        begins, ends = spells[pupil]
        yield pupil, facts, ground.times.calendar.school_days(max(first, begins), min(ends, ground.today))


def _first_day(policies: Sequence[CitedPolicy], ground: Ground, first: dt.date) -> dt.date:
    """How far back marks are needed: to the windows of the first day, and for what a first review compares with."""
    every = max((stage.review_every_school_days for one in policies for stage in one.stages), default=0)
    before = [on for on in ground.times.days if on < first][-every:] if every else []
    return min([first, *before[:1], reach(policies, ground.times, [first]) or first])
