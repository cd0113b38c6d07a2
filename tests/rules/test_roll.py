"""UPNs, ages, compulsory school age, year groups and grounds for leaving the roll."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Malformed
from foundation.upns import LETTERS, UpnError, UpnFault, check_letter, parse_upn
from schools.roll.rules.ages import birthday
from schools.roll.rules.compulsory_school_age import compulsory_from, compulsory_until, of_compulsory_school_age
from schools.roll.rules.leaving import GROUNDS, leaving_refusal, parse_leaving_ground
from schools.roll.rules.year_group import (
    YEAR_GROUPS,
    expected_year_group,
    parse_year_group,
    year_group_label,
    year_group_order,
    years_out,
)

digits = st.sampled_from("0123456789")
bodies = st.tuples(st.text(digits, min_size=11, max_size=11), st.one_of(digits, st.sampled_from(LETTERS))).map("".join)


def fault(text: str) -> UpnFault:
    with pytest.raises(UpnError) as caught:
        parse_upn(text)
    return caught.value.fault


class TestUpn:
    @pytest.mark.parametrize(
        ("body", "letter"),
        [("823400124123", "L"), ("82340012412H", "T"), ("801200005001", "B"), ("207000016049", "P")],
    )
    def test_worked_check_letters(self, body: str, letter: str) -> None:
        assert check_letter(body) == letter
        assert parse_upn(letter + body).value == letter + body

    def test_parts(self) -> None:
        permanent, temporary = parse_upn("L823400124123"), parse_upn("T82340012412H")
        assert (permanent.authority, permanent.establishment, permanent.temporary) == ("823", "4001", False)
        assert temporary.temporary is True

    def test_case_and_space_are_forgiven(self) -> None:
        assert parse_upn("\u00a0l823 4001 24123\u200b").value == "L823400124123"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", UpnFault.EMPTY),
            ("  ", UpnFault.EMPTY),
            ("1.23E+12", UpnFault.SCIENTIFIC),
            ("8,234E+11", UpnFault.SCIENTIFIC),
            ("823400124123", UpnFault.START_EATEN),
            ("3400124123", UpnFault.START_EATEN),
            ("823400124123.0", UpnFault.START_EATEN),
            ("L82340012412", UpnFault.LENGTH),
            ("L8234001241233", UpnFault.LENGTH),
            ("I823400124123", UpnFault.LETTERS),
            ("L8234OO124123", UpnFault.LETTERS),
            ("L82340012412S", UpnFault.LETTERS),
            ("L82340A124123", UpnFault.CHARACTERS),
            ("1823400124123", UpnFault.CHARACTERS),
            ("Ł823400124123", UpnFault.CHARACTERS),
            ("L82340012412３", UpnFault.CHARACTERS),
            ("A801200005001", UpnFault.CHECK_LETTER),
            ("L823400124132", UpnFault.CHECK_LETTER),
        ],
    )
    def test_each_fault_has_its_own_words(self, text: str, expected: UpnFault) -> None:
        assert fault(text) is expected

    def test_the_words_never_repeat_the_number(self) -> None:
        with pytest.raises(UpnError) as caught:
            parse_upn("A801200005001")
        assert "801200005001" not in str(caught.value)

    def test_no_authority_is_turned_away(self) -> None:
        for authority in ("838", "943", "666", "000"):
            body = f"{authority}400124123"
            assert parse_upn(check_letter(body) + body).authority == authority

    @pytest.mark.parametrize("body", ["", "12345678901", "82340012412I", "A23400124123"])
    def test_a_malformed_body_has_no_check_letter(self, body: str) -> None:
        with pytest.raises(ValueError, match="11 digits"):
            check_letter(body)

    @given(bodies)
    def test_every_body_with_its_letter_is_a_upn(self, body: str) -> None:
        assert parse_upn(check_letter(body) + body).temporary is body[-1].isalpha()

    @given(bodies, st.integers(0, 10), digits)
    def test_one_wrong_digit_is_caught(self, body: str, place: int, digit: str) -> None:
        wrong = body[:place] + digit + body[place + 1 :]
        assert (check_letter(wrong) == check_letter(body)) is (wrong == body)

    @given(bodies, st.integers(0, 9))
    def test_two_digits_exchanged_are_caught(self, body: str, place: int) -> None:
        wrong = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        assert (check_letter(wrong) == check_letter(body)) is (wrong == body)

    @given(bodies, st.sampled_from(LETTERS))
    def test_a_wrong_check_letter_is_caught(self, body: str, letter: str) -> None:
        if letter != check_letter(body):
            assert fault(letter + body) is UpnFault.CHECK_LETTER

    @given(st.text(max_size=20))
    def test_anything_else_is_refused_in_words(self, text: str) -> None:
        try:
            upn = parse_upn(text)
        except UpnError as error:
            assert str(error)  # noqa: PT017 - either outcome is right
        else:
            assert check_letter(upn.value[1:]) == upn.value[0]


class TestCompulsorySchoolAge:
    @pytest.mark.parametrize(
        ("birth", "start"),
        [
            (date(2021, 8, 31), date(2026, 8, 31)),
            (date(2021, 9, 1), date(2026, 12, 31)),
            (date(2021, 12, 31), date(2026, 12, 31)),
            (date(2022, 1, 1), date(2027, 3, 31)),
            (date(2022, 3, 31), date(2027, 3, 31)),
            (date(2022, 4, 1), date(2027, 8, 31)),
            (date(2020, 2, 29), date(2025, 3, 31)),
        ],
    )
    def test_it_starts_on_the_prescribed_day(self, birth: date, start: date) -> None:
        assert compulsory_from(birth) == start

    @pytest.mark.parametrize(
        ("birth", "end"),
        [
            (date(2009, 9, 1), date(2026, 6, 26)),
            (date(2010, 8, 31), date(2026, 6, 26)),
            (date(2010, 9, 1), date(2027, 6, 25)),
            (date(2007, 9, 1), date(2024, 6, 28)),
        ],
    )
    def test_it_ends_on_the_last_friday_in_june(self, birth: date, end: date) -> None:
        assert compulsory_until(birth) == end
        assert of_compulsory_school_age(birth, end)
        assert not of_compulsory_school_age(birth, end + timedelta(days=1))

    def test_it_starts_that_day(self) -> None:
        birth = date(2021, 9, 1)
        assert not of_compulsory_school_age(birth, date(2026, 12, 30))
        assert of_compulsory_school_age(birth, date(2026, 12, 31))

    @given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
    def test_bounds(self, birth: date) -> None:
        start, end = compulsory_from(birth), compulsory_until(birth)
        assert birthday(birth, 5) <= start < birthday(birth, 5) + timedelta(days=154)
        assert (end.weekday(), end.month) == (4, 6)
        assert end.day > 23
        assert abs((end - birthday(birth, 16)).days) <= 310

    def test_a_leap_day_birthday(self) -> None:
        assert birthday(date(2020, 2, 29), 5) == date(2025, 3, 1)
        assert birthday(date(2020, 2, 29), 4) == date(2024, 2, 29)


class TestYearGroup:
    @pytest.mark.parametrize(
        ("text", "group"),
        [
            ("Year  7", "7"), ("Yr 7", "7"), ("yr. 7", "7"), ("Y07", "7"), ("7", "7"), (" 13 ", "13"),
            ("Year 14", "14"),
            ("Year Group 7", "7"), ("National Curriculum Year 7", "7"), ("R", "R"), ("Reception", "R"), ("Year R", "R"),
            ("YR", "R"), ("N1", "N1"), ("Nursery 2", "N2"), ("e2", "E2"), ("X", "X"), ("Year\u00a07", "7"),
        ],
    )  # fmt: skip
    def test_ways_people_write_it(self, text: str, group: str) -> None:
        assert parse_year_group(text) == group

    @pytest.mark.parametrize(
        "text", ["", "0", "15", "Year 15", "7A", "Nursery 3", "Seven", "7.0", "Year", "-7", "⑦", "٧"]
    )
    def test_what_names_none_is_refused(self, text: str) -> None:
        with pytest.raises(Malformed, match="not a year group"):
            parse_year_group(text)

    @pytest.mark.parametrize("text", ["Nursery", "N"])
    def test_bare_nursery_is_asked_about(self, text: str) -> None:
        with pytest.raises(Malformed, match="N1"):
            parse_year_group(text)

    def test_a_long_cell_is_not_echoed_whole(self) -> None:
        with pytest.raises(Malformed) as caught:
            parse_year_group("Ottoline Example-Name, 7 Birch")
        assert "Example-Name" not in str(caught.value)

    def test_order(self) -> None:
        assert sorted(["10", "X", "R", "9", "N2", "1"], key=year_group_order) == ["N2", "R", "1", "9", "10", "X"]
        with pytest.raises(Malformed):
            year_group_order("Year 7")

    def test_labels_read_back(self) -> None:
        assert [year_group_label(group) for group in ("R", "7", "N1", "X")] == [
            "Reception", "Year 7", "Nursery 1", "No year group"
        ]  # fmt: skip

    @given(st.sampled_from([group for group in YEAR_GROUPS if group not in {"X", "E1", "E2"}]))
    def test_a_label_is_understood(self, group: str) -> None:
        assert parse_year_group(year_group_label(group)) == group

    @pytest.mark.parametrize(
        ("birth", "group"),
        [
            (date(2021, 9, 1), "R"), (date(2021, 8, 31), "1"), (date(2015, 2, 3), "7"), (date(2010, 9, 1), "11"),
            (date(2022, 9, 1), "N2"), (date(2006, 9, 1), None), (date(2026, 10, 1), None), (date(2008, 9, 1), "13"),
        ],
    )  # fmt: skip
    def test_expected_in_2026(self, birth: date, group: str | None) -> None:
        assert expected_year_group(birth, 2026) == group

    def test_years_out(self) -> None:
        birth = date(2015, 2, 3)
        assert years_out("7", birth, 2026) == 0
        assert years_out("6", birth, 2026) == -1
        assert years_out("9", birth, 2026) == 2
        assert years_out("X", birth, 2026) is None
        assert years_out("7", date(1990, 1, 1), 2026) is None


class TestLeaving:
    def test_the_fifteen_grounds_and_the_one_below_and_above_age(self) -> None:
        assert "".join(ground.ref for ground in GROUNDS) == "abcdefghijklmno9(3)"
        assert [ground.regulation for ground in GROUNDS][-2:] == ["reg 9(1)(o)", "reg 9(3)"]

    @pytest.mark.parametrize("text", ["f", "(f)", "F", "9(1)(f)", "Reg 9(1)(f)", "regulation 9(1)f"])
    def test_ways_to_write_a_ground(self, text: str) -> None:
        assert parse_leaving_ground(text).ref == "f"

    @pytest.mark.parametrize("text", ["9(3)", "Reg 9(3)", "reg 9(3)"])
    def test_the_ground_for_those_not_of_compulsory_age(self, text: str) -> None:
        assert parse_leaving_ground(text).ref == "9(3)"

    @pytest.mark.parametrize("text", ["", " ", "p", "9(2)", "9(1)", "moved", "9(3)(x) moved house"])
    def test_what_names_no_ground(self, text: str) -> None:
        with pytest.raises(Malformed, match="regulation 9"):
            parse_leaving_ground(text)

    def test_no_ground_is_off_rolling(self) -> None:
        assert leaving_refusal(None, compulsory_age=True) is not None
        assert leaving_refusal(None, compulsory_age=False, note="left") is not None

    def test_9_3_is_for_pupils_not_of_compulsory_age_and_needs_words(self) -> None:
        ground = parse_leaving_ground("9(3)")
        assert leaving_refusal(ground, compulsory_age=True, note="college") is not None
        assert leaving_refusal(ground, compulsory_age=False, note="  ") is not None
        assert leaving_refusal(ground, compulsory_age=False, note="Gone to college") is None
        assert leaving_refusal(parse_leaving_ground("a"), compulsory_age=True) is None
