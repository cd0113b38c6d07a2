"""What is said of cases, tasks, offers and plans: states as tags, whose they are, when they are due."""

import datetime as dt
from typing import Final

from foundation.states import Thing
from foundation.ui.numbers import counted, short_date
from schools.cases.models import Case, Task
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Outcome
from schools.roll.pages.today_lists import Tag
from schools.staff.models import StaffDuty

_TAGS: Final = {
    states.OPEN: "requested",
    states.WAITING: "soon",
    states.CLOSED: "off",
    states.DONE: "sent",
    states.TAKEN: "sent",
    states.MADE: "requested",
    states.REFUSED: "off",
    states.CANCELLED: "off",
    states.RUNNING: "sent",
    states.ENDED: "off",
}
#: A task is named as soon due so many days before.
SOON: Final = dt.timedelta(days=1)


def state_tag(thing: Thing, state: str) -> Tag:
    """A state of one of the table's things."""
    return Tag(_TAGS[state], thing.words(state))


def case_tag(case: Case, today: dt.date) -> Tag:
    """How a case stands."""
    if case.state == states.CLOSED:
        return Tag("off", "closed", Outcome(case.outcome).words.lower())
    if case.wait_until is not None:
        come = case.wait_until <= today
        return Tag("now" if come else "soon", "waited" if come else "waiting", f"until {short_date(case.wait_until)}")
    return Tag("requested", "open")


def kind_words(case: Case) -> str:
    """What a case is about."""
    return Kind(case.kind).words


def due_tag(due_on: dt.date, today: dt.date) -> Tag:
    """When something is due, by how near it is."""
    if due_on < today:
        return Tag("now", "overdue", f"since {short_date(due_on)}")
    if due_on == today:
        return Tag("now", "today")
    if due_on <= today + SOON:
        return Tag("soon", "tomorrow")
    return Tag("", short_date(due_on))


def task_tag(task: Task, today: dt.date) -> Tag:
    """How a task stands: when it is due, or how it ended."""
    return due_tag(task.due_on, today) if task.state == states.OPEN else state_tag(states.TASK, task.state)


def whose_words(task: Task) -> str:
    """Whose a task is: a person, or a duty; with the hours of a meeting."""
    who = task.owner.name if task.owner is not None else StaffDuty.Duty(task.duty).label
    if task.starts_at is None or task.ends_at is None:
        return who
    return f"{who}, {task.starts_at:%H:%M} to {task.ends_at:%H:%M}"


def owner_words(case: Case) -> str:
    """Who has a case."""
    return case.owner.name if case.owner is not None else "nobody yet"


def open_words(count: int) -> str:
    """ "3 open tasks"."""
    return counted(count, "open task")
