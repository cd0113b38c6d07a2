"""Every packaged example comes out as its file says, which was worked out by hand from the rules."""

import pytest

from foundation.refusals import Malformed
from schools.policy.rules.examples import packaged, packaged_policy, pupil_of, read, run
from schools.policy.rules.simulating import first_move
from tenants.policies.rules.faults import faults_in
from tenants.policies.rules.measures import KINDS
from tests.rules.engine.pupil_years import ahead_of

DEFAULT = packaged_policy("default")
LIKE_THEIR_NEIGHBOURS = {"stages.improve.exits.settled", "stages.meet.exits.gone_well"}


@pytest.mark.parametrize("example", packaged(), ids=lambda example: example.name)
def test_it_comes_out_as_it_says(example) -> None:
    assert not run(example, DEFAULT).differences


def test_none_of_them_is_passed_over_when_many_days_are_asked_about() -> None:
    """Each meets its line exactly, or by one: where a bound that is drawn too tight would show."""
    for example in (one for one in packaged() if not one.set):
        policy = packaged_policy(example.policy or "default")
        pupil = pupil_of(example, policy, packaged_policy(example.entered_under) if example.entered_under else policy)
        ahead = ahead_of(pupil.facts, [example.today])
        found = first_move(pupil, ahead, ahead.asked.every)
        assert (found is not None) == (example.expect.move in {"up", "exit"}), example.name


def test_there_are_many_and_their_names_are_told_apart() -> None:
    names = [example.name for example in packaged()]
    assert len(names) == len(set(names)) >= 150


def test_every_way_in_and_out_of_the_policies_has_its_example() -> None:
    """So that a criterion nobody thought through is noticed before a child is."""
    clauses = {(example.policy or "default", ".".join(example.clause.split(".")[:4])) for example in packaged()}
    for name in ("default", "every_measure"):
        paths = {".".join(path.split(".")[:4]) for path, _ in packaged_policy(name).document.conditions()}
        assert {path for path in paths if (name, path) not in clauses} <= LIKE_THEIR_NEIGHBOURS


def test_every_measure_and_every_story_has_its_example() -> None:
    used = {example.policy or "default" for example in packaged()}
    counted = {
        condition.measure.kind.key for name in used for _, condition in packaged_policy(name).document.conditions()
    }
    assert counted == set(KINDS)
    stories = {example.story for example in packaged()}
    assert {"AO-3", "AO-4", "AO-5", "AO-6", "AO-7", "AO-9", "AO-11", "LG-3", "LG-7", "TD-1", "TD-8"} <= stories


@pytest.mark.parametrize("name", ["default", "every_measure", "northfield_3", "northfield_4", "northfield_5"])
def test_the_packaged_policies_contradict_themselves_nowhere(name: str) -> None:
    assert not list(faults_in(packaged_policy(name).document))


def test_an_example_that_came_out_otherwise_says_how() -> None:
    example = packaged()[0]
    other = example.model_copy(update={"expect": example.expect.model_copy(update={"stage": "improve"})})
    assert run(other, DEFAULT).differences == (f"stage: {example.expect.stage}, and not improve",)


ONE = """
[[example]]
name = "A child"
clause = "x"
today = 2026-11-19
{}
[example.expect]
stage = "monitor"
move = "stay"
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("shoes = 2", "Example 1 “A child”, shoes"),
        ('today = "soon"', "no TOML"),
        ('now = "noon"', "Example 1 “A child”, now"),
    ],
)
def test_what_cannot_be_read_is_named(line: str, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        read(ONE.format(line))


@pytest.mark.parametrize(
    "marks", ["23 Sep", "23 Sep O", "23 Sep OOO", "23 Sep Q9Q9", "26 Oct OO", "soon OO", "23 Sep O?"]
)
def test_marks_that_cannot_be_read_are_refused(marks: str) -> None:
    (example,) = read(ONE.format(f'marks = "{marks}"'))
    with pytest.raises(Malformed):
        run(example, DEFAULT)


@pytest.mark.parametrize(("key", "name"), [("calendar", "elm"), ("policy", "../default"), ("policy", "none")])
def test_a_calendar_or_policy_that_is_not_there_is_refused(key: str, name: str) -> None:
    (example,) = read(ONE.format(f'{key} = "{name}"'))
    with pytest.raises(Malformed):
        run(example, DEFAULT)
