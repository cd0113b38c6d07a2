"""The kinds behind the field cases: dates with times, two columns for one thing, rows that are no records, damage."""

import datetime as dt
from pathlib import Path

import pytest

from foundation.refusals import Refused
from integrations.exchange.dates import Dates
from tests.integrations.test_field_cases import Read, read

UPN, OTHER = "L823400124123", "T82340012412H"
AM, PM = "AM", "PM"


def written(text: str | bytes, tmp_path: Path) -> Read:
    path = tmp_path / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def roll_of(tmp_path: Path, **columns: str) -> Read:
    """One pupil's row, with these columns instead of or beside the usual ones."""
    usual = {
        "UPN": UPN,
        "Legal Surname": "Vale",
        "Legal Forename": "Zoe",
        "Date of Birth": "14/03/2015",
        "Sex": "F",
        "Year Group": "7",
        "Reg Group": "7K",
    }
    wanted = usual | {name.replace("_", " "): text for name, text in columns.items()}
    kept = {name: text for name, text in wanted.items() if text != "(left out)"}
    return written(f"{','.join(kept)}\r\n{','.join(kept.values())}\r\n", tmp_path)


def marks_of(text: str, tmp_path: Path) -> Read:
    return written(f"UPN,Date,Session,Mark\r\n{text}", tmp_path)


# Dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014-03-14", dt.date(2014, 3, 14)),
        ("14/03/2014", dt.date(2014, 3, 14)),
        ("14-03-2014 00:00", dt.date(2014, 3, 14)),
        ("14 June 2014", dt.date(2014, 6, 14)),
        ("14th Sept. 2014", dt.date(2014, 9, 14)),
        ("14-Jun-2014", dt.date(2014, 6, 14)),
        ("2014-06-14T00:00:00", dt.date(2014, 6, 14)),
        ("14/06/2014 08:50:00", dt.date(2014, 6, 14)),
        ("14/06/2014 12:00:00 AM", dt.date(2014, 6, 14)),
        # Midnight in London, summer and winter, and midnight where it was written.
        ("2014-06-13T23:00:00Z", dt.date(2014, 6, 14)),
        ("2014-06-13T23:00:00.000+00:00", dt.date(2014, 6, 14)),
        ("2014-03-14T00:00:00Z", dt.date(2014, 3, 14)),
        ("2014-06-14T00:00:00Z", dt.date(2014, 6, 14)),
        ("2014-06-14T00:00:00+01:00", dt.date(2014, 6, 14)),
        ("2014-06-14T08:50:00Z", dt.date(2014, 6, 14)),
    ],
)
def test_a_date_is_the_day_it_was_written_for(text: str, day: dt.date) -> None:
    assert Dates("SIMS").read(text, row=2) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2014-06-13T23:00:00", "date_moved"),
        ("13/06/2014 11:00 PM", "date_moved"),
        ("2014-03-13T23:00:00Z", "date_moved"),
        ("2014-06-14T00:00:00+05:30", "date_moved"),
        ("14 Junk 2014", "no_such_date"),
        ("14 Septem 2014", "no_such_date"),
        ("14 Juni 2014", "no_such_date"),
        ("14 June!!2014", "no_date"),
        ("14/03-2014", "no_date"),
        ("١٤/٠٣/٢٠١٤", "no_date"),
        ("2014-03-14T25:00:00", "no_date"),
        ("0001-01-01T00:00:00+05:00", "no_such_date"),
    ],
)
def test_what_may_be_another_day_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Dates("SIMS").read(text, row=2)
    assert refused.value.first.code == code


def test_a_date_refused_for_its_offset_names_it() -> None:
    with pytest.raises(Refused, match=r"offset \+05:30"):
        Dates("SIMS").read("2014-06-14T00:00:00+05:30", row=2)


# Two columns for one thing


