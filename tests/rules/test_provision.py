"""The rules of education elsewhere: which code where, which sessions, how one stands, and a provider's file row by row."""

import datetime as dt

import pytest

from foundation.refusals import Malformed
from schools.provision.rules.asking import subject_of, words_of
from schools.provision.rules.elsewhere import (
    LONGEST,
    Said,
    Stands,
    code_fault,
    dates_fault,
    sessions_between,
    slots_fault,
    stands,
)
from schools.provision.rules.files import MOST_ROWS, read_rows

MONDAY = dt.date(2026, 11, 16)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "begun", "settled", "kept_out", "expected"),
    [
        (None, False, False, False, Stands.AHEAD),
        (None, True, False, False, Stands.OPEN),
        (Said.UNKNOWN, True, False, False, Stands.UNKNOWN),
        (Said.ABSENT, True, False, False, Stands.ABSENT),
        (Said.ABSENT, True, True, False, Stands.SETTLED),
        (Said.PRESENT, True, False, False, Stands.SETTLED),
        (Said.PRESENT, True, False, True, Stands.KEPT_OUT),
        (Said.PRESENT, True, True, True, Stands.SETTLED),
        (None, True, True, False, Stands.SETTLED),
    ],
)
def test_how_a_session_stands(said: Said | None, begun: bool, settled: bool, kept_out: bool, expected: Stands) -> None:
    assert stands(said, begun=begun, settled=settled, kept_out=kept_out) is expected


def test_sessions_are_those_of_the_week_from_the_first_day_to_the_last() -> None:
    found = list(sessions_between([1, 4, 10], MONDAY + DAY, MONDAY + 7 * DAY))
    assert found == [(MONDAY + DAY, 2), (MONDAY + 4 * DAY, 2), (MONDAY + 7 * DAY, 1)]


@pytest.mark.parametrize(
    ("code", "of_school", "dual", "fault"),
    [
        ("B", False, False, None),
        ("K", False, False, None),
        ("W", False, False, None),
        ("D", True, True, None),
        ("D", False, True, "not_a_school"),
        ("D", True, False, "not_dual"),
        ("K", True, True, "dual"),
        ("K", True, False, None),
        ("C", False, False, "code"),
        ("/", False, False, "code"),
    ],
)
def test_d_is_for_a_school_where_the_pupil_is_registered_and_k_is_not(
    code: str, of_school: bool, dual: bool, fault: str | None
) -> None:
    found = code_fault(code, of_school=of_school, at_other_school=dual)
    assert (found.code if found else None) == fault


def test_dates_in_order_and_no_longer_than_may_be() -> None:
    assert dates_fault(MONDAY, MONDAY) is None
    assert dates_fault(MONDAY, MONDAY + LONGEST) is None
    backwards, long = dates_fault(MONDAY, MONDAY - DAY), dates_fault(MONDAY, MONDAY + LONGEST + DAY)
    assert (backwards and backwards.code, long and long.code) == ("order", "too_long")


def test_sessions_of_a_week() -> None:
    assert slots_fault([1, 10]) is None
    none, unknown = slots_fault([]), slots_fault([0, 11])
    assert (none and none.code, unknown and unknown.code) == ("no_sessions", "unknown_session")


def test_a_message_to_a_provider_says_where_and_whom_to_ring() -> None:
    words = words_of("Alder Academy", ring="01632 960118", address="https://a/by/x/attendance/", chased=True)
    assert words.startswith("Alder Academy: we have not heard yet")
    assert "https://a/by/x/attendance/ If it does not open, ring 01632 960118." in words
    assert subject_of("Alder Academy") == "Alder Academy: who came to you today?"


# A provider's file

HEAD = "Date,Session,UPN,Pupil,Attendance,Reason\n"


def test_a_file_is_read_in_any_order_and_by_any_of_its_words() -> None:
    text = "attended;NAME;am/pm;date\nYes;Okafor, Amara;Day;2026-11-16\nDNA;Jo Bright;pm;17/11/2026\n"
    read = read_rows(text)
    assert read.faults == ()
    assert [(row.number, row.date, row.sessions, row.name, row.said) for row in read.rows] == [
        (2, MONDAY, (1, 2), "Okafor, Amara", Said.PRESENT),
        (3, MONDAY + DAY, (2,), "Jo Bright", Said.ABSENT),
    ]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("31/11/2026,AM,A1,,present,", "Date", "unreadable"),
        (",AM,A1,,present,", "Date", "unreadable"),
        ("16/11/2026,noon,A1,,present,", "Session", "unreadable"),
        ("16/11/2026,AM,A1,,perhaps,", "Attendance", "unreadable"),
        ("16/11/2026,AM,,,present,", "UPN", "nobody"),
        (f"16/11/2026,AM,A1,,absent,{'x' * 501}", "Reason", "too_long"),
        ("16/11/2026", "Session", "unreadable"),
    ],
)
def test_what_is_wrong_is_said_of_its_row_and_the_others_are_read(row: str, field: str, code: str) -> None:
    read = read_rows(f"{HEAD}{row}\n\n16/11/2026,PM,a2,,absent,bus\n")
    (fault,) = read.faults
    assert (fault.row, fault.field, fault.code) == (2, field, code)
    assert fault.remedy
    assert [(one.number, one.upn, one.words) for one in read.rows] == [(4, "A2", "bus")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Day,Who\n1,2\n", "headings"),
        ("Date,Date,Session,UPN,Attendance\n", "twice"),
        (HEAD + "16/11/2026,AM,A1,,present,\n" * (MOST_ROWS + 1), "too_long"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_says_why(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_rows(text)
    assert (refused.value.first.code, refused.value.first.field) == (code, "file")
    assert refused.value.first.remedy
