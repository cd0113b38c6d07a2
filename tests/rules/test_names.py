"""How names are sorted, found and said."""

import pytest

from schools.roll.rules.finding import begins_each, words_of
from schools.roll.rules.form_order import form_order, form_place
from schools.roll.rules.names import base_letters, full_name, sort_name, spoken_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Łukaszewicz", "lukaszewicz"),
        ("Łucja", "LUCJA"),
        ("Ødegaard", "odegaard"),
        ("Søren", "soren"),
        ("Đorđević", "dordevic"),
        ("Işık", "isik"),
        ("İnci", "inci"),
        ("Æsa", "aesa"),
        ("Þór", "thor"),
        ("Strauß", "strauss"),
        ("Zoë", "zoe"),
    ],
)
def test_a_name_is_found_by_its_base_letters_and_by_its_own(name: str, typed: str) -> None:
    assert base_letters(name) == base_letters(typed)
    for asked in (typed, name):
        assert begins_each(words_of(asked), words_of(name))


def test_names_are_sorted_among_their_base_letters() -> None:
    names = ["Zane", "Ødegaard", "Oak", "Lund", "Łukaszewicz", "Pike", "Lake"]
    assert sorted(names, key=lambda name: sort_name(name, "A")) == [
        "Lake", "Łukaszewicz", "Lund", "Oak", "Ødegaard", "Pike", "Zane",
    ]  # fmt: skip


def test_what_tells_two_apart_is_shown_and_said() -> None:
    name = full_name("Vale", "Zoella", "Zoe", "born 14 Mar 2015")
    assert name == "Vale, Zoe (born 14 Mar 2015)"
    assert spoken_name(name) == "Zoe Vale, born 14 Mar 2015"
    assert spoken_name(full_name("Vale", "Zoe")) == "Zoe Vale"


def test_forms_are_listed_by_the_value_of_their_numbers() -> None:
    listed = ["7A", "7b", "7C", "10A", "Ålder", "Oak", "R2", "R10", "", "²"]
    assert sorted(listed, key=form_order) == ["", "7A", "7b", "7C", "10A", "²", "Ålder", "Oak", "R2", "R10"]
    assert form_order("07A") == form_order("7A")
    of_years = [("10", "10A"), ("9", "9B"), ("R", "Oak"), ("", "Mixed"), ("9", "9A")]
    placed = [("", "Mixed"), ("R", "Oak"), ("9", "9A"), ("9", "9B"), ("10", "10A")]
    assert sorted(of_years, key=lambda form: form_place(*form)) == placed