def test_the_same_said_twice_is_no_question(tmp_path: Path) -> None:
    found = roll_of(tmp_path, DOB="2015-03-14", Gender="Female", FSM="Yes", Free_meals="T", Year="Year  7")
    (row,) = found.rows
    assert not found.problems
    assert (row.birth, row.sex, row.flags) == (dt.date(2015, 3, 14), "F", {"fsm"})


@pytest.mark.parametrize(
    "columns", [{"DOB": "15/03/2015"}, {"FSM": "Yes", "Free_meals": "No"}, {"Tutor_group": "8B"}, {"UPN_ID": OTHER}]
)
def test_two_columns_that_differ_are_a_question(columns: dict[str, str], tmp_path: Path) -> None:
    found = roll_of(tmp_path, **columns)
    assert not found.rows
    (problem,) = found.problems
    assert problem.code == "columns_differ"
    assert problem.row == 2


@pytest.mark.parametrize("columns", [{"LastNameLegal": "Marsh"}, {"Forename_legal": "Zara"}])
def test_two_legal_names_that_differ_are_a_question(columns: dict[str, str], tmp_path: Path) -> None:
    found = roll_of(tmp_path, **columns)
    assert not found.rows
    assert found.codes == ["columns_differ"], "and nothing is said of a name as an everyday one"


def test_an_empty_cell_says_nothing_and_the_next_column_is_read(tmp_path: Path) -> None:
    (row,) = roll_of(tmp_path, Date_of_Birth="", DOB="15/03/2015").rows
    assert row.birth == dt.date(2015, 3, 15)


def test_the_sex_wins_over_the_gender_and_both_are_quoted(tmp_path: Path) -> None:
    found = roll_of(tmp_path, Gender="Male")
    (row,) = found.rows
    assert row.sex == "F"
    assert [(problem.code, problem.value) for problem in found.problems] == [("sex_differs", "F, Male")]


def test_the_name_a_pupil_goes_by_is_the_preferred_column_s_before_the_everyday_one(tmp_path: Path) -> None:
    found = roll_of(tmp_path, Forename="Zo", Preferred_Forename="Zee")
    (row,) = found.rows
    assert (row.forename, row.preferred) == ("Zoe", "Zee")
    assert [(problem.code, problem.value) for problem in found.problems] == [("everyday_forename", "Zoe, Zee, Zo")]
    assert not roll_of(tmp_path, Forename="zee", Preferred_Forename="Zee").problems


def xml(*records: str) -> str:
    return f"<SuperStarReport>{''.join(f'<Record>{record}</Record>' for record in records)}</SuperStarReport>"


PUPIL = (
    f"<UPN>{UPN}</UPN><Legal_x0020_Surname>Vale</Legal_x0020_Surname><Legal_x0020_Forename>Zoe</Legal_x0020_Forename>"
    "<DOB>2015-03-14</DOB><Sex>F</Sex><Year>7</Year>"
)


@pytest.mark.parametrize(
    ("tags", "form"),
    [
        ("<Reg>7K</Reg><Reg>7K</Reg>", "7K"),
        ("<Reg/><Reg>7K</Reg>", "7K"),
        ("<Reg><Name>7K</Name></Reg>", "7K"),
        ("<Reg>\n  <Name> 7K </Name>\n</Reg>", "7K"),
    ],
)
def test_text_is_found_in_whichever_tag_it_is(tags: str, form: str, tmp_path: Path) -> None:
    found = written(xml(PUPIL + tags), tmp_path)
    assert [row.group for row in found.rows] == [form]
    assert not found.problems


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ("<Reg>7K</Reg><Reg>8B</Reg>", "two_values"),
        ("<Reg><Name>7K</Name><Name>8B</Name></Reg>", "two_values"),
        ("<Reg_x0020_Group>7K</Reg_x0020_Group><RegGroup>8B</RegGroup>", "columns_differ"),
    ],
)
def test_two_values_of_one_caption_are_a_question(tags: str, code: str, tmp_path: Path) -> None:
    found = written(xml(PUPIL + tags, PUPIL.replace(UPN, OTHER) + "<Reg>7K</Reg>"), tmp_path)
    assert [row.upn for row in found.rows] == [OTHER]
    assert [(problem.code, problem.row) for problem in found.problems if problem.severity == "error"] == [(code, 1)]
    assert found.held_back == {UPN}


