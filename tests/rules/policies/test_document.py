"""The policy document: its vocabulary, its one form, and that nothing is guessed at."""

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from schools.registers.rules.code_table import codes
from schools.registers.rules.codes import MarkClass
from tenants.policies.rules.canonical import canonical, kept, sha256_of
from tenants.policies.rules.cohorts import UnknownCohort, cohort_named, unless_named
from tenants.policies.rules.document import Condition, Operator, Policy
from tenants.policies.rules.measures import (
    AUTHORISED_CODES,
    KINDS,
    UNAUTHORISED_CODES,
    UnknownMeasure,
    measure_named,
)
from tenants.policies.rules.windows import UnknownWindow, window_named
from tests.rules.policies.documents import plain, small


class TestMeasures:
    def test_codes_of_absence_are_those_of_the_code_table(self) -> None:
        current = [code for code in codes() if code.valid_to is None]
        by_class = {kind: {one.code for one in current if one.mark_class is kind} for kind in MarkClass}
        assert by_class[MarkClass.AUTHORISED] == AUTHORISED_CODES
        assert by_class[MarkClass.UNAUTHORISED] == UNAUTHORISED_CODES

    @pytest.mark.parametrize(
        ("name", "count", "said"),
        [
            ("unauthorised", 1, "1 unauthorised session"),
            ("unauthorised", 10, "10 unauthorised sessions"),
            ("codes:G", 10, "10 sessions with code G"),
            ("codes:UC2G", 2, "2 sessions with code C2, G or U"),
            ("weekday:5", 3, "3 sessions of absence on Fridays"),
            ("spells", 4, "4 spells of absence"),
            ("minutes_late", 1_200, "1,200 minutes late"),
        ],
    )
    def test_said_with_a_count(self, name: str, count: int, said: str) -> None:
        assert measure_named(name).counted(count) == said

    @pytest.mark.parametrize(
        "name", ["", "codes", "codes:", "codes:gg", "codes:GG", "codes:L", "codes:X", "weekday:6", "Absence"]
    )
    def test_any_other_is_refused(self, name: str) -> None:
        with pytest.raises(UnknownMeasure):
            measure_named(name)

    def test_which_count_authorised_absence(self) -> None:
        counting = {
            name for name in KINDS if name not in {"codes", "weekday"} and measure_named(name).counts_authorised
        }
        assert counting == {"absence", "absence_rate", "spells", "runs_2_days", "edges"}
        assert measure_named("weekday:1").counts_authorised
        assert measure_named("codes:GI").counts_authorised
        assert not measure_named("codes:GNOU").counts_authorised


class TestWindows:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("weeks:10", "in the last 10 school weeks"),
            ("days:1", "in the last school day"),
            ("half_term", "this half-term"),
            ("year", "this school year"),
        ],
    )
    def test_words(self, name: str, words: str) -> None:
        window = window_named(name)
        assert (window.words, str(window)) == (words, name)

    @pytest.mark.parametrize("name", ["weeks:0", "weeks:41", "days:201", "days:-1", "weeks", "month", "weeks:010"])
    def test_any_other_is_refused(self, name: str) -> None:
        with pytest.raises(UnknownWindow):
            window_named(name)


class TestCohorts:
    def test_words(self) -> None:
        assert cohort_named("years:8,7").words == "pupils in Years 7 and 8"
        assert cohort_named("years:11").words == "pupils in Year 11"
        assert cohort_named("all").words == ""
        assert unless_named("joined_within:20").words == "the pupil joined in the last 20 school days"

    @pytest.mark.parametrize("name", ["cp", "cin", "carer", "cla", "years:", "years:7,7", "years:15", "ALL"])
    def test_any_other_is_refused_and_what_no_list_may_say_above_all(self, name: str) -> None:
        with pytest.raises(UnknownCohort, match=r"no list may say|Name each once"):
            cohort_named(name)


class TestCanonical:
    def test_it_reads_back_to_the_same_document_and_the_same_bytes(self) -> None:
        text = canonical(small())
        assert kept(text) == small()
        assert canonical(kept(text)) == text

    def test_what_was_left_out_is_written_and_rates_are_in_their_lowest_terms(self) -> None:
        text = canonical(small())
        assert '"at_least":"1/10","measure":"absence_rate"' in text
        assert '"cohort":"years:7,8","direct":false' in text
        assert '"from":"2026-09-01"' in text
        assert ": " not in text.replace("Northfield", "")

    def test_order_of_keys_does_not_change_the_hash_and_a_value_does(self) -> None:
        turned = Policy.model_validate(dict(reversed(plain().items())))
        assert sha256_of(canonical(turned)) == sha256_of(canonical(small()))
        assert sha256_of(canonical(small("at_least = 5", "at_least = 6"))) != sha256_of(canonical(small()))


