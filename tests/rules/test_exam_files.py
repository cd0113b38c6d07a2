"""Files of exams, row by row: what is read, and what is said of the rest."""

import datetime as dt

import pytest

from foundation.refusals import Malformed
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.leave.rules.exams import (
    MOST_ROWS,
    match_entries,
    match_papers,
    read_entries,
    read_papers,
    study_sessions,
)

TODAY = dt.date(2026, 11, 19)
HEAD = "Code,Title,Date,Start,Minutes,Kind\n"
ROW = "8300/1F,Mathematics,12/05/2027,09:00,90,Public exam\n"


def papers(text: str) -> tuple[list[str], list[str]]:
    rows, faults = read_papers(text, today=TODAY)
    return [f"{row.code} {row.date} {row.session} {row.kind}" for row in rows], [
        f"{one.row}: {one.words}" for one in faults
    ]


def test_papers_are_read_in_any_order_of_columns_with_either_mark_between_them() -> None:
    assert papers(HEAD + ROW) == (["8300/1F 2027-05-12 1 public"], [])
    moved = "Start time;date;component code;Component title;Duration\n13.30;2027-05-12;8300/2f;Mathematics;90\n"
    assert papers(moved) == (["8300/2F 2027-05-12 2 public"], [])


def test_a_paper_is_the_mornings_until_noon() -> None:
    starts = "".join(
        f"C{n},Maths,12/05/2027,{time},90,\n" for n, time in enumerate(["8:59", "11:59", "12:00", "13:00"])
    )
    assert [said.split()[2] for said in papers(HEAD + starts)[0]] == ["1", "1", "2", "2"]


WRONG = [
    ("8300/1F,,12/05/2027,09:00,90,\n", "The code or the title is missing."),
    ("8300/1F,Maths,12/05,09:00,90,\n", "The date has no year."),
    ("8300/1F,Maths,32/05/2027,09:00,90,\n", "There is no day 32 in that month"),
    ("8300/1F,Maths,12/05/2027,9am,90,\n", "The start is not a time of day."),
    ("8300/1F,Maths,12/05/2027,25:00,90,\n", "The start is not a time of day."),
    ("8300/1F,Maths,12/05/2027,09:00,1h30,\n", "The minutes are a whole number"),
    ("8300/1F,Maths,12/05/2027,09:00,0,\n", "The minutes are a whole number"),
    ("8300/1F,Maths,12/05/2027,09:00,90,Quiz\n", "The kind is none of"),
    (ROW, "8300/1F on that day is in row 2 already."),
]


@pytest.mark.parametrize(("row", "words"), WRONG)
def test_what_is_wrong_with_a_row_is_said_with_its_number_and_the_others_are_read(row: str, words: str) -> None:
    found, faults = papers(HEAD + ROW + row)
    assert len(found) == 1
    (fault,) = faults
    assert fault.startswith(f"3: {words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Code,Title\nx,y\n", "names no column Date, Start, Minutes"),
        (HEAD + ROW * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_told_so(text: str, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        read_papers(text, today=TODAY)


@pytest.mark.parametrize(
    ("rows", "moved", "words"),
    [
        (["12/05/2027"], [], ""),
        (["12/05/2027", "13/05/2027"], [], ""),
        (["13/05/2027,12/05/2027"], ["13/05/2027"], ""),
        (["13/05/2027"], [], "8300/1F is on 12 May 2027 already."),
        (["13/05/2027,14/05/2027"], [], "8300/1F is not on 14 May 2027."),
        (["12/05/2027,01/05/2026"], [], "8300/1F is on 12 May 2027 already."),
        (["13/05/2027,12/05/2027", "14/05/2027,12/05/2027"], ["13/05/2027"], "8300/1F is not on 12 May 2027."),
        (["12/05/2027,11/05/2027"], [], ""),
    ],
)
def test_a_code_on_a_new_day_has_moved_or_the_file_says_every_day(
    rows: list[str], moved: list[str], words: str
) -> None:
    """On 12 May to come, and on a day that is over."""
    head = "Code,Title,Start,Minutes,Date,Moved from\n"
    found, faults = read_papers(head + "".join(f"8300/1F,Maths,09:00,90,{row}\n" for row in rows), today=TODAY)
    assert faults == []
    days = [dt.date(2027, 5, 12), dt.date(2026, 5, 1)]
    went, more = match_papers(found, papers={"8300/1F": days}, today=TODAY)
    assert [f"{one.date:%d/%m/%Y}" for one in went] == moved
    assert [one.words for one in more] == [words] * bool(words)


def test_each_entry_has_its_paper_or_is_told_why_not() -> None:
    text = "UPN,Code,Date\nA1,8300/1F,\nA1,8300/1F,\nB2,8300/1F,\nA1,9999,\nA1,8700,\nA1,8700,13/05/2027\nA1,8700,1/1/2027\n"
    rows, faults = read_entries(text, today=TODAY)
    assert faults == []
    may = dt.date(2027, 5, 12)
    days = {"8300/1F": {may}, "8700": {may, dt.date(2027, 5, 13)}}
    found, wrong = match_entries(rows, pupils={"A1": 1}, papers=days)
    assert [(one.row, on.day) for one, on in found] == [(2, 12), (7, 13)]
    assert [(one.row, one.words) for one in wrong] == [
        (3, "The same entry is in row 2 already."),
        (4, "No pupil on the roll has that UPN."),
        (5, "There is no paper 9999."),
        (6, "8700 is on several days."),
        (8, "8700 is not on that day."),
    ]


def test_study_leave_leaves_out_the_sessions_of_papers() -> None:
    on = dt.date(2027, 5, 12)
    held = [SchoolSession(on, AM), SchoolSession(on, PM)]
    assert study_sessions(held, {SchoolSession(on, AM)}) == [SchoolSession(on, PM)]