def test_marks_in_two_tags_or_in_a_nested_one(tmp_path: Path) -> None:
    def mark(day: str, tags: str) -> str:
        return f"<UPN>{UPN}</UPN><Date>2026-09-{day}</Date><Session>AM</Session>{tags}"

    found = written(
        xml(
            mark("14", "<Mark><Code>/</Code></Mark>"),
            mark("15", "<Mark>/</Mark><Mark>N</Mark>"),
            mark("16", "<Mark>C</Mark><Subcode>C2</Subcode>"),
            "<UPN/><Date/>",
        ),
        tmp_path,
    )
    assert found.marks == (("2026-09-14", AM, "/"), ("2026-09-16", AM, "C2"))
    assert [(problem.code, problem.row) for problem in found.problems] == [("two_values", 2)]


@pytest.mark.parametrize(("mark", "subcode"), [("I", "C2"), ("", "C2"), ("C", "2")])
def test_a_subcode_that_does_not_fit_its_mark_is_set_aside(mark: str, subcode: str, tmp_path: Path) -> None:
    text = f"UPN,Date,Session,Mark,Subcode\n{UPN},14/09/2026,AM,{mark},{subcode}\n{UPN},15/09/2026,AM,/,\n"
    found = written(text, tmp_path)
    assert found.marks == (("2026-09-15", AM, "/"),)
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.row) == ("subcode", "quarantine", 2)
    assert subcode in problem.value


def test_illness_of_the_spring_of_2021_comes_with_its_sub_codes(tmp_path: Path) -> None:
    head = "UPN,Date,Session,Mark,Subcode\n"
    text = f"{head}{UPN},10/03/2021,AM,I,I02\n{UPN},11/03/2021,AM,I01,I01\n{UPN},25/03/2021,AM,X,X02\n"
    assert [code for _, _, code in written(text, tmp_path).marks] == ["I02", "I01", "X02"]


@pytest.mark.parametrize(("one", "other"), [("14/09/2026", "15/09/2026"), ("AM", "PM")])
def test_two_dates_or_sessions_of_one_mark_are_a_question(one: str, other: str, tmp_path: Path) -> None:
    second = "Mark Date" if "/" in one else "Session Name"
    text = f"UPN,Date,Session,Mark,{second}\n{UPN},14/09/2026,AM,/,{other}\n{UPN},15/09/2026,AM,/,\n"
    found = written(text, tmp_path)
    assert found.marks == (("2026-09-15", AM, "/"),)
    assert [(problem.code, problem.row) for problem in found.problems] == [("columns_differ", 2)]


# A row is what it is


def test_titles_headings_again_totals_and_blank_rows_are_no_records(tmp_path: Path) -> None:
    found = written(
        "sep=,\r\nAttendance report,,,\r\nGreen Abbey,,,\r\n\r\nUPN,Date,Session,Mark\r\n"
        f"{UPN},14/09/2026,AM,/\r\n,,,\r\nUPN,Date,Session,Mark\r\n{UPN},15/09/2026,AM,/\r\nTotal marks,,,2\r\n"
        "Page 1 of 1\r\n",
        tmp_path,
    )
    assert [on for on, _, _ in found.marks] == ["2026-09-14", "2026-09-15"]
    assert found.rows_read == 2
    assert [(problem.code, problem.row) for problem in found.problems] == [
        ("title_rows", 1),
        ("repeated_header", 8),
        ("total_row", 10),
    ]
    assert {problem.severity for problem in found.problems} == {"warning"}


