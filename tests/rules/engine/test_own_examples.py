"""Examples that people add: read strictly, told by field and line, and the same again as a file."""

import pytest

from foundation.refusals import Malformed, Refused
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.examples import packaged
from schools.policy.rules.own_examples import (
    LARGEST,
    MOST,
    as_toml,
    clauses,
    of_plain,
    plain,
    read_one,
    refuse_more,
    tried,
)
from tenants.policies.rules.default import default_policy

POLICY = CitedPolicy(default_policy())
GOOD = """name = "Five since half-term"
clause = "stages.listen.criteria.five"
today = 2026-11-19
marks = "9 Nov OO; 10 Nov OO; 11 Nov OO"

[expect]
stage = "listen"
move = "up"
"""


def test_every_packaged_example_is_the_same_again_from_its_file_and_from_json() -> None:
    for example in packaged():
        assert read_one(as_toml(example)) == example
        assert of_plain(plain(example)) == example


def test_whatever_is_packaged_for_every_policy_can_be_asked_as_ones_own() -> None:
    every = [one for one in packaged() if not one.policy and not one.entered_under]
    assert len(every) > 100
    for example in every:
        tried(example, POLICY)


def test_an_example_is_tried_as_it_is_written() -> None:
    outcome = tried(read_one(GOOD), POLICY)
    assert outcome.differences == ()
    assert outcome.decision.stage == "listen"


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('"Five since half-term"', '"x"', (1, "name")),
        ("2026-11-19", '"soon"', (3, "today")),
        ("marks =", "mark =", (4, "mark")),
        ('"up"', '"sideways"', (8, "expect.move")),
        ('stage = "listen"\n', "", (6, "expect.stage")),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(was: str, now: str, place: tuple[int, str]) -> None:
    with pytest.raises(Malformed) as told:
        read_one(GOOD.replace(was, now))
    assert place in {(fault.row, fault.field) for fault in told.value.faults}


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "[[example]]\n[[example]]\n",
        "example = 3",
        'title = "x"\n[[example]]\nname = "xxxxx"',
        "x" * (LARGEST + 1),
    ],
)
def test_what_is_not_one_example_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Malformed):
        read_one(text)


@pytest.mark.parametrize(
    ("was", "now", "field"),
    [
        ("criteria.five", "criteria.fifty", "clause"),
        ("stages.listen.criteria.five", "stages.nothing", "clause"),
        ("stages.listen.criteria.five", "title.x", "clause"),
        ('stage = "listen"', 'stage = "nothing"', "expect.stage"),
        ("marks =", 'policy = "northfield_3"\nmarks =', "policy"),
        ("marks =", 'standing = { stage = "nothing", since = 2026-11-02 }\nmarks =', "standing.stage"),
        ("marks =", 'standing = { stage = "listen", since = 2026-11-20 }\nmarks =', "standing.since"),
        ("marks =", "joined = 1066-10-14\nmarks =", "joined"),
        ("marks =", 'calendar = "nowhere"\nmarks =', "calendar"),
        ('"9 Nov OO', '"9 Nov 9Q', "marks"),
        ('"9 Nov OO', '"8 Nov OO', "marks"),
        ('"9 Nov OO', '"1 Jan 2001 to 1 Jan 2026 OO', "marks"),
        ('"9 Nov OO', '"10 Nov to 9 Nov OO', "marks"),
    ],
)
def test_what_the_policy_cannot_be_asked_is_told_by_its_field(was: str, now: str, field: str) -> None:
    with pytest.raises(Malformed) as told:
        tried(read_one(GOOD.replace(was, now)), POLICY)
    assert field in {fault.field for fault in told.value.faults}


def test_a_name_is_given_once_and_there_are_only_so_many() -> None:
    example = read_one(GOOD)
    with pytest.raises(Refused) as twice:
        refuse_more(example, ["FIVE since half-term"])
    assert twice.value.first.field == "name"
    with pytest.raises(Refused) as many:
        refuse_more(example, [str(number) for number in range(MOST)])
    assert many.value.first.code == "too_many"
    refuse_more(example, [])


def test_each_clause_is_offered_with_its_words() -> None:
    found = dict(clauses(POLICY))
    assert found["stages.listen.criteria.five"] == (
        "Listen and understand opens: 5 or more unauthorised sessions in the last 10 school weeks"
    )
    assert any(path.endswith(".exits.settled") for path in found)
