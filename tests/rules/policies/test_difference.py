"""Two documents beside one another in words, and a school's own lines in its trust's document."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.difference import differences
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Line, in_force, settable
from tests.rules.policies.documents import small

FIVE = "stages.listen.criteria.five.unauthorised.at_least"
OTHER: dict[str, list[Any]] = {
    "owner": ["headteacher"], "approver": ["headteacher"], "to": ["each_parent", "close"], "kind": ["visit"],
    "window": ["term"], "measure": ["absence"], "cohort": ["eal"], "unless": [["part_time_plan"], []],
    "school_may": [[1, 9], True], "letter": ["thanks", "we_noticed"], "at_least": ["1/5", 7],
}  # fmt: skip


def test_nothing_differs_from_itself_nor_by_version_and_date_alone() -> None:
    assert differences(small(), small("version = 3\nfrom = 2026-09-01", "version = 4\nfrom = 2027-01-04")) == []


def test_a_change_is_said_with_what_was() -> None:
    (change,) = differences(small(), small("at_least = 5,", "at_least = 6,"))
    assert change.path == "stages.listen.criteria.five"
    assert change.said.startswith("Listen and understand opens by “five”: 6 or more unauthorised sessions")
    assert "Before: 5 or more unauthorised sessions" in change.said


def test_a_line_locked_is_said() -> None:
    (change,) = differences(small(), small(", school_may = [4, 8]", ""))
    assert "A school may choose from 4 to 8." in change.was
    assert "A school may" not in change.now


def test_what_is_new_and_what_is_gone() -> None:
    without = small('[[letters]]\nkey = "thanks"', '[[letters]]\nkey = "cheers"')
    said = [change.said for change in differences(small(), without)]
    assert any(line.startswith("Letter “cheers”, new: ") for line in said)
    assert any(line.startswith("Letter “thanks”, no longer: ") for line in said)


def places(held: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from places(value, (*at, key))


def test_whatever_changes_in_a_document_is_said() -> None:
    """Each value of the document is put another way in turn; if the document reads, its difference is not empty."""
    tried = 0
    for place in places(json.loads(canonical(small()))):
        for other in others(place[-1]):
            plain = json.loads(canonical(small()))
            held = plain
            for step in place[:-1]:
                held = held[step]
            if held[place[-1]] == other or place in {("version",), ("from",)}:
                continue
            held[place[-1]] = other
            try:
                changed = Policy.model_validate(plain)
            except ValueError:
                continue
            tried += 1
            assert differences(small(), changed), f"nothing is said of {place} = {other}"
    assert tried > 60


def others(key: Any) -> list[Any]:
    return OTHER.get(key, [3, 0, True, "another"])


class TestOverriding:
    def test_only_what_the_trust_lets_is_offered(self) -> None:
        assert [line.path for line in settable(small())] == [
            FIVE,
            "letters.we_noticed.subject",
            "letters.we_noticed.body",
        ]

    def test_a_line_within_its_range_stands(self) -> None:
        made = in_force(small(), (line(FIVE, 6),))
        assert made.dropped == ()
        assert made.policy.stage("listen").criteria[0].all[0].at_least == 6
        assert made.policy.stage("listen").criteria[1] == small().stage("listen").criteria[1]
        assert Policy.model_validate(json.loads(canonical(made.policy))) == made.policy

    @pytest.mark.parametrize("end", [4, 8])
    def test_both_ends_of_a_range_are_in_it(self, end: int) -> None:
        assert in_force(small(), (line(FIVE, end),)).dropped == ()

    def test_so_does_english_of_its_own(self) -> None:
        made = in_force(small(), (line("letters.we_noticed.subject", "How can we help {pupil_first_name}?"),))
        assert made.policy.letter("we_noticed").subject == "How can we help {pupil_first_name}?"

    @pytest.mark.parametrize(
        ("path", "value", "code"),
        [
            (FIVE, 3, "not_allowed"),
            (FIVE, 9, "not_allowed"),
            (FIVE, "6", "not_a_number"),
            (FIVE, "1/2", "not_a_count"),
            ("stages.listen.criteria.five.unauthorised.at_most", 5, "no_such_line"),
            ("stages.listen.criteria.six.unauthorised.at_least", 5, "no_such_line"),
            ("stages.listen.exits.settled.unauthorised.at_most", 1, "locked"),
            ("stages.listen.name", "Ours", "no_such_line"),
            ("letters.thanks.subject", "Ta", "locked"),
            ("letters.we_noticed.subject", "Hello {name}", "unknown_field"),
            ("letters.we_noticed.subject", 5, "not_text"),
        ],
    )
    def test_any_other_drops_and_says_why(self, path: str, value: Any, code: str) -> None:
        made = in_force(small(), (line(path, value),))
        assert made.policy == small()
        assert [fault.code for _, fault in made.dropped] == [code]

    def test_a_line_that_a_new_version_locks_or_takes_away_drops_and_the_others_stay(self) -> None:
        lines = (line(FIVE, 6), line("letters.we_noticed.subject", "How can we help?"))
        locked = in_force(small(", school_may = [4, 8]", ""), lines)
        assert [(held.path, fault.code) for held, fault in locked.dropped] == [(FIVE, "locked")]
        assert locked.policy.letter("we_noticed").subject == "How can we help?"

    def test_a_list_of_two_is_a_range_and_a_longer_one_is_a_choice(self) -> None:
        choice = small("school_may = [4, 8]", "school_may = [4, 6, 8]")
        assert [len(in_force(choice, (line(FIVE, value),)).dropped) for value in (4, 5, 6, 8)] == [0, 1, 0, 0]

    def test_a_line_that_would_open_a_higher_stage_no_later_drops(self) -> None:
        """Ten opens formal support: no school may have the stage below open at ten as well."""
        free = default_policy().model_dump(mode="json", by_alias=True, exclude_none=True)
        free["stages"][1]["criteria"][0]["all"][0]["school_may"] = True
        made = in_force(Policy.model_validate(free), (line(FIVE, 10),))
        assert [fault.code for _, fault in made.dropped] == ["overlap"]
        assert made.policy.stage("listen").criteria[0].all[0].at_least == 5


def line(path: str, value: Any) -> Line:
    return Line.model_validate({"path": path, "value": value, "reason": "Agreed with heads of year"})