class TestDocument:
    def test_lines_have_paths_that_do_not_hang_on_their_order(self) -> None:
        assert [path for path, _ in small().conditions()] == [
            "stages.listen.criteria.five.unauthorised",
            "stages.listen.criteria.pa.absence_rate",
            "stages.listen.criteria.pa.possible",
            "stages.listen.exits.settled.unauthorised",
        ]

    def test_it_cannot_change(self) -> None:
        with pytest.raises(ValidationError):
            small().title = "Another"
        assert small().from_day == date(2026, 9, 1)

    def test_stages_and_letters_by_key(self) -> None:
        assert small().stage("listen").place == 1
        assert small().letter("thanks").subject == "Thank you"
        with pytest.raises(KeyError):
            small().stage("nowhere")

    @pytest.mark.parametrize(
        ("counted", "met"),
        [(Fraction(9, 100), False), (Fraction(10, 100), True), (Fraction(1, 5), True)],
    )
    def test_a_rate_is_held_exactly(self, counted: Fraction, met: bool) -> None:
        assert condition("absence_rate", at_least="1/10").holds(counted) is met

    def test_between_holds_its_lower_end_and_not_its_upper(self) -> None:
        five = condition("absence", between=[5, 10])
        assert [five.holds(count) for count in (4, 5, 9, 10)] == [False, True, True, False]
        assert (five.operator, five.values) == (Operator.BETWEEN, (5, 10))

    def test_at_most(self) -> None:
        assert [condition("absence", at_most=0).holds(count) for count in (0, 1)] == [True, False]

    @pytest.mark.parametrize(
        ("old", "new", "kind"),
        [
            ("at_least = 5,", "at_least = 0.5,", "not_a_number"),
            ("at_least = 5,", "at_least = true,", "not_a_number"),
            ("at_least = 5,", 'at_least = "5",', "not_a_number"),
            ("at_least = 5,", "at_least = -1,", "out_of_range"),
            ("at_least = 5,", 'at_least = "1/2",', "not_a_count"),
            ("at_least = 5,", "at_least = 5, at_most = 9,", "operator"),
            ("at_least = 5,", "", "operator"),
            ("at_least = 5,", "between = [9, 9],", "between"),
            ("school_may = [4, 8]", "school_may = [8, 4]", "school_may"),
            ("school_may = [4, 8]", "school_may = false", "literal_error"),
            ("school_may = [4, 8]", 'school_may = ["1/10", "1/5"]', "not_a_count"),
            ('at_least = "2/20"', "at_least = 1", "not_a_rate"),
            ('at_least = "2/20"', 'at_least = "11/10"', "out_of_range"),
            ('at_least = "2/20"', 'at_least = "1/0"', "not_a_number"),
            ('at_least = "2/20"', 'at_least = "10 %"', "not_a_number"),
            ("required = true", "requird = true", "extra_forbidden"),
            ("from = 2026-09-01", 'from = "31/02/2026"', "not_a_date"),
            ("from = 2026-09-01", "from = 2026-09-01T09:00:00", "not_a_date"),
            ("from = 2026-09-01", "from_day = 2026-09-01", "missing"),
            ('owner = "attendance_officer"', 'owner = "receptionist"', "literal_error"),
            ('approver = "head_of_year"', 'approver = "class_teacher"', "literal_error"),
            ("format = 1", "format = 2", "literal_error"),
            ("place = 1", 'place = "1"', "int_type"),
            ('key = "five"', 'key = "five.six"', "string_pattern_mismatch"),
        ],
    )
    def test_what_is_not_so_written_is_refused(self, old: str, new: str, kind: str) -> None:
        with pytest.raises(ValidationError) as refused:
            small(old, new)
        assert kind in {error["type"] for error in refused.value.errors()}


def condition(measure: str, **operator: object) -> Condition:
    return Condition.model_validate({"measure": measure, "window": "year", **operator})
