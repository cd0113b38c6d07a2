"""The actions of a stage as tasks of the case, each by the day the policy gives it, and the letters that it requires."""

import datetime as dt

from foundation.ui.numbers import counted
from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.cases.models import Case
from schools.cases.operations.acting import Act, happened
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.correspondence.operations.drafting import draft_by_itself
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


def draft_letters(case: Case, stage: Stage, *, act: Act) -> None:
    """Draft the letter of each action that the stage requires; the timeline says how many, or why there is none."""
    for key in dict.fromkeys(action.letter for action in stage.actions if action.required and action.letter):
        made, why_not = draft_by_itself(case, key, act=act)
        if made:
            words = f"{counted(len(made), 'letter')} drafted by itself, as {stage.name} requires: a person approves"
            happened(case, "letters_drafted", words, act=act)
        elif why_not:
            happened(
                case, "letters_drafted", f"No letter “{key.replace('_', ' ')}” is drafted: {why_not}"[:500], act=act
            )


def _due(times: Times, today: dt.date, school_days: int) -> dt.date:
    try:
        return times.calendar.add_school_days(today, school_days)
    except CalendarTooShortError:
        weeks, days = divmod(school_days, A_WEEK)
        return today + dt.timedelta(weeks=weeks, days=days)
