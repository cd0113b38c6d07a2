"""The code table, its dates, its copy for a database, and the slot check."""

import csv
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.registers.rules.codes import (
    AM,
    PM,
    Code,
    CodeNotValidOn,
    Late,
    MarkClass,
    UnknownCode,
    code_on,
    codes,
    codes_hash,
    normalise,
    refusal,
    rows_hash,
    sql_columns,
    sql_rows,
    turns_by,
)

BEFORE, AFTER = date(2024, 8, 18), date(2024, 8, 19)
TODAY = date(2026, 11, 20)
any_day = st.dates(date(2018, 9, 1), date(2030, 8, 31))
any_code = st.sampled_from([code.code for code in codes()])


def table() -> list[dict[str, str]]:
    text = files("schools.registers.rules").joinpath("attendance_codes.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def of_class(mark_class: MarkClass, on: date) -> set[str]:
    return {code.code for code in codes() if code.valid_on(on) and code.mark_class is mark_class}


class TestTable:
    def test_every_row_of_the_packaged_table_is_read_in_order(self) -> None:
        assert [code.code for code in codes()] == [row["code"] for row in table()]
        assert len(codes()) == 49

    def test_no_code_has_two_meanings_on_one_day(self) -> None:
        for code in {code.code for code in codes()}:
            rows = sorted((row for row in codes() if row.code == code), key=lambda row: row.valid_from or date.min)
            for earlier, later in pairwise(rows):
                assert earlier.valid_to is not None
                assert later.valid_from is not None
                assert earlier.valid_to < later.valid_from

    def test_current_classes_are_those_of_the_published_arithmetic(self) -> None:
        assert of_class(MarkClass.PRESENT, TODAY) == set("/\\L")
        assert of_class(MarkClass.APPROVED, TODAY) == set("BKPVW")
        assert of_class(MarkClass.AUTHORISED, TODAY) == {"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"}
        assert of_class(MarkClass.UNAUTHORISED, TODAY) == set("GNOU")
        assert of_class(MarkClass.NOT_POSSIBLE, TODAY) == {"D", "X", "Q", *(f"Y{n}" for n in range(1, 8))}
        assert of_class(MarkClass.NOT_COLLECTED, TODAY) == {"Z", "#"}

    def test_classes_agree_with_the_tables_own_flags(self) -> None:
        flags = {row["code"]: row for row in table()}
        for code in codes():
            row = flags[code.code]
            attended = code.mark_class in {MarkClass.PRESENT, MarkClass.APPROVED}
            absent = code.mark_class in {MarkClass.AUTHORISED, MarkClass.UNAUTHORISED}
            assert (row["counts_as_attendance"] == "yes") == attended
            assert (row["counts_as_absence"] == "yes") == absent
            assert (row["counts_as_possible"] == "yes") == (attended or absent)
            assert row["authorised"] == ({MarkClass.AUTHORISED: "yes", MarkClass.UNAUTHORISED: "no"}).get(
                code.mark_class, "n/a"
            )

    def test_sets_for_enforcement(self) -> None:
        assert {code.code for code in codes() if code.counts_for_penalty_notice} == set("GNOU")
        assert {code.code for code in codes() if code.counts_for_ten_day_return} == set("GNOU")
        assert {code.code for code in codes() if code.counts_for_ground_i} == set("GNO")
        assert {code.code: code.late for code in codes() if code.late} == {
            "L": Late.BEFORE_CLOSE,
            "U": Late.AFTER_CLOSE,
        }


class TestDates:
    def test_j_was_attendance_and_its_successor_is_an_absence(self) -> None:
        assert code_on("J", BEFORE).mark_class is MarkClass.APPROVED
        assert code_on("J1", AFTER).mark_class is MarkClass.AUTHORISED

    @pytest.mark.parametrize(("code", "maps_to"), [("J", "J1"), ("H", "C"), ("F", "C"), ("Y", None), ("X03", "X")])
    def test_a_withdrawn_code_names_what_to_use(self, code: str, maps_to: str | None) -> None:
        with pytest.raises(CodeNotValidOn) as caught:
            code_on(code, AFTER)
        assert caught.value.maps_to == maps_to
        assert code in str(caught.value)
        assert (maps_to or "Y1 to Y7") in str(caught.value)

    @pytest.mark.parametrize("code", ["J1", "K", "C1", "C2", "Q", *(f"Y{n}" for n in range(1, 8))])
    def test_the_2024_codes_start_on_19_august_2024(self, code: str) -> None:
        assert code_on(code, AFTER).code == code
        with pytest.raises(CodeNotValidOn, match="19 August 2024"):
            code_on(code, BEFORE)

    def test_an_early_code_names_its_forerunner(self) -> None:
        with pytest.raises(CodeNotValidOn, match="use J") as caught:
            code_on("J1", BEFORE)
        assert caught.value.maps_to == "J"

    def test_a_sub_code_is_bounded_on_both_sides(self) -> None:
        assert code_on("X01", date(2020, 9, 1)).subgroup == "covid"
        for outside in (date(2020, 8, 31), date(2022, 4, 1)):
            with pytest.raises(CodeNotValidOn):
                code_on("X01", outside)

    @pytest.mark.parametrize("code", ["I01", "I02"])
    def test_the_sub_codes_of_illness_are_illness_from_the_spring_of_2021(self, code: str) -> None:
        for on in (date(2021, 2, 8), date(2021, 3, 31), date(2024, 8, 18)):
            assert code_on(code, on).mark_class is MarkClass.AUTHORISED
        with pytest.raises(CodeNotValidOn):
            code_on(code, date(2020, 12, 31))

    def test_an_unknown_code_shows_only_its_start(self) -> None:
        with pytest.raises(UnknownCode) as caught:
            code_on("Ottoline", TODAY)
        assert "Ottoline" not in str(caught.value)
        assert caught.value.code == "Ottoline"

    @given(any_code, any_day)
    def test_a_code_has_a_meaning_on_exactly_its_days(self, code: str, on: date) -> None:
        if any(row.valid_on(on) for row in codes() if row.code == code):
            assert code_on(code, on).valid_on(on)
            return
        with pytest.raises(CodeNotValidOn) as caught:
            code_on(code, on)
        assert caught.value.maps_to is None or code_on(caught.value.maps_to, on)


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [("n", "N"), (" c2 ", "C2"), ("/", "/"), ("\\", "\\"), ("\u00a0y7\u200b", "Y7"), ("", ""), ("#", "#")],
    )
    def test_letters_are_raised_and_edges_cleaned(self, typed: str, written: str) -> None:
        assert normalise(typed) == written

    def test_the_two_strokes_stay_two_codes(self) -> None:
        assert normalise("/") != normalise("\\")

    @pytest.mark.parametrize("lookalike", ["ı", "ſ", "С2", "Ｎ"])
    def test_a_foreign_letter_never_becomes_a_code(self, lookalike: str) -> None:
        with pytest.raises(UnknownCode):
            code_on(normalise(lookalike), TODAY)

    @given(st.text(max_size=5))
    def test_twice_is_once(self, text: str) -> None:
        assert normalise(normalise(text)) == normalise(text)


