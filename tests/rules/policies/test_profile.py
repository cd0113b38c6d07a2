"""An authority's profile: what may stand in one, and that every fault names its line, why, and what to do."""

import pytest

from foundation.refusals import Malformed
from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.profile import CODES, DOCUMENTS
from tenants.policies.rules.profile_aloud import profile_differences, said
from tenants.policies.rules.profile_file import kept_profile, of_values, profile_as_toml, read_profile

EASTSHIRE = """authority = "eastshire"
from = 2026-09-01
source = "Eastshire code of conduct, page 4"
codes = ["G", "N", "O", "U"]
documents = ["extract", "letters", "support", "notice_to_improve", "leave_decision", "parent"]
request_within_school_days = 10
oldest_session_days = 150
pupil_living_outside = "school_authority"
answer_within_working_days = 3
deemed_served_working_days = 2

[notice_to_improve]
issued_by = "school"
weeks = 3
not_used_for = ["G"]
"""

#: What is written in the place of what, the line and path that are named, what the fault is called, what it says to do.
FAULTS = [
    ("weeks = 3", "weeks = 2", 14, "notice_to_improve.weeks", "weeks", "3 to 6"),
    ("weeks = 3", "weeks = 7", 14, "notice_to_improve.weeks", "weeks", "3 to 6"),
    ("weeks = 3", 'weeks = "3"', 14, "notice_to_improve.weeks", "int_type", "without quotation marks"),
    ("weeks = 3", "weeks = true", 14, "notice_to_improve.weeks", "int_type", "whole number"),
    ("weeks = 3", f"weeks = 1{'0' * 300}", 14, "notice_to_improve.weeks", "weeks", "3 to 6"),
    ("weeks = 3\n", "", 12, "notice_to_improve.weeks", "missing", "Write it"),
    ('"G", "N", "O", "U"', '"G", "I"', 4, "codes.2", "literal_error", "'G', 'N', 'O' or 'U'"),
    ('"G", "N", "O", "U"', '"G", "G"', 4, "codes", "twice", "Write it once"),
    ('"G", "N", "O", "U"', "", 4, "codes", "too_short", "at least one"),
    ('"G", "N", "O", "U"', '"N", "O"', 15, "notice_to_improve.not_used_for", "not_counted", "write it in codes too"),
    ('for = ["G"]', 'for = ["U", "O", "N", "G"]', 5, "documents", "never_used", "Leave notice_to_improve out"),
    ('"letters", "support"', '"letters", "diary"', 5, "documents.3", "literal_error", "'extract'"),
    ('source = "Eastshire code of conduct, page 4"', 'source = " "', 3, "source", "string_too_short", "Write it"),
    ('"eastshire"', '"East Shire"', 1, "authority", "not_an_authority", "as its address has it"),
    ("2026-09-01", '"September"', 2, "from", "not_a_date", "2026-09-01"),
    ("oldest_session_days = 150", "oldest_session_days = 0", 7, "oldest_session_days", "greater_than_equal", "least is 1"),
    ("answer_within", "anser_within", None, "answer_within_working_days", "missing", "Write it"),
    ('"school_authority"', '"both"', 8, "pupil_living_outside", "literal_error", "home_authority"),
]  # fmt: skip


def test_a_profile_reads_to_what_it_says_and_back() -> None:
    profile = read_profile(EASTSHIRE, name="eastshire.toml")
    assert profile.counted == frozenset("GNOU")
    assert (profile.notice_to_improve.weeks, profile.notice_to_improve.issued_by) == (3, "school")
    assert profile_as_toml(profile) == EASTSHIRE
    assert kept_profile(canonical(profile)) == profile
    assert of_values(profile.model_dump(mode="json", by_alias=True)) == profile


@pytest.mark.parametrize(("old", "new", "row", "field", "code", "says"), FAULTS)
def test_a_fault_names_its_line_and_what_to_do(
    old: str, new: str, row: int | None, field: str, code: str, says: str
) -> None:
    assert EASTSHIRE.count(old) == 1
    with pytest.raises(Malformed) as refused:
        read_profile(EASTSHIRE.replace(old, new))
    fault = next(one for one in refused.value.faults if one.field == field)
    assert (fault.row, fault.code) == (row, code)
    assert says in fault.said
    assert len(refused.value.faults) == (2 if old == "answer_within" else 1), "the misspelt key is a fault of its own"


def test_each_code_and_each_paper_may_stand_in_it() -> None:
    for code in CODES:
        alone = EASTSHIRE.replace('"G", "N", "O", "U"', f'"{code}"').replace('for = ["G"]', "for = []")
        assert read_profile(alone).codes == (code,)
    for paper in DOCUMENTS:
        start, end = EASTSHIRE.index("documents"), EASTSHIRE.index("request_within")
        assert read_profile(f'{EASTSHIRE[:start]}documents = ["{paper}"]\n{EASTSHIRE[end:]}').documents == (paper,)


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [("O", True), ("GO", True), ("G", False), ("", False), ("I", False), ("GI", False), ("UG", True)],
)
def test_a_notice_to_improve_comes_first_unless_it_is_not_used_for_any_of_the_sessions(
    codes: str, wanted: bool
) -> None:
    assert read_profile(EASTSHIRE).wants_notice_for(frozenset(codes)) is wanted


#: Each line of a profile in another way, and what is then said of it.
OTHERWISE = [
    ('"G", "N", "O", "U"', '"G", "O", "U"', "codes", "N does not."),
    ('"letters", ', "", "documents", "It holds the certified extract"),
    ("within_school_days = 10", "within_school_days = 5", "request_within_school_days", "Within 5 school days"),
    ("oldest_session_days = 150", "oldest_session_days = 90", "oldest_session_days", "more than 90 days"),
    ('"school_authority"', '"home_authority"', "pupil_living_outside", "the pupil lives in"),
    ("within_working_days = 3", "within_working_days = 1", "answer_within_working_days", "Within 1 working day."),
    ("deemed_served_working_days = 2", "deemed_served_working_days = 0", "deemed_served_working_days", "On the day"),
    ('issued_by = "school"', 'issued_by = "authority"', "notice_to_improve.issued_by", "the school asks for one"),
    ("weeks = 3", "weeks = 6", "notice_to_improve.weeks", "6 school weeks"),
    ('for = ["G"]', 'for = ["U", "G"]', "notice_to_improve.not_used_for", "every session is G and U"),
    ("page 4", "page 5", "source", "page 5"),
]


@pytest.mark.parametrize(("old", "new", "path", "words"), OTHERWISE)
def test_each_line_that_differs_is_said_and_no_other(old: str, new: str, path: str, words: str) -> None:
    before, now = read_profile(EASTSHIRE), read_profile(EASTSHIRE.replace(old, new, 1))
    (change,) = profile_differences(before, now)
    assert change.path == path
    assert words in change.now
    assert change.was != change.now


def test_of_a_first_profile_every_line_is_new_and_says_what_of_it_is_law() -> None:
    profile = read_profile(EASTSHIRE)
    assert [change.path for change in profile_differences(None, profile)] == [
        *(one.path for one in said(profile)),
        "source",
    ]
    assert all("onfiguration" in one.basis for one in said(profile))
    assert [one.path for one in said(profile) if "unverified" in one.basis] == [
        "oldest_session_days",
        "deemed_served_working_days",
    ]
