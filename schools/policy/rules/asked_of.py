"""Of whom a criterion is asked on a day: its cohort, and what stands against it."""

import datetime as dt

from schools.policy.rules.facts import Facts
from tenants.policies.rules.cohorts import Cohort, Unless
from tenants.policies.rules.document import Criterion


def is_asked_of(criterion: Criterion, facts: Facts, on: dt.date) -> bool:
    """Whether a criterion is asked of a pupil on a day."""
    return _of_cohort(criterion.cohort, facts, on) and not any(_stands(one, facts, on) for one in criterion.unless)


def _of_cohort(cohort: Cohort, facts: Facts, on: dt.date) -> bool:
    if cohort.years:
        return any(facts.in_group(f"year:{year}", on) for year in cohort.years)
    return cohort.group == "all" or facts.in_group(cohort.group, on)


def _stands(unless: Unless, facts: Facts, on: dt.date) -> bool:
    """Whether an exception stands. The starting day is the first of the days of `joined_within`."""
    if unless.reason == "part_time_plan":
        return facts.has_plan("part_time_plan", on)
    if unless.reason == "not_compulsory_age":
        return not facts.compulsory[0] <= on <= facts.compulsory[1]
    calendar = facts.times.calendar
    if facts.joined_on < calendar.year_span(calendar.half_terms[0].academic_year)[0]:
        return False  # before the first year the calendar holds, whose days would pass for all there were
    here = facts.times.school_days_after(facts.joined_on - dt.timedelta(days=1), on)
    return here <= (unless.school_days or 0)