class TestRefusal:
    def test_strokes_stand_only_in_their_own_session(self) -> None:
        assert refusal("/", on=TODAY, session=AM) is None
        assert refusal("\\", on=TODAY, session=PM) is None
        assert "use /" in (refusal("\\", on=TODAY, session=AM) or "")
        assert "use \\" in (refusal("/", on=TODAY, session=PM) or "")

    def test_x_is_refused_for_compulsory_age_and_c2_for_the_rest(self) -> None:
        assert "C2" in (refusal("X", on=TODAY, session=AM, compulsory_age=True) or "")
        assert refusal("X", on=TODAY, session=AM, compulsory_age=False) is None
        assert "X" in (refusal("C2", on=TODAY, session=AM, compulsory_age=False) or "")
        assert refusal("C2", on=TODAY, session=AM, compulsory_age=True) is None

    @pytest.mark.parametrize("code", ["X", "C2"])
    def test_an_unknown_age_skips_only_the_age_check(self, code: str) -> None:
        assert refusal(code, on=TODAY, session=AM) is None
        assert refusal("J", on=TODAY, session=AM) is not None

    def test_x_stood_for_any_pupil_while_it_had_covid_sub_codes(self) -> None:
        assert refusal("X", on=date(2021, 1, 11), session=AM, compulsory_age=True) is None
        assert refusal("X", on=date(2022, 4, 1), session=AM, compulsory_age=True) is not None

    @pytest.mark.parametrize("code", ["Z", "#"])
    def test_administrative_codes_are_not_entered_by_hand(self, code: str) -> None:
        assert refusal(code, on=TODAY, session=AM) is not None
        assert refusal(code, on=TODAY, session=AM, by_hand=False) is None

    @pytest.mark.parametrize(("code", "use"), [("H", "use C"), ("J", "use J1"), ("F", "use C"), ("Y", "Y1 to Y7")])
    def test_withdrawn_codes_say_what_to_use(self, code: str, use: str) -> None:
        assert use in (refusal(code, on=TODAY, session=AM) or "")

    @pytest.mark.parametrize("code", ["Z9", "n", "", "Q9", "//"])
    def test_what_is_no_code_is_refused(self, code: str) -> None:
        assert "not an attendance code" in (refusal(code, on=TODAY, session=AM) or "")

    @pytest.mark.parametrize("session", [0, 3])
    def test_a_third_session_is_an_error_of_the_caller(self, session: int) -> None:
        with pytest.raises(ValueError, match="session"):
            refusal("/", on=TODAY, session=session)

    @given(any_code, any_day, st.sampled_from([AM, PM]), st.booleans())
    def test_what_is_not_refused_has_a_class(self, code: str, on: date, session: int, compulsory_age: bool) -> None:
        if refusal(code, on=on, session=session, compulsory_age=compulsory_age) is None:
            assert code_on(code, on).mark_class is not MarkClass.NOT_COLLECTED


class TestCopy:
    def test_rows_carry_every_field(self) -> None:
        rows = list(sql_rows())
        assert sql_columns() == tuple(Code.__dataclass_fields__)
        assert all(len(row) == len(sql_columns()) for row in rows)
        assert {type(value) for row in rows for value in row} <= {str, bool, date, type(None)}

    def test_the_hash_does_not_depend_on_order(self) -> None:
        assert rows_hash(reversed(list(sql_rows()))) == codes_hash()

    @given(st.integers(0, 48), st.integers(0, 14))
    def test_the_hash_changes_with_any_value(self, row: int, column: int) -> None:
        rows = [list(values) for values in sql_rows()]
        value = rows[row][column]
        match value:
            case bool():
                rows[row][column] = not value
            case date():
                rows[row][column] = value + timedelta(days=1)
            case _:
                rows[row][column] = f"{value}!"
        assert rows_hash(tuple(values) for values in rows) != codes_hash()


@given(any_day, any_day)
def test_between_two_days_with_as_many_turns_no_code_changes(one: date, other: date) -> None:
    meant, then = ({code for code in codes() if code.valid_on(on)} for on in (one, other))
    assert turns_by(one) != turns_by(other) or meant == then


def test_the_day_after_the_last_of_a_code_is_a_turn() -> None:
    assert turns_by(AFTER) == turns_by(BEFORE) + 1
