"""Files as real systems and hands make them, each with what reading it must come to.

The files are in `field_cases`; their pupils are invented. What the school's intake makes of such files afterwards is
tried in `tests/schools/intake`.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from foundation.refusals import Refused
from integrations.sims.client import SimsFile
from schools.intake.rules.problems import Problem, Problems
from schools.intake.rules.records import Marks, Roll, RollRow

FOLDER = Path(__file__).parent / "field_cases"
AS_AT = dt.date(2026, 11, 30)


@dataclass
class Read:
    """What reading a file came to; `refused` when it was given up."""

    problems: list[Problem]
    rows: tuple[RollRow, ...] = ()
    marks: tuple[tuple[str, str, str], ...] = ()
    rows_read: int = 0
    held_back: frozenset[str] = frozenset()

    def said(self, code: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.code == code]

    @property
    def codes(self) -> list[str]:
        return sorted({problem.code for problem in self.problems})


def read(path: Path) -> Read:
    """Reads a file as what it is: a roll or marks."""
    problems = Problems("SIMS")
    found: Roll | Marks | None = None
    try:
        with path.open("rb") as stream:
            source = SimsFile(stream)
            kind = source.roll if "a roll" in source.layout else source.marks
            found = kind(problems, as_at=AS_AT)
    except Refused as refused:
        problems.refused(refused)
    if isinstance(found, Roll):
        return Read(problems.kept(), rows=found.rows, rows_read=found.rows_read, held_back=found.held_back)
    return Read(problems.kept(), marks=marks_of(found), rows_read=found.rows_read if found else 0)


def marks_of(marks: Marks | None) -> tuple[tuple[str, str, str], ...]:
    """Date, session and code of every mark, whoever's it is."""
    sessions = {1: "AM", 2: "PM"}
    return tuple(
        (str(on), sessions[session], marks.codes[place])
        for array in (marks.pupils.values() if marks else ())
        for slot, place in enumerate(array)
        if place
        for on, session in [marks.session_at(slot) if marks else (AS_AT, 1)]
    )


def field_case(name: str) -> Read:
    (path,) = FOLDER.glob(f"{name}_*")
    return read(path)


MARKS = {
    "d01": [("2026-09-15", "AM", "N"), ("2026-09-16", "AM", "/"), ("2026-11-16", "AM", "I")],
    "d05": [
        ("2026-09-14", "AM", "C2"),
        ("2026-09-15", "AM", "Y1"),
        ("2026-09-16", "AM", "J1"),
        ("2026-09-17", "AM", "/"),
    ],
    "d10": [("2026-09-14", "AM", "/")],
    "d10b": [("2026-09-14", "AM", "/"), ("2026-09-14", "PM", "\\")],
}


@pytest.mark.parametrize("case", MARKS)
def test_marks_are_read_as_they_were_meant(case: str) -> None:
    found = field_case(case)
    assert list(found.marks) == MARKS[case]
    assert not found.problems
    assert found.rows_read == (1 if case.startswith("d10") else len(MARKS[case]))


#: Surname, forename, known as, year group, form; and the codes of all that is said.
ROLLS = {
    "d02": ([("Stay", "Max", "", "7", "7K"), ("Gone", "Ida", "", "", "")], ["everyday_names"]),
    "d03": ([("Oak-Bell", "Maximilian", "Max", "7", "7K")], ["everyday_surname"]),
    "d04": ([("Held", "Bo", "", "7", "7K")], ["everyday_names", "year_group_differs"]),
    "d04b": ([("Held", "Jo", "", "7", "7K")], ["everyday_names"]),
    "d06": ([("Ash", "Wyn", "", "7", "7k"), ("Ash", "Xan", "", "7", "7K")], ["form_damaged"]),
    "d07": ([("Łukaszewicz", "Łucja", "", "7", "7K"), ("Ødegaard", "Søren", "", "7", "7K")], ["ambiguous_dates"]),
    "d08": ([("Vale", "Zoe", "", "7", "7K"), ("Vale", "Zoe", "", "7", "7K")], []),
    "d12": ([("Loose", "Nat", "", "7", "")], ["no_form"]),
    "d16": ([], ["empty"]),
}


@pytest.mark.parametrize("case", ROLLS)
def test_a_roll_is_read_as_it_was_meant(case: str) -> None:
    found = field_case(case)
    rows, codes = ROLLS[case]
    assert [(row.surname, row.forename, row.preferred, row.year_group, row.group) for row in found.rows] == rows
    assert found.codes == codes


#: The code of the refusal, and words that must be in it.
REFUSALS = {
    "d09": ("workbook", ["Excel workbook", "CSV UTF-8"]),
    "d09b": ("workbook", ["Excel workbook", "CSV UTF-8"]),
    "d14": ("seven_day_weeks", ["14 marks to a week", "Export Mondays to Fridays"]),
    "d17": ("other_system", ["looks like another system's", "Legal First Name"]),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_used_is_called_what_it_is(case: str) -> None:
    found = field_case(case)
    code, words = REFUSALS[case]
    (problem,) = found.problems
    assert problem.code == code
    for said in words:
        assert said in str(problem)
    assert not found.rows
    assert not found.marks


def test_a_problem_names_the_row_and_quotes_the_value_beside_its_words() -> None:
    spoilt = field_case("d06").said("form_damaged")
    assert [(problem.row, problem.field, problem.value) for problem in spoilt] == [
        (2, "Reg Group", "1.00E+02"),
        (3, "Reg Group", "08-Jan"),
    ]
    (differs,) = field_case("d04").said("year_group_differs")
    assert differs.value == "Year 7, Year 8"
    (empty,) = field_case("d16").said("empty")
    assert "one name" in empty.remedy
    assert "Farid" not in str(empty)


def test_every_file_is_a_case() -> None:
    assert {path.name.split("_")[0] for path in FOLDER.iterdir()} <= {*MARKS, *ROLLS, *REFUSALS}
