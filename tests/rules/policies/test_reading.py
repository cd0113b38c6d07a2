"""A document as it comes in and goes out again, read aloud, and the policy every trust begins with."""

import re

import pytest

from foundation.refusals import Malformed
from tenants.policies.rules import aloud
from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.document import Policy
from tenants.policies.rules.faults import faults_in, missing_stages
from tenants.policies.rules.lines import lines_of
from tenants.policies.rules.reading_in import read
from tenants.policies.rules.writing import as_toml
from tests.rules.policies.documents import SMALL, small

#: What no family reads: a count of sessions, a code in so many words, a percentage, blame.
NOT_IN_LETTERS = re.compile(
    r"\bsessions?\b|\bcode\b|%|unauthorised|threshold|failed|failure|poor|unacceptable|your fault", re.IGNORECASE
)


def test_toml_and_json_read_to_one_document() -> None:
    assert read(SMALL, name="policy.toml") == small()
    assert read(canonical(small()), name="policy.json") == small()


@pytest.mark.parametrize("policy", [small(), default_policy()], ids=["small", "default"])
def test_what_is_exported_reads_to_the_same_document(policy: Policy) -> None:
    assert read(as_toml(policy), name="policy.toml") == policy


def test_so_does_english_with_quotation_marks_and_backslashes() -> None:
    letter = small().letter("thanks").model_copy(update={"body": 'Say """thanks"""\n\n\\ to "us"\t\u2019 \\u0041'})
    odd = small().model_copy(update={"letters": (small().letter("we_noticed"), letter)})
    assert read(as_toml(odd)) == odd


def test_every_fault_is_told_at_once_each_with_its_line() -> None:
    with pytest.raises(Malformed) as refused:
        read(SMALL.replace("minutes = 2\n", "minutes = -2\n").replace("hold_hours = 24", "hold_hours = 999"))
    assert [(fault.field, fault.row) for fault in refused.value.faults] == [
        ("stages.monitor.actions.look.minutes", 21),
        ("letters.we_noticed.hold_hours", 56),
        ("letters.thanks.hold_hours", 64),
    ]


def test_lines_behind_a_text_of_many_lines_are_still_right() -> None:
    text = 'a = """\n[[no]]\nb = 1\n"""\n[[stages]]\nall = [\n  { x = "]}" },\n\n  { y = 2 },\n]\nz = 1\n'
    found = lines_of(text).found
    assert found[("a",)] == 1
    assert ("b",) not in found
    assert found["stages", 0] == 5
    assert found["stages", 0, "all", 1] == 9
    assert found["stages", 0, "z"] == 11


@pytest.mark.parametrize(
    ("refusals", "codes"), [(1, ["not_rising"]), (2, ["overlap"]), (3, [])], ids=["less", "the same", "more"]
)
def test_of_criteria_with_several_counts_the_higher_asks_more_of_one_of_them(refusals: int, codes: list[str]) -> None:
    plain = default_policy().model_dump(mode="json", by_alias=True, exclude_none=True)
    ten = plain["stages"][2]["criteria"][0]["all"][0]
    refused = {"measure": "refusals", "window": "year", "at_least": 2}
    plain["stages"][2]["criteria"] = [{"key": "both", "all": [ten, refused]}]
    plain["stages"][3]["criteria"] = [{"key": "both", "all": [ten, refused | {"at_least": refusals}]}]
    assert [fault.code for fault in faults_in(Policy.model_validate(plain))] == codes


def test_a_stage_in_use_is_kept_or_replaced() -> None:
    (fault,) = missing_stages(small(), [*small().stages, small().stage("listen").model_copy(update={"key": "old"})])
    assert (fault.code, fault.field) == ("stage_in_use", "replaced")
    replaced = read(SMALL + '[[replaced]]\nstage = "old"\nby = "listen"\n')
    assert missing_stages(replaced, [small().stage("listen").model_copy(update={"key": "old"})]) == []
    assert faults_in(replaced) == []


def test_what_replaces_a_stage_is_there_and_what_is_replaced_is_not() -> None:
    codes = [fault.code for fault in faults_in(read(SMALL + '[[replaced]]\nstage = "listen"\nby = "nowhere"\n'))]
    assert codes == ["not_gone", "no_such_stage"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", "5 or more unauthorised sessions in the last 10 school weeks, for pupils in Years 7 and 8; not asked"),
        ("", "", "is not of compulsory school age or the pupil joined in the last 20 school days."),
        ("at_least = 5, school_may = [4, 8]", "between = [5, 10]", "5 or more, but fewer than 10, unauthorised sessions"),
        ("at_least = 5, school_may = [4, 8]", "at_most = 1", "At most 1 unauthorised session in the last"),
        ("at_least = 5, school_may = [4, 8]", "at_most = 3", "3 or fewer unauthorised sessions in the last"),
        ('cohort = "years:8,7"', "direct = true", "; proposed from any stage."),
    ],
)  # fmt: skip
def test_a_criterion_read_aloud(old: str, new: str, said: str) -> None:
    assert said in aloud.of_criterion(small(old, new).stage("listen").criteria[0])


@pytest.mark.parametrize(
    ("rate", "said"),
    [("1/10", "1/10 (10%)"), ("1/8", "1/8 (12.5%)"), ("1/3", "1/3 (about 33.3%)"), ("1/1", "1/1 (100%)")],
)
def test_a_rate_is_said_as_it_is_held_and_as_people_say_it(rate: str, said: str) -> None:
    criterion = small('at_least = "2/20"', f'at_least = "{rate}"').stage("listen").criteria[1]
    assert f"{said} or more of possible sessions missed this school year" in aloud.of_criterion(criterion)


class TestDefault:
    def test_it_has_no_fault_and_its_stages_are_those_agreed(self) -> None:
        assert faults_in(default_policy()) == []
        assert [stage.key for stage in default_policy().in_order] == [
            "monitor",
            "listen",
            "support",
            "improve",
            "authority",
        ]
        assert [way.key for stage in default_policy().stages for way in stage.criteria if way.direct] == ["holiday"]

    def test_every_exit_has_a_letter_of_thanks(self) -> None:
        assert {way.letter for stage in default_policy().stages for way in stage.exits} == {"thanks"}

    def test_no_letter_holds_a_threshold_a_code_or_blame(self) -> None:
        for letter in default_policy().letters:
            assert not NOT_IN_LETTERS.search(f"{letter.subject}\n{letter.body}"), letter.key

    def test_the_first_letter_speaks_of_no_consequence(self) -> None:
        assert not re.search(r"notice|penalty|authority|court|law", default_policy().letter("we_noticed").body)
