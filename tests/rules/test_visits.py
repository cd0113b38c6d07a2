"""Home visits: who may go together, what a report may say and comes to, and when two colleagues are awaited."""

import datetime as dt
import uuid

import pytest

from schools.absence.rules.ladder import REACHED, Outcome
from schools.absence.rules.visits import (
    AtTheDoor,
    Coming,
    Safe,
    State,
    Visitor,
    expected_at,
    faults_of_report,
    faults_of_visitors,
    moment_of,
    needs_the_lead,
    outcome_of,
    state_of,
)

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
POST, OTHER_POST, PERSON = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)


def codes(first: Visitor, second: Visitor) -> list[str]:
    return [fault.code for fault in faults_of_visitors(first, second)]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (Visitor("Ann Hill", POST, PERSON), Visitor("Ben Lowe"), []),
        (Visitor("Ann Hill", POST, PERSON), Visitor("Ann Hill", OTHER_POST), []),  # two colleagues of one name
        (Visitor("Ann Hill", POST), Visitor("Ann Hill", POST), ["same"]),
        (Visitor("Ann Hill", POST, PERSON), Visitor("A Hill", OTHER_POST, PERSON), ["same"]),  # two posts of one person
        (Visitor("Ann Hill", POST), Visitor(" ann  HILL "), ["same"]),
        (Visitor("Ann Hill"), Visitor("Ann Hill"), ["same"]),
        (Visitor("Ann Hill", POST), Visitor(" "), ["visitor_missing"]),
        (Visitor(""), Visitor(""), ["visitor_missing", "visitor_missing"]),
    ],
)
def test_nobody_visits_alone(first: Visitor, second: Visitor, found: list[str]) -> None:
    assert codes(first, second) == found


def at_the_door(
    *,
    seen: bool = False,
    answered: bool = False,
    may_speak: bool = True,
    safe: Safe = Safe.UNKNOWN,
    coming: Coming = Coming.NO,
) -> AtTheDoor:
    return AtTheDoor(seen=seen, answered=answered, may_speak=may_speak, safe=safe, coming=coming)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (at_the_door(), Outcome.NO_ANSWER),
        (at_the_door(answered=True), Outcome.SPOKE),
        (at_the_door(answered=True, seen=True), Outcome.SPOKE),
        (at_the_door(seen=True), Outcome.SEEN),
        (at_the_door(answered=True, may_speak=False), Outcome.NO_ANSWER),
        (at_the_door(answered=True, may_speak=False, seen=True), Outcome.SEEN),
    ],
)
def test_only_who_may_be_asked_for_the_reason_is_somebody_reached(found: AtTheDoor, outcome: Outcome) -> None:
    assert outcome_of(found) is outcome
    assert (outcome in REACHED) == (found.answered and found.may_speak)


@pytest.mark.parametrize(
    ("found", "fields"),
    [
        (at_the_door(safe=Safe.YES), ["safe"]),
        (at_the_door(safe=Safe.NO), []),
        (at_the_door(safe=Safe.YES, answered=True), []),
        (at_the_door(safe=Safe.YES, seen=True), []),
        (at_the_door(coming=Coming.WITH_US, answered=True), ["coming"]),
        (at_the_door(coming=Coming.LATER, answered=True), []),
        (at_the_door(coming=Coming.WITH_US, safe=Safe.YES), ["safe", "coming"]),
    ],
)
def test_what_nobody_can_have_found_is_no_report(found: AtTheDoor, fields: list[str]) -> None:
    assert [fault.field for fault in faults_of_report(found)] == fields


def test_a_visit_has_one_state() -> None:
    assert state_of(None, None, None) is State.PLANNED
    assert state_of(NOON, None, None) is State.OUT
    assert state_of(NOON, NOON, None) is State.BACK
    assert state_of(None, None, NOON) is State.CALLED_OFF
    assert expected_at(NOON, 60) == NOON.replace(hour=13)


@pytest.mark.parametrize(
    ("ago", "moment"),
    [
        (0, NOON),
        (600, NOON - dt.timedelta(minutes=10)),
        (7200, NOON - dt.timedelta(hours=1)),  # before it was planned: a phone that was put away and woke up
        (-600, NOON),
        (10**7, NOON - dt.timedelta(hours=1)),
    ],
)
def test_a_late_act_was_pressed_after_the_plan_and_not_ahead_of_now(ago: int, moment: dt.datetime) -> None:
    assert moment_of(NOON, ago, since=NOON - dt.timedelta(hours=1)) == moment


def test_any_restriction_on_any_contact_needs_the_lead() -> None:
    assert needs_the_lead([False, True])
    assert not needs_the_lead([False, False])
    assert not needs_the_lead([])
