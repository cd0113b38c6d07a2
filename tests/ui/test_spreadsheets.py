"""CSV files that people made in a spreadsheet: which are read, and what is said of the others."""

import pytest

from foundation.refusals import Malformed
from foundation.ui.spreadsheets import decoded, read_csv


def test_text_of_spreadsheets_old_and_new_and_what_is_no_text() -> None:
    assert decoded("\ufeffDate".encode(), largest=7) == "Date"
    assert decoded("Zoë".encode("cp1252"), largest=7) == "Zoë"
    for data, code in ((b"PK\x03\x04\x00", "not_csv"), (b"x" * 8, "too_large")):
        with pytest.raises(Malformed) as refused:
            decoded(data, largest=7)
        assert refused.value.first.code == code


def test_rows_keep_their_numbers_and_what_is_between_cells_is_told_by_the_first_row() -> None:
    for mark in ",;\t":
        text = f'Date{mark}Name\n\n1{mark}"Okafor, Amara;\tX"\n {mark} \n2\n'
        assert read_csv(text, most_rows=2) == [(1, ["Date", "Name"]), (3, ["1", "Okafor, Amara;\tX"]), (5, ["2"])]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n,\n", "empty"), ('a,b\n"x,y\n', "not_csv"), ("a\n1\n2\n3\n", "too_long")]
)
def test_a_file_that_cannot_be_read_as_a_whole_says_why(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_csv(text, most_rows=2)
    assert (refused.value.first.code, refused.value.first.field) == (code, "file")
    assert refused.value.first.remedy
