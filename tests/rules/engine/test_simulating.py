"""What a policy would have asked over days that are past."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.decisions import Move
from schools.policy.rules.example_marks import cells_of, marks_of
from schools.policy.rules.examples import packaged_policy
from schools.policy.rules.facts import CaseEvent, Facts, Happened, Session
from schools.policy.rules.simulating import Course, courses, fewer_missed
from schools.policy.rules.standing import Standing
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import day_of
from tests.rules.engine.pupil_years import ALDER, pupil_year

DEFAULT = packaged_policy("default")
FIRST, LAST = dt.date(2026, 9, 2), dt.date(2027, 7, 20)
DAYS = tuple(on for on in ALDER.days if FIRST <= on <= LAST)
TEN = "8 Sep OO; 15 Sep OO; 22 Sep OO; 29 Sep OO; 6 Oct OO"


def facts(marks: str) -> Facts:
    cells = cells_of(marks, ALDER, dt.date(2026, 11, 19))
    through = Session(LAST, 2)
    return Facts(
        ALDER,
        marks_of(cells, ALDER, FIRST, through, {}),
        through,
        dt.date(2024, 9, 2),
        (dt.date(2016, 8, 31), dt.date(2032, 6, 25)),
    )


def one(marks: str, policy: CitedPolicy = DEFAULT) -> Course:
    return courses([policy], facts(marks), DAYS)[0]


def with_first_stage_at(count: int) -> CitedPolicy:
    stages = [stage.model_dump(by_alias=True) for stage in DEFAULT.document.stages]
    for stage in stages:
        for criterion in stage["criteria"]:
            if criterion["key"] == "five":
                criterion["all"][0]["at_least"] = count
    made = tuple(type(DEFAULT.document.stages[0]).model_validate(stage) for stage in stages)
    return CitedPolicy(DEFAULT.document.model_copy(update={"stages": made}))


def test_a_stage_is_entered_on_the_day_its_fifth_session_is_missed_and_its_work_done_on_the_last_of_its_days() -> None:
    found = one("8 Sep OO; 15 Sep OO; 22 Sep O\\")
    assert found.entered == (("listen", dt.date(2026, 9, 22)),)
    assert found.letters[0] == ("we_noticed", dt.date(2026, 9, 29))
    talk, barriers, offer, review = found.work[:4]
    assert talk == ("attendance_officer", dt.date(2026, 9, 29), 20)
    assert {barriers.on, offer.on} == {dt.date(2026, 10, 6)}
    assert review.minutes == 15
    until = [on for on in DAYS if on <= dt.date(2026, 10, 6)]
    assert courses([DEFAULT], facts("8 Sep OO; 15 Sep OO; 22 Sep O\\"), until)[0].work == (talk, barriers, offer)


def test_who_comes_back_is_thanked_and_asked_nothing_more() -> None:
    found = one("8 Sep OO; 15 Sep OO; 22 Sep O\\")
    assert [letter for letter, _ in found.letters] == ["we_noticed", "thanks"]
    assert max(work.on for work in found.work) <= found.letters[-1].on


def test_the_next_stage_is_entered_only_once_what_the_first_one_requires_is_done() -> None:
    found = one(f"{TEN}; 7 Oct OO")
    assert [stage for stage, _ in found.entered][:2] == ["listen", "support"]
    listened, supported = (on for _, on in found.entered[:2])
    assert listened == dt.date(2026, 9, 22)
    quickly = one("7 Sep to 11 Sep OO")
    assert quickly.entered[0].on == dt.date(2026, 9, 9)
    offer = ALDER.days.index(dt.date(2026, 9, 9)) + 10
    assert quickly.entered[1] == ("support", ALDER.days[offer])
    assert supported >= ALDER.days[ALDER.days.index(listened) + 10]


def test_six_sessions_in_the_place_of_five_take_out_who_missed_five() -> None:
    five, six = courses([DEFAULT, with_first_stage_at(6)], facts("9 Nov OO; 16 Nov OO; 23 Nov O\\"), DAYS)
    assert [len(five.entered), len(six.entered)] == [1, 0]
    assert six == Course()


def test_two_reviews_that_find_no_improvement_lead_up_and_one_that_does_counts_for_nothing() -> None:
    ill = "; ".join(f"{day} II" for day in ("7 Sep to 11 Sep", "14 Sep to 18 Sep"))
    better = one(f"8 Sep O\\; {ill}")
    assert "support" not in {stage for stage, _ in better.entered}
    worse = one("7 Sep to 18 Sep II; 6 Oct to 16 Oct II; 9 Nov to 11 Dec II")
    assert "support" in {stage for stage, _ in worse.entered}
    as_before = one("; ".join(f"{on:%Y-%m-%d} I\\" for on in DAYS[::2] if on != dt.date(2026, 10, 7)))
    assert "support" in {stage for stage, _ in as_before.entered}


def test_what_happened_in_the_real_case_and_the_days_outside_count_for_nothing() -> None:
    plain = facts("8 Sep OO; 15 Sep OO; 22 Sep O\\")
    review = CaseEvent(dt.date(2026, 9, 10), Happened.REVIEW, "", improved=False)
    known = replace(plain, events=(review, review))
    assert courses([DEFAULT], known, DAYS) == courses([DEFAULT], plain, DAYS)
    late = [on for on in DAYS if on >= dt.date(2027, 4, 19)]
    assert courses([DEFAULT], plain, late) == [Course()] == courses([DEFAULT], plain, [])


@pytest.mark.parametrize("seed", range(0, 400, 25))
def test_random_years_rise_one_stage_at_a_time_and_the_same_twice(seed: int) -> None:
    made = pupil_year(seed)
    days = [on for on in ALDER.days if on <= made.today]
    found = courses([made.policy, made.policy], made.facts, days)
    assert found[0] == found[1]
    assert all(entered.on in days for entered in found[0].entered)
    assert all(work.on <= made.today for work in found[0].work)
    for entered in found[0].entered:
        assert made.policy.document.stage(entered.stage).place > 0


@pytest.mark.parametrize("seed", range(0, 2_000, 100))
def test_what_opens_a_stage_still_bears_it_when_that_day_is_looked_back_on(seed: int) -> None:
    """So a stage that was entered is never taken back in a trial, where marks count as they stand now."""
    made = pupil_year(seed)
    pupil = Pupil(made.policy, made.facts, Standing(), made.policy)
    for on in (day for day in DAYS if day <= made.today):
        proposal = pupil.move_on(on)
        if proposal.move is Move.UP:
            assert not pupil.after(Standing(proposal.stage, on, proposal.criterion), made.facts.events).retreated


@settings(max_examples=200, deadline=None)
@example(1, -1, 20)
@given(st.integers(0, 10**9), st.integers(-1, len(ALDER.days) - 2), st.integers(1, 60))
def test_a_review_finds_improvement_where_fewer_sessions_were_missed_than_in_as_many_days_before(
    seed: int, since: int, count: int
) -> None:
    on, held = min(since + count, len(ALDER.days) - 1), pupil_year(seed).facts
    absent = Tally(held.marks, ALDER).sessions("absence", Session(dt.date.max, 2))
    missed = Counter(day_of(key) for key in absent)
    after = [missed[day.toordinal()] for number, day in enumerate(ALDER.days) if since < number <= on]
    before = [missed[day.toordinal()] for number, day in enumerate(ALDER.days) if 2 * since - on < number <= since]
    assert fewer_missed(absent, ALDER, since, on) == (sum(after) < sum(before))
