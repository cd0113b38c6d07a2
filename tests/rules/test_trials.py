"""What a school tells its trust of a trial: nothing small, and nothing from which a small number follows."""

import datetime as dt
import json
import random
from collections import Counter
from itertools import accumulate, pairwise

import pytest

from schools.policy.rules.simulating import Course, Entered, Worked, Written
from schools.whatif.rules.outcome import Outcome
from trust_reporting.comparison.rules.counts_told import is_few
from trust_reporting.trials.rules import Stretch, of_plain, plain, stretches, told

FIRST = dt.date(2025, 9, 1)
STAGES = ("listen", "support", "notice")
SMALLEST = 10


def course(reached: int, chance: random.Random) -> Course:
    """What came of a pupil who enters so many stages, one after another."""
    days = accumulate(
        [FIRST + dt.timedelta(days=chance.randrange(150)), *(dt.timedelta(days=7) for _ in range(reached))]
    )
    entered = tuple(Entered(stage, on) for stage, on in zip(STAGES[:reached], days, strict=False))
    letters = tuple(Written("we_noticed", one.on) for one in entered)
    return Course(entered, letters, tuple(Worked("attendance_officer", one.on, 20) for one in entered))


def outcome(seed: int) -> Outcome:
    """A school at random: from a handful to hundreds of pupils, a draft that changes few or many."""
    chance, made = random.Random(seed), Outcome()
    weights = [chance.randrange(1, 40), *(chance.randrange(12) for _ in STAGES)]
    stays = chance.choice([0.5, 0.9, 1.0])
    for number in range(chance.choice([8, 60, 600])):
        live, other = chance.choices(range(4), weights, k=2)
        made.add(str(number), course(live, chance), course(live if chance.random() < stays else other, chance))
    return made


@pytest.mark.parametrize("seed", range(200))
def test_no_number_that_is_told_and_no_difference_of_two_is_a_few_pupils(seed: int) -> None:
    made = outcome(seed)
    said = told(made, STAGES, SMALLEST)
    for key, one in said.stages.items():
        both = one.live - one.removed
        assert (len(made.live.pupils(key)), len(made.draft.pupils(key))) == (one.live, one.draft)
        numbers = (one.live, one.draft, one.added, one.removed, both, made.pupils - both - one.added - one.removed)
        assert not any(is_few(number, SMALLEST) for number in numbers)
        for part in said.weeks[key]:
            assert not any(is_few(number, SMALLEST) for number in (part.live, part.draft, part.draft - part.live))
        if said.weeks[key]:
            assert sum(part.live for part in said.weeks[key]) == one.live
            assert all(before.last < after.first for before, after in pairwise(said.weeks[key]))
    for low, high in pairwise(said.stages.values()):
        assert not is_few(low.live - high.live, SMALLEST)
        assert not is_few(low.draft - high.draft, SMALLEST)
    if len(said.stages) < len(STAGES):
        assert said.letters is None
        assert said.hours is None
    assert of_plain(json.loads(json.dumps(plain(said)))) == said


def test_some_schools_tell_something_and_some_hide_something() -> None:
    counts = [len(told(outcome(seed), STAGES, SMALLEST).stages) for seed in range(200)]
    assert {0, 1, 2, 3} <= set(counts)


def test_weeks_are_put_together_until_each_holds_enough() -> None:
    weeks = [FIRST + dt.timedelta(weeks=number) for number in range(4)]
    live = dict(zip(weeks, (4, 7, 12, 3), strict=True))
    assert stretches(Counter(live), Counter(live), SMALLEST) == [
        Stretch(weeks[0], weeks[1], 11, 11),
        Stretch(weeks[2], weeks[3], 15, 15),
    ]
    assert stretches(Counter({weeks[0]: 4}), Counter(), SMALLEST) is None
    assert stretches(Counter(), Counter(), SMALLEST) == []


def test_a_handful_at_a_stage_hides_it_and_all_that_follows_from_it() -> None:
    made = Outcome()
    chance = random.Random(1)
    for number in range(100):
        made.add(str(number), course(1 if number < 30 else 0, chance), course(1 if number < 26 else 0, chance))
    assert told(made, STAGES[:1], SMALLEST).stages == {}
    assert told(made, STAGES[:1], 4).stages["listen"].removed == 4