def test_a_row_keeps_the_number_a_spreadsheet_gives_it(tmp_path: Path) -> None:
    found = written(
        f'UPN,Note,Date,Session,Mark\r\n{UPN},"two\nlines",14/09/2026,AM,/\r\n\r\n{UPN},,15/09/2026,AM,Z9\r\n', tmp_path
    )
    assert [problem.row for problem in found.said("unknown_code")] == [4]


def test_a_row_with_a_cell_too_many_is_its_pupil_s_all_the_same(tmp_path: Path) -> None:
    head = "Legal Surname,Legal Forename,UPN,DOB,Sex,Year,Reg\r\n"
    found = written(f"{head}Vale, Zoe,Zoe,{UPN},14/03/2015,F,7,7K\r\nAsh,Una,{OTHER},14/03/2015,F,7,7K\r\n", tmp_path)
    assert [row.upn for row in found.rows] == [OTHER]
    assert found.held_back == {UPN}
    assert [problem.row for problem in found.said("ragged_row")] == [2]


def test_a_pupil_called_like_a_total_is_a_pupil(tmp_path: Path) -> None:
    text = "Legal Surname,Legal Forename,UPN,DOB,Sex,Year,Reg\r\n"
    found = written(f"{text}Total,Zoe,{UPN},14/03/2015,F,7,7K\r\nTotal,1,,,,,\r\n", tmp_path)
    assert [row.surname for row in found.rows] == ["Total"]
    assert found.codes == ["total_row"]


@pytest.mark.parametrize("name", ["Total", "Count"])
def test_a_pupil_called_like_a_total_and_without_a_number_is_a_pupil(name: str, tmp_path: Path) -> None:
    head = "Legal Surname,Legal Forename,UPN,DOB,Sex,Year,Reg\r\n"
    found = written(f"{head}{name},Zoe,,14/03/2015,F,7,7K\r\nAsh,Una,{OTHER},14/03/2015,F,7,7K\r\n", tmp_path)
    assert [(problem.code, problem.row) for problem in found.problems if problem.row == 2] == [("upn_empty", 2)]


def test_a_line_of_totals_is_one_however_many_it_gives(tmp_path: Path) -> None:
    text = f'UPN,Date,Session,Mark,Late,Absent\r\n{UPN},14/09/2026,AM,/,,\r\nTotal,1,1,1,0,"1,200"\r\n'
    found = written(text, tmp_path)
    assert [(problem.code, problem.row) for problem in found.problems if problem.code != "unknown_column"] == [
        ("total_row", 3)
    ]


@pytest.mark.parametrize(("mark", "code"), [("#N/A", "unknown_code"), ("N/A", "")])
def test_an_error_of_a_spreadsheet_is_no_empty_mark(mark: str, code: str, tmp_path: Path) -> None:
    found = marks_of(f"{UPN},14/09/2026,AM,{mark}\r\n{UPN},15/09/2026,AM,/\r\n", tmp_path)
    assert len(found.marks) == 1
    assert [problem.row for problem in found.said(code)] == ([2] if code else [])


def test_tabs_below_a_title_are_named(tmp_path: Path) -> None:
    found = written("Attendance report\r\nUPN\tDate\tSession\tMark\r\n", tmp_path)
    assert [(problem.code, problem.row) for problem in found.problems] == [("wrong_separator", 2)]


def test_a_file_of_leavers_needs_no_column_for_the_year(tmp_path: Path) -> None:
    left = {"Date_of_Leaving": "16/10/2026", "Ground_for_leaving": "9(1)(a)", "Date_of_Admission": "01/09/2026"}
    (row,) = roll_of(tmp_path, Year_Group="(left out)", Reg_Group="(left out)", **left).rows
    assert (row.year_group, row.group, row.ends_on) == ("", "", dt.date(2026, 10, 16))
    still_here = roll_of(tmp_path, Year_Group="", Date_of_Leaving="")
    assert still_here.codes == ["year_group"]


