"""What holds of every pupil, whatever the marks: by pupil-years made at random."""

import datetime as dt
import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.policy.rules.decisions import Decision, Move, differs
from schools.policy.rules.examples import packaged_policy
from schools.policy.rules.facts import Facts, Session
from schools.policy.rules.replaying import keep, replay
from tests.rules.engine.pupil_years import PupilYear, changed, pupil_year, resting

SEEDS = st.integers(0, 10**9)
#: Only criteria whose count no authorised absence raises, beside that by which any absence does.
COUNT_NO_ILLNESS = (packaged_policy("default"), packaged_policy("northfield_3"))


def place(one: PupilYear, stage: str) -> int:
    return next((held.place for held in (*one.policy.stages, *one.entered_under.stages) if held.key == stage), 0)


def some_of(seed: int, marks, share: float) -> dict[Session, str]:
    dealt = random.Random(seed)
    return {Session(mark.date, mark.session): "I" for mark in marks if mark.code in "GNOU" and dealt.random() < share}


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from([0.2, 0.6, 1.0]))
def test_unauthorised_into_illness_raises_nobody(seed: int, share: float) -> None:
    before = pupil_year(seed, policies=COUNT_NO_ILLNESS)
    after = before.with_marks(changed(before.facts.marks, some_of(seed, before.facts.marks, share), 10_000))
    assert after.pupil.at.place <= before.pupil.at.place
    was, now = before.pupil.decide(before.today), after.pupil.decide(after.today)
    if now.move is Move.UP:
        held = place(before, was.stage) if was.move is Move.UP else 0
        assert place(after, now.stage) <= max(held, before.pupil.agreed.place)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_the_order_in_which_things_are_saved_does_not_matter(seed: int) -> None:
    one = pupil_year(seed)
    shuffled = [*one.facts.marks]
    random.Random(seed).shuffle(shuffled)
    events = tuple(reversed(one.facts.events))
    other = replace(one, facts=replace(one.facts, marks=tuple(shuffled), events=events))
    assert other.pupil.decide(one.today).text == one.pupil.decide(one.today).text
    saved_later = [mark._replace(version=number) for number, mark in enumerate(shuffled)]
    assert not differs(one.pupil.decide(one.today), one.with_marks(saved_later).pupil.decide(one.today))


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_change_that_is_undone_is_as_if_it_had_never_been(seed: int) -> None:
    one = resting(pupil_year(seed))
    to = some_of(seed, one.facts.marks, 0.5)
    codes = {Session(mark.date, mark.session): mark for mark in one.facts.marks}
    between = one.with_marks(changed(one.facts.marks, to, 10_000))
    back = [
        codes[mark.date, mark.session]._replace(version=20_000 + number) if (mark.date, mark.session) in to else mark
        for number, mark in enumerate(between.facts.marks)
    ]
    undone = one.with_marks(back).pupil.decide(one.today)
    assert not undone.changed
    assert not differs(one.pupil.decide(one.today), undone)


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(1, 200))
def test_time_takes_nothing_back(seed: int, days: int) -> None:
    """The marks and events of later days, whatever they are, leave the look back on the day of entry as it was."""
    whole = pupil_year(seed)
    through = (
        whole.standing.through or (whole.standing.since and Session(whole.standing.since, 2)) or whole.facts.through
    )
    then = replace(
        whole.facts,
        marks=tuple(mark for mark in whole.facts.marks if mark[:2] <= through),
        events=tuple(event for event in whole.facts.events if event.on <= through.date),
        through=through,
    )
    later = whole.today + dt.timedelta(days=days)
    on_that_day = replace(whole, facts=then).pupil
    with_time = replace(whole, facts=replace(whole.facts, through=Session(later, 2))).pupil
    assert (on_that_day.retreated, on_that_day.agreed) == (with_time.retreated, with_time.agreed)
    assert (with_time.decide(later).move is Move.RETREAT) <= with_time.retreated


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_each_move_leads_where_its_name_says(seed: int) -> None:
    one = pupil_year(seed)
    pupil, decision = one.pupil, one.pupil.decide(one.today)
    proposal = pupil.move_on(one.today)
    assert proposal[:2] == (decision.move, decision.stage)
    assert bool(proposal.criterion) == (decision.move is Move.UP)
    assert proposal.criterion in {"", *(reason.criterion for reason in decision.because)}
    at, to = pupil.at.place, place(one, decision.stage)
    assert {Move.UP: to > at, Move.EXIT: to < at, Move.RETREAT: to < pupil.agreed.place, Move.STAY: to == at}[
        decision.move
    ]
    assert (decision.move is Move.EXIT) <= (not decision.not_sooner and decision.next is None)
    assert decision.provisional == any(mark.code == "N" for mark in decision.marks)
    through = one.facts.horizon(one.today)
    assert all(mark[:2] <= through for mark in decision.marks)


def test_one_pupil_asked_day_by_day_answers_as_if_asked_anew_each_day() -> None:
    one = pupil_year(7)
    days = [day for day in one.facts.times.days if day <= one.today][-60:]
    anew = [one.pupil.decide(day) for day in days]
    pupil = one.pupil
    assert [pupil.decide(day) for day in days] == anew


@pytest.mark.parametrize("hundred", range(3))
def test_pupil_years_replay_to_the_same_bytes(hundred: int) -> None:
    moves: Counter[Move] = Counter()
    for seed in range(hundred * 100, hundred * 100 + 100):
        one = resting(pupil_year(seed))
        decision = one.pupil.decide(one.today)
        kept = keep(one.policy, one.facts, one.standing, one.today, entered_under=one.entered_under)
        assert replay(kept) == decision.text.encode()
        assert Decision.read(decision.text) == decision
        again = Facts.of_plain(json.loads(one.facts.canonical))
        assert again.canonical == one.facts.canonical
        moves[decision.move] += 1
    assert set(moves) == set(Move)


def test_what_another_way_of_deciding_kept_is_not_replayed_by_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one = pupil_year(1)
    monkeypatch.setattr("schools.policy.rules.replaying.MADE_BY", 0)
    kept = keep(one.policy, one.facts, one.standing, one.today, entered_under=one.entered_under)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="way 0 of deciding"):
        replay(kept)
