"""How forms of an imported roll are called: as the school has them, and what is said of any other spelling."""

import datetime as dt

import pytest

from schools.intake.rules.forms import settle_forms
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll, RollRow


def settled(
    *forms: str, held: tuple[str, ...] = (), held_back: frozenset[str] = frozenset()
) -> tuple[list[str], Problems]:
    """The forms of a roll with a pupil in each, and what is said of them. The pupils' numbers are A0, A1 and so on."""
    rows = tuple(
        RollRow(number, f"A{number}", "Vale", "Zoe", dt.date(2015, 3, 14), "F", "7", group=form)
        for number, form in enumerate(forms)
    )
    problems = Problems("SIMS")
    roll = settle_forms(Roll(rows, frozenset(), len(rows), held_back), held, problems)
    return [row.group for row in roll.rows], problems


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems.kept()]


@pytest.mark.parametrize("form", ["7Ma", "7k", "7K"])
def test_a_form_that_the_school_has_so_is_kept_and_nothing_is_said(form: str) -> None:
    found, problems = settled(form, held=(form,))
    assert (found, codes(problems)) == ([form], [])


@pytest.mark.parametrize(("form", "held"), [("7ma", "7Ma"), ("7MA", "7Ma"), ("7k", "7K"), ("oak", "Oak")])
def test_a_form_is_called_as_the_school_has_it_and_that_is_said(form: str, held: str) -> None:
    found, problems = settled(form, held=(held,))
    assert (found, codes(problems)) == ([held], ["form_spelt"])


def test_small_letters_of_a_new_form_become_capitals_and_that_is_said() -> None:
    found, problems = settled("7q", "10xy1", "7Ma", "9 Ash")
    assert found == ["7Q", "10XY1", "7Ma", "9 Ash"]
    assert codes(problems) == ["form_capitals", "new_forms"]
    assert "“7q” as “7Q”, “10xy1” as “10XY1”" in problems.kept()[0].words
    assert "7Ma, 7Q, 9 Ash, 10XY1" in problems.kept()[1].words


def test_of_two_new_spellings_one_is_taken_and_they_are_said_to_be_one() -> None:
    found, problems = settled("7q", "7q", "7Q")
    assert (found, codes(problems)) == (["7Q", "7Q", "7Q"], ["form_spelt", "new_forms"])
    assert settled("Oak", "Oak", "oak")[0] == ["Oak", "Oak", "Oak"]


def test_a_row_that_is_held_back_brings_no_form() -> None:
    found, problems = settled("7K", "8z", "8Z", held=("7K",), held_back=frozenset({"A1", "A2"}))
    assert (found, codes(problems)) == (["7K", "8z", "8Z"], [])