@pytest.mark.parametrize(
    ("start", "code", "word"),
    [
        (b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook>', "workbook", "Excel"),
        (b"\xef\xbb\xbf <TABLE><tr><td>UPN</td></tr></TABLE>", "web_page", "web page"),
        (b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "workbook", ".ods"),
        (b"PK\x03\x04\x14\x00\x00\x00roll.csv", "archive", "ZIP"),
        (b"%PDF-1.7\n", "other_kind_of_file", "PDF"),
    ],
)
def test_other_kinds_of_file_are_called_what_they_are(start: bytes, code: str, word: str, tmp_path: Path) -> None:
    (problem,) = written(start, tmp_path).problems
    assert problem.code == code
    assert word in problem.words


# Forms


@pytest.mark.parametrize(
    "form", ["1.00E+02", "9E+02", "08-Jan", "Jan-08", "8-Sept", "01/08/2026", "2026-08-01 00:00:00", "#####", "#REF!"]
)
def test_a_form_that_a_spreadsheet_has_damaged_is_refused(form: str, tmp_path: Path) -> None:
    found = roll_of(tmp_path, Reg_Group=form)
    assert not found.rows
    (problem,) = found.problems
    assert problem.value == form
    assert problem.code in {"form_damaged", "cell_error"}


@pytest.mark.parametrize("form", ["7q", "7Ma", "10xy1", "9E2", "8-1", "9 Ash", "Jan"])
def test_a_form_is_read_as_it_is_written(form: str, tmp_path: Path) -> None:
    """What becomes of its capitals is for intake, which knows the school's forms."""
    assert [row.group for row in roll_of(tmp_path, Reg_Group=form).rows] == [form]


@pytest.mark.parametrize("field", ["Legal_Surname", "Legal_Forename", "Destination"])
def test_an_error_of_a_spreadsheet_is_no_name(field: str, tmp_path: Path) -> None:
    for error in ("#NAME?", "#N/A"):
        found = roll_of(tmp_path, **{field: error})
        assert not found.rows
        assert found.codes == ["cell_error"]


# Strings


@pytest.mark.parametrize(
    ("marks", "end", "code"),
    [
        ("|I|I|N|N|", "", "bar_at_the_end"),
        ("|/|\\", "", "bar_at_the_end"),
        ("  /\\", "", "space_in_string"),
        ("#NAME?", "", "cell_error"),
        # Two weeks of seven days, then the same where the file says when they end.
        ("/\\/\\/\\/\\/\\----/\\/\\/\\/\\/\\----", "", "seven_day_weeks"),
        ("/\\/\\/\\/\\/\\####NN/\\/\\/\\/\\####", "27/09/2026", "string_length"),
    ],
)
def test_a_string_that_would_shift_is_refused(marks: str, end: str, code: str, tmp_path: Path) -> None:
    found = written(f"UPN,Start Date,Marks,End Date\n{UPN},14/09/2026,{marks},{end}\n", tmp_path)
    assert not found.marks
    (problem,) = found.problems
    assert problem.code == code


@pytest.mark.parametrize(
    ("marks", "end"),
    [
        # Fourteen marks of seven school days, of which two closed: the end says so.
        ("/\\/\\/\\/\\/\\####NN", "23/09/2026"),
        # A pupil without marks from the second week on: both readings put every mark on the same day.
        ("/\\/\\/\\/\\/\\" + "-" * 20, ""),
        ("/\\/\\/\\/\\/\\" + "#" * 20, ""),
        ("\u200b\u200b/\\", ""),
    ],
)
def test_a_string_that_cannot_shift_is_read(marks: str, end: str, tmp_path: Path) -> None:
    found = written(f"UPN,Start Date,Marks,End Date\n{UPN},14/09/2026,{marks},{end}\n", tmp_path)
    assert found.marks[:2] == (("2026-09-14", AM, "/"), ("2026-09-14", PM, "\\"))
    assert not [problem for problem in found.problems if problem.severity == "error"]
