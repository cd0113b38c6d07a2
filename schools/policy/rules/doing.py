"""What a stage asks people to do: which actions are done, what comes next and by when, what the next stage waits for."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.policy.rules.decisions import Next, NotSooner
from schools.policy.rules.facts import CaseEvent, Facts, Happened
from schools.policy.rules.times import Times
from tenants.policies.rules.document import Action, Stage

REVIEW: Final = "review"


def undone(stage: Stage, facts: Facts, today: dt.date, since: dt.date | None) -> Iterator[Action]:
    """The actions of a stage that were neither done nor refused by the family from `since` to `today`, in order."""
    events = [one for one in facts.events if (since is None or since <= one.on) and one.on <= today]
    for action in stage.actions:
        if not any(_does(event, stage, action) for event in events):
            yield action


def _does(event: CaseEvent, stage: Stage, action: Action) -> bool:
    if event.action:
        return event.action == f"{stage.key}.{action.key}"
    return event.kind is not Happened.REFUSAL and event.kind.value == action.kind


def lacking(
    stage: Stage, following: Stage | None, facts: Facts, today: dt.date, since: dt.date | None
) -> list[NotSooner]:
    """The required actions of a stage that the one after it waits for."""
    if following is None:
        return []
    waiting = undone(stage, facts, today, since)
    return [NotSooner(following.key, f"{stage.key}.{one.key}") for one in waiting if one.required]


def done_by(stage: Stage, facts: Facts, since: dt.date | None) -> dt.date | None:
    """The first day on which nothing that the next stage waits for is undone; None while something always is."""
    days = [dt.date.min]
    for action in stage.actions:
        if action.required:
            done = (one.on for one in facts.events if (since is None or since <= one.on) and _does(one, stage, action))
            first = min(done, default=None)
            if first is None:
                return None
            days.append(first)
    return max(days)


def next_of(stage: Stage, facts: Facts, today: dt.date, *, since: dt.date | None, due_from: dt.date) -> Next | None:
    """The first thing still to do: an action counted in school days from `due_from`, or else the next review."""
    if not stage.place:
        return None
    left = list(undone(stage, facts, today, since))
    if left:
        first = min(left, key=lambda one: one.within_school_days)
        return Next(f"{stage.key}.{first.key}", _due(facts.times, due_from, first.within_school_days))
    reviews = [one.on for one in facts.events if one.kind is Happened.REVIEW and due_from <= one.on <= today]
    begins = max(reviews, default=due_from)
    return Next(f"{stage.key}.{REVIEW}", _due(facts.times, begins, stage.review_every_school_days))


def _due(times: Times, since: dt.date, school_days: int) -> dt.date | None:
    try:
        return times.calendar.add_school_days(since, school_days)
    except CalendarTooShortError:
        return None  # a guess past the last half-term would be a false deadline
