"""Every packaged example comes out as its file says, which was worked out by hand from the rules."""

import pytest

from foundation.refusals import Malformed
from schools.policy.rules.examples import packaged, packaged_policy, read, run

DEFAULT = packaged_policy("default")


@pytest.mark.parametrize("example", packaged(), ids=lambda example: example.name)
def test_it_comes_out_as_it_says(example) -> None:
    assert not run(example, DEFAULT).differences


def test_names_are_told_apart() -> None:
    names = [example.name for example in packaged()]
    assert len(names) == len(set(names)) >= 1


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
