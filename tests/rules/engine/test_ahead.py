"""What is found for many days at once is what asking each of them finds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schools.calendar.rules.academic_year import week_start
from schools.policy.rules.day_sets import days_between, numbers_of
from schools.policy.rules.deciding import Proposal, Pupil
from schools.policy.rules.decisions import Move
from schools.policy.rules.doing import done_by, lacking
from schools.policy.rules.examples import packaged_policy
from schools.policy.rules.facts import PupilMark, Session
from schools.policy.rules.foreseeing import foresee
from schools.policy.rules.measuring import Measuring
from schools.policy.rules.simulating import first_move
from schools.policy.rules.standing import Standing
from schools.policy.rules.tally import Tally
from tenants.policies.rules.document import Exit
from tests.rules.engine.pupil_years import ALDER, YEAR, PupilYear, ahead_of, pupil_year

DEFAULT = packaged_policy("default")
SEEDS = st.integers(0, 10**9)
WINDOWS = st.sampled_from(["weeks:10", "weeks:1", "days:20", "days:1", "half_term", "term", "year"])
MEASURES = st.sampled_from((
    "possible", "absence", "unauthorised", "late_after", "codes:GI", "weekday:5", "minutes_late", "spells", "edges",
    "runs_2_days", "offers_made", "reviews_without_improvement",
))  # fmt: skip
COUNTS = st.one_of(
    st.integers(0, 12).map(lambda count: {"at_least": count}),
    st.integers(0, 12).map(lambda count: {"at_most": count}),
    st.tuples(st.integers(0, 5), st.integers(6, 40)).map(lambda both: {"between": list(both)}),
)
RATES = st.sampled_from(["0/1", "1/50", "1/10", "1/4", "1/2", "1/1"])
SHARES = st.one_of(
    RATES.map(lambda share: {"at_least": share}),
    RATES.map(lambda share: {"at_most": share}),
    st.sampled_from([{"between": ["0/1", "1/10"]}, {"between": ["1/10", "1/2"]}]),
)
#: Days of every kind: school days, and weekends, holidays and the summer before the calendar's last year among them.
EVERY_DAY = [dt.date(2026, 5, 25) + dt.timedelta(days=number) for number in range(430)]
DAYS = st.sampled_from([ALDER.days, ALDER.days[::5], EVERY_DAY])
MOVES = {Move.UP, Move.EXIT}


def asked_plainly(way: Exit, one: PupilYear, days: Sequence[dt.date]) -> list[int]:
    tally = Tally(one.facts.marks, ALDER)
    return [number for number, on in enumerate(days) if Measuring(one.facts, tally, on).holds(way)]


def holds_on(line: dict[str, object], one: PupilYear, days: Sequence[dt.date]) -> tuple[list[int], list[int]]:
    """The days on which one condition is met: found at once, and asked one by one."""
    way = Exit.model_validate({"key": "any", "to": "close", "all": [line]})
    one = replace(one, facts=replace(one.facts, moved=()))
    ahead = ahead_of(one.facts, days)
    return list(numbers_of(ahead.met(way, one.facts.events))), asked_plainly(way, one, days)


@settings(max_examples=250, deadline=None)
@given(SEEDS, MEASURES, WINDOWS, COUNTS, DAYS)
def test_a_count_is_met_on_the_days_on_which_asking_finds_it(
    seed: int, measure: str, window: str, holds: dict[str, object], days: Sequence[dt.date]
) -> None:
    found, plainly = holds_on({"measure": measure, "window": window, **holds}, pupil_year(seed), days)
    assert found == plainly


@settings(max_examples=250, deadline=None)
@given(SEEDS, WINDOWS, SHARES, DAYS)
def test_a_rate_is_met_on_the_days_on_which_asking_finds_it(
    seed: int, window: str, holds: dict[str, object], days: Sequence[dt.date]
) -> None:
    found, plainly = holds_on({"measure": "absence_rate", "window": window, **holds}, pupil_year(seed), days)
    assert found == plainly


def test_a_rate_of_one_holds_until_the_first_session_attended() -> None:
    monday = next(on for on in ALDER.days if on.weekday() == 0 and on > dt.date(2026, 9, 7))
    codes = {0: "I", 1: "I", 2: "I", 3: "/"}
    first = YEAR.index((monday, 1))
    marks = tuple(PupilMark(*YEAR[first + place], code, None, None) for place, code in codes.items())
    one = pupil_year(3).with_marks(marks)
    days = [monday, *ALDER.days[ALDER.days.index(monday) + 1 :][:3]]
    found, plainly = holds_on({"measure": "absence_rate", "window": "year", "at_least": "1/1"}, one, days)
    assert found == plainly == [0]


def test_a_spell_is_in_no_window_in_which_none_of_its_sessions_lies() -> None:
    """Ill, then two days elsewhere, then ill again without having attended: one spell, and not on the day in between."""
    days = [on for on in ALDER.days if on >= dt.date(2026, 9, 14)][:3]
    marks = tuple(
        PupilMark(on, session, "D" if on == days[1] else "I", None, None) for on in days for session in (1, 2)
    )
    one = pupil_year(3).with_marks(marks)
    for window, expected in (("days:1", [0, 2]), ("days:2", [0, 1, 2])):
        found, plainly = holds_on({"measure": "spells", "window": window, "at_least": 1}, one, days)
        assert found == plainly == expected


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_what_a_stage_requires_is_done_by_the_first_day_on_which_nothing_is_lacking(seed: int) -> None:
    one = pupil_year(seed)
    since = one.standing.since
    for stage, following in pairwise(one.policy.stages):
        ready = done_by(stage, one.facts, since)
        for on in EVERY_DAY:
            assert bool(lacking(stage, following, one.facts, on, since)) == (ready is None or on < ready)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_what_is_foreseen_of_a_day_is_what_asking_it_proposes(seed: int) -> None:
    one = pupil_year(seed)
    days = [day for day in one.facts.times.days if day <= one.today][-80::3]
    foreseen = foresee(one.pupil, ahead_of(one.facts, days))
    for number, day in enumerate(days):
        proposal = one.pupil.move_on(day)
        expected = (number, proposal) if proposal.move in MOVES else None
        assert foreseen.first(days_between(number, number + 1)) == expected


def test_who_is_at_the_stage_that_a_direct_line_leads_to_is_not_led_there_again() -> None:
    days = [on for on in ALDER.days if on >= dt.date(2026, 9, 14)][:20]
    marks = tuple(PupilMark(on, session, "G", None, None) for on in days for session in (1, 2))
    one = pupil_year(3).with_marks(marks, policy=DEFAULT, entered_under=DEFAULT)
    facts = replace(one.facts, moved=(), through=Session(days[-1], 2))
    for stage, led in (("listen", "authority"), ("authority", None)):
        pupil = Pupil(DEFAULT, facts, Standing(stage, days[0]), DEFAULT)
        found = first_move(pupil, ahead_of(facts, days), days_between(0, len(days)))
        assert (found and found[1].stage) == led


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.integers(0, 30))
def test_the_first_move_of_many_days_is_that_of_asking_each(seed: int, passed: int) -> None:
    one = pupil_year(seed)
    days = [day for day in one.facts.times.days if day <= one.today][-90:]
    found = first_move(one.pupil, ahead_of(one.facts, days), days_between(passed, len(days)))
    assert found == first_plainly(one.pupil, days, passed)


def first_plainly(pupil: Pupil, days: Sequence[dt.date], passed: int) -> tuple[int, Proposal] | None:
    """Of the first week that ends with a proposal, the first day that makes one."""
    for _, held in groupby(range(passed, len(days)), key=lambda number: week_start(days[number])):
        week = [(number, pupil.move_on(days[number])) for number in held]
        if week[-1][1].move in MOVES:
            return next(asked for asked in week if asked[1].move in MOVES)
    return None
