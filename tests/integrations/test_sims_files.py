"""What the stand-in for SIMS writes is read back as it was, whatever faults it writes."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.refusals import Refused
from foundation.upns import check_letter
from integrations.sims.client import SimsFile
from integrations.sims.stand_in import (
    Faults,
    MarkRow,
    write_marks_csv,
    write_marks_strings_csv,
    write_marks_xml,
    write_roll_csv,
    write_roll_xml,
)
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Marks, RollRow
from schools.registers.rules.codes import code_on, refusal

AS_AT = dt.date(2026, 10, 20)
FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 9, 25)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1) if n % 7 < 5]
CODES = ["/", "\\", "L", "I", "C1", "Y7", "N", "#", "U", "J1"]
# Letters that Windows-1252 has too, and no name that stands for nothing (D82) or that a cell is cleared of.
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ éëöñ'-,\"&<>"
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(
    lambda name: name == " ".join(name.split()) and name.strip("-") == name and name not in {"", "NULL"}
)


def upn(number: int) -> str:
    body = f"99140{number % 1000000:06d}7"
    return check_letter(body) + body


@st.composite
def roll_rows(draw: st.DrawFn) -> RollRow:
    left = draw(st.booleans())
    return RollRow(
        row=0,
        upn="",
        surname=draw(NAMES),
        forename=draw(NAMES),
        preferred=draw(st.just("") | NAMES),
        birth=draw(st.dates(dt.date(2008, 9, 1), dt.date(2015, 8, 31))),
        sex=draw(st.sampled_from("FM")),
        year_group=draw(st.sampled_from(["R", "N2", *map(str, range(1, 15))])),
        group=draw(st.sampled_from(["", "7B", "9 Ash"])),
        starts_on=draw(st.dates(dt.date(2024, 9, 1), dt.date(2025, 9, 1))),
        ends_on=draw(st.dates(dt.date(2025, 9, 2), dt.date(2026, 10, 1))) if left else None,
        ground=draw(st.sampled_from(["a", "f", "9(3)"])) if left else "",
        leaving_note="Moved" if left else "",
        flags=draw(
            st.sets(st.sampled_from(["fsm", "fsm6", "eal", "cla"])).flatmap(
                lambda flags: st.sampled_from(
                    [frozenset(flags), frozenset({*flags, "sen_k"}), frozenset({*flags, "sen_e"})]
                )
            )
        ),
    )


FAULTS = st.builds(
    Faults,
    year_spaces=st.booleans(),
    leave_out_empty=st.booleans(),
    repeats=st.integers(1, 3),
    windows_1252=st.booleans(),
    declared=st.booleans(),
)


def read_roll(path: Path) -> tuple[list[RollRow], Problems]:
    problems = Problems("SIMS")
    with path.open("rb") as stream:
        return list(SimsFile(stream).roll(problems, as_at=AS_AT).rows), problems


def read_marks(path: Path, as_at: dt.date = AS_AT) -> tuple[Marks, Problems]:
    problems = Problems("SIMS")
    with path.open("rb") as stream:
        return SimsFile(stream).marks(problems, as_at=as_at), problems


def unnumbered(row: RollRow, number: int) -> RollRow:
    return RollRow(**{name: getattr(row, name) for name in RollRow.__slots__} | {"row": number})


@pytest.mark.parametrize("write", [write_roll_xml, write_roll_csv])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(roll_rows(), min_size=1, max_size=5), faults=FAULTS)
def test_a_roll_comes_back_as_it_was(write, rows, faults, tmp_path: Path) -> None:
    rows = [unnumbered(row, 0) for row in rows]
    rows = [RollRow(**{n: getattr(r, n) for n in RollRow.__slots__} | {"upn": upn(i)}) for i, r in enumerate(rows)]
    path = tmp_path / "roll"
    write(path, rows, faults)
    read, problems = read_roll(path)
    assert [unnumbered(row, 0) for row in read] == rows
    assert not problems.errors
    assert not problems.total("quarantine")


MARKS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.sampled_from(DAYS), st.sampled_from((1, 2))), st.sampled_from(CODES), min_size=1
)


def fitting(marks: dict[tuple[int, dt.date, int], str]) -> dict[tuple[int, dt.date, int], str]:
    """Only the marks whose code may stand in their session."""
    return {
        (pupil, on, session): code
        for (pupil, on, session), code in marks.items()
        if refusal(code, on=on, session=session, by_hand=False) is None and code_on(code, on)
    }


def unfolded(marks: Marks) -> dict[tuple[str, dt.date, int], str]:
    return {
        (pupil, *marks.session_at(slot)): marks.codes[place]
        for pupil, array in marks.pupils.items()
        for slot, place in enumerate(array)
        if place
    }


@pytest.mark.parametrize("write", [write_marks_xml, write_marks_csv])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=MARKS, faults=FAULTS)
def test_marks_one_to_a_row_come_back_as_they_were(write, drawn, faults, tmp_path: Path) -> None:
    marks = fitting(drawn)
    rows = [MarkRow(upn(pupil), on, session, code) for (pupil, on, session), code in marks.items()]
    missing = [MarkRow(upn(9), DAYS[0], 1, "")]
    path = tmp_path / "marks"
    write(path, rows + missing, faults)
    read, problems = read_marks(path)
    assert unfolded(read) == {(upn(pupil), on, session): code for (pupil, on, session), code in marks.items()}
    assert not problems.errors
    assert not problems.total("quarantine")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=MARKS)
def test_strings_come_back_as_they_were(drawn, tmp_path: Path) -> None:
    marks = {place: code for place, code in fitting(drawn).items() if code != "#"}
    pupils: dict[str, dict[tuple[dt.date, int], str]] = {}
    for (pupil, on, session), code in marks.items():
        pupils.setdefault(upn(pupil), {})[on, session] = code
    path = tmp_path / "marks"
    if not pupils:
        return
    write_marks_strings_csv(path, pupils.items(), start=FIRST, end=LAST)
    read, problems = read_marks(path)
    come_back = {place: code for place, code in unfolded(read).items() if code != "#"}
    assert come_back == {(upn(pupil), on, session): code for (pupil, on, session), code in marks.items()}
    assert not problems.errors


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=MARKS, at=st.data())
def test_a_string_that_lost_a_mark_is_never_read_into_other_sessions(drawn, at, tmp_path: Path) -> None:
    marks = {(on, session): code for (_, on, session), code in fitting(drawn).items() if len(code) == 1}
    if not marks:
        return
    path = tmp_path / "marks"
    write_marks_strings_csv(path, [(upn(1), marks)], start=FIRST, end=LAST)
    header, row = path.read_text().splitlines()[:2]
    name, start, string, end = row.split(",")
    lost = at.draw(st.integers(0, len(string) - 1))
    path.write_text(f"{header}\n{name},{start},{string[:lost]}{string[lost + 1 :]},{end}\n")
    read, problems = read_marks(path)
    assert problems.errors == 1
    assert not unfolded(read)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400),
    dressed=st.sampled_from([b"", b"UPN,Date,Session,Mark\r\n", b"<SuperStarReport><Record>"]),
)
def test_any_bytes_get_an_answer_and_no_traceback(data: bytes, dressed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any"
    path.write_bytes(dressed + data)
    for read in (read_roll, read_marks):
        with contextlib.suppress(Refused):
            read(path)


def test_minutes_late_are_kept_with_their_mark(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    write_marks_csv(path, [MarkRow(upn(1), FIRST, 1, "L", 12), MarkRow(upn(1), FIRST, 2, "\\")])
    marks, _ = read_marks(path)
    assert marks.minutes == {upn(1): {marks.slot(FIRST, 1): 12}}


def test_two_spells_on_the_roll_are_two_rows_and_an_overlap_is_a_question(tmp_path: Path) -> None:
    def spell(starts_on: dt.date, ends_on: dt.date | None) -> RollRow:
        return RollRow(
            row=0,
            upn=upn(1),
            surname="Vale",
            forename="Zoe",
            birth=dt.date(2014, 3, 14),
            sex="F",
            year_group="7",
            starts_on=starts_on,
            ends_on=ends_on,
            ground="a" if ends_on else "",
        )

    path = tmp_path / "roll.csv"
    first = spell(dt.date(2025, 9, 1), dt.date(2026, 2, 13))
    write_roll_csv(path, [first, spell(dt.date(2026, 9, 2), None)])
    rows, problems = read_roll(path)
    assert len(rows) == 2
    assert not problems.errors
    write_roll_csv(path, [first, spell(dt.date(2026, 2, 13), None)])
    rows, problems = read_roll(path)
    assert [problem.code for problem in problems.kept() if problem.severity == "error"] == ["upn_twice"]


@pytest.mark.parametrize("headings", ["Surname,Legal Surname", "Legal Surname,Surname"])
def test_the_legal_surname_wins_wherever_it_stands(headings: str, tmp_path: Path) -> None:
    names = {"Surname": "Known", "Legal Surname": "Lawful"}
    path = tmp_path / "roll.csv"
    cells = ",".join(names[heading] for heading in headings.split(","))
    path.write_text(f"UPN,{headings},Forename,DOB,Sex,Year\n{upn(1)},{cells},Zoe,14/03/2014,F,7\n")
    rows, _ = read_roll(path)
    assert [row.surname for row in rows] == ["Lawful"]


def test_rows_are_numbered_the_same_wherever_a_block_ends(tmp_path: Path) -> None:
    """A block may end between the two characters of a line's end; that is one line's end all the same."""
    path = tmp_path / "marks.csv"
    good = f"{upn(1)},07/09/2026,AM,/\r\n"
    for pad in range(len(good)):
        header = f"UPN,Date,Session,Mark{' ' * pad}\r\n"
        count = (1 << 16) // len(good) + 2
        path.write_bytes((header + good * count + f"{upn(1)},07/09/2026,AM,Z9\r\n").encode())
        _, problems = read_marks(path)
        assert [problem.row for problem in problems.kept() if problem.code == "unknown_code"] == [count + 2]
