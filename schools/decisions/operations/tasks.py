"""The actions of a stage as tasks of the case, each by the day the policy gives it."""

import datetime as dt

from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.decisions.queries.whose import post_of, whose
from schools.policy.rules.times import Times
from tenants.policies.rules.aloud import KINDS
from tenants.policies.rules.document import Stage

#: School days in a week, for days past the end of the calendar.
A_WEEK = 5


def give_actions(case: Case, stage: Stage, times: Times, *, act: Act) -> None:
    """Give what a stage asks for to the case's owner, or else to who agreed to it, or who leads on attendance."""
    hands = whose(case.owner, post_of(act.signed.staff), today=act.today)
    for action in stage.actions:
        due_on = _due(times, act.today, action.within_school_days)
        words = f"{KINDS[action.kind]}, as {stage.name} asks for"
        path = f"{stage.key}.{action.key}"
        add_task(case, kind=TaskKind(action.kind), what=words, due_on=due_on, action=path, act=act, **hands)


def _due(times: Times, today: dt.date, school_days: int) -> dt.date:
    try:
        return times.calendar.add_school_days(today, school_days)
    except CalendarTooShortError:
        weeks, days = divmod(school_days, A_WEEK)
        return today + dt.timedelta(weeks=weeks, days=days)
