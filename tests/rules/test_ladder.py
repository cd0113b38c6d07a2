"""The first-day ladder: who is asked next, by when, and when it goes to the safeguarding lead."""

import datetime as dt

import pytest

from foundation.london import LONDON
from schools.absence.rules.ladder import (
    DEFAULT,
    Channel,
    Ladder,
    Outcome,
    Standing,
    State,
    Step,
    Tried,
    faults_of,
    standing,
)

CLOSED = dt.datetime(2026, 11, 19, 9, 15, tzinfo=LONDON)
BOTH = frozenset({Channel.TEXT, Channel.CALL})
CALLS = frozenset({Channel.CALL})
NOBODY: frozenset[Channel] = frozenset()


def at(hour: int, minute: int) -> dt.datetime:
    return CLOSED.replace(hour=hour, minute=minute)


def text(hour: int, minute: int, outcome: Outcome = Outcome.WRITTEN) -> Tried:
    return Tried(Channel.TEXT, 1, at(hour, minute), outcome)


def call(place: int, hour: int, minute: int, outcome: Outcome = Outcome.NO_ANSWER) -> Tried:
    return Tried(Channel.CALL, place, at(hour, minute), outcome)


def stands(
    now: tuple[int, int],
    *tried: Tried,
    askable: tuple[frozenset[Channel], ...] = (BOTH, BOTH),
    contact_first: bool = False,
) -> Standing:
    return standing(DEFAULT, opens_at=CLOSED, tried=tried, askable=askable, contact_first=contact_first, now=at(*now))


def shown(found: Standing) -> list[str]:
    return [rung.state.value for rung in found.rungs]


@pytest.mark.parametrize(
    ("now", "tried", "following", "due", "is_now", "waiting"),
    [
        ((9, 20), (), "Text contact 1", (9, 45), False, False),
        ((9, 45), (), "Text contact 1", (9, 45), True, False),
        ((9, 40), (text(9, 35),), "Call contact 1", (10, 15), False, True),
        ((10, 14), (text(9, 35),), "Call contact 1", (10, 15), False, True),
        ((10, 15), (text(9, 35),), "Call contact 1", (10, 15), True, False),
        ((10, 16), (text(10, 10),), "Call contact 1", (10, 25), False, True),  # a late text gets its quarter of an hour
        ((9, 40), (text(9, 35, Outcome.FAILED),), "Call contact 1", (10, 15), False, False),
        ((10, 20), (text(9, 35), call(1, 10, 16)), "Call contact 2", (10, 30), False, False),
        ((10, 30), (text(9, 35), call(1, 10, 16)), "Call contact 2", (10, 30), True, False),
    ],
)
def test_the_next_step_and_when_it_is_due(now, tried, following, due, is_now, waiting):
    found = stands(now, *tried)
    assert found.next is not None
    assert (found.next.words, found.due_at, found.now, found.waiting) == (following, at(*due), is_now, waiting)
    assert not found.lead_due


def test_the_rungs_say_where_each_step_stands():
    assert shown(stands((9, 20))) == ["next", "ahead", "ahead"]
    assert shown(stands((9, 40), text(9, 35))) == ["waiting", "ahead", "ahead"]
    assert shown(stands((10, 20), text(9, 35))) == ["done", "next", "ahead"]
    assert shown(stands((10, 20), text(9, 35), askable=(CALLS, NOBODY))) == ["done", "next", "skipped"]


def test_who_is_barred_or_has_no_number_is_passed_over():
    assert stands((9, 20), askable=(NOBODY, BOTH)).next == Step(Channel.CALL, 2, 75)
    assert stands((9, 20), askable=(CALLS, BOTH)).next == Step(Channel.CALL, 1, 60)


@pytest.mark.parametrize("askable", [(), (NOBODY, NOBODY)])
def test_with_nobody_to_ask_the_lead_has_it_at_once(askable):
    found = stands((9, 20), askable=askable)
    assert (found.next, found.lead_due) == (None, True)


def test_a_child_to_be_looked_for_first_is_rung_at_once_and_nobody_waits_for_a_reply():
    found = stands((9, 15), contact_first=True)
    assert (found.next, found.now) == (Step(Channel.CALL, 1, 60), True)
    found = stands((9, 20), text(9, 18), contact_first=True)
    assert (found.next, found.now, found.waiting) == (Step(Channel.CALL, 1, 60), True, False)


def test_the_lead_takes_over_at_the_schools_minute_or_when_everybody_was_tried():
    assert not stands((10, 44), text(9, 35), call(1, 10, 16)).lead_due
    assert stands((10, 45), text(9, 35), call(1, 10, 16)).lead_due
    assert stands((10, 35), text(9, 35), call(1, 10, 16), call(2, 10, 31)).lead_due


@pytest.mark.parametrize("outcome", [Outcome.SPOKE, Outcome.ANSWERED])
def test_once_somebody_was_reached_no_further_contact_is_rung_and_the_lead_is_not_called(outcome):
    found = stands((11, 0), text(9, 35), call(1, 10, 16, outcome))
    assert (found.next, found.now, found.lead_due, found.reached) == (None, False, False, True)
    assert State.NEXT.value not in shown(found)


def test_the_default_is_sound():
    assert faults_of(DEFAULT) == []


@pytest.mark.parametrize(
    ("ladder", "code", "field"),
    [
        (Ladder((), 90, 150), "steps", "step_1"),
        (Ladder((Step(Channel.VISIT, 1, 5),), 90, 150), "visit", "step_1"),
        (Ladder((Step(Channel.CALL, 5, 5),), 90, 150), "place", "step_1"),
        (Ladder((Step(Channel.CALL, 1, -1),), 90, 150), "minutes", "step_1"),
        (Ladder((Step(Channel.TEXT, 1, 60), Step(Channel.CALL, 1, 30)), 90, 150), "order", "step_2"),
        (Ladder((Step(Channel.CALL, 1, 30), Step(Channel.CALL, 1, 40)), 90, 150), "twice", "step_1"),
        (Ladder((Step(Channel.CALL, 1, 30),), 20, 150), "lead", "lead_minutes"),
        (Ladder((Step(Channel.CALL, 1, 30),), 90, 80), "visit", "visit_minutes"),
        (Ladder((Step(Channel.CALL, 1, 30),), 90, 150, 0), "reply", "reply_minutes"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_by_its_field(ladder, code, field):
    assert [(fault.code, fault.field) for fault in faults_of(ladder)] == [(code, field)]
