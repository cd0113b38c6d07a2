"""The work of reading a file grows with its size: counted in names that are compared, never by the clock."""

from pathlib import Path
from unittest.mock import patch

import pytest

from integrations.exchange import columns
from integrations.exchange.columns import MOST_COLUMNS
from tests.integrations.test_field_cases import Read, read

UPN = "L823400124123"


def names_compared(path: Path) -> tuple[int, Read]:
    """How many names were brought into the form in which they are compared while a file was read."""
    with patch.object(columns, "folded", side_effect=columns.folded) as folded:
        found = read(path)
    return folded.call_count, found


@pytest.mark.parametrize("further", [30, MOST_COLUMNS - 4])
def test_a_csv_file_s_headings_are_each_looked_up_a_few_times(further: int, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    more = "".join(f",Column {number}" for number in range(further))
    path.write_text(f"UPN,Date,Session,Mark{more}\n{UPN},14/09/2026,AM,/{',x' * further}\n")
    compared, found = names_compared(path)
    assert found.codes == ["unknown_column"]
    # Two rows in three layouts at both openings, and some ten times more for the headings; the known names once.
    assert compared < 25 * (further + 4) + 300


def test_a_tag_that_is_new_in_each_record_is_looked_up_a_few_times(tmp_path: Path) -> None:
    records = MOST_COLUMNS - 4
    mark = f"<UPN>{UPN}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark>"
    path = tmp_path / "marks.xml"
    made = "".join(f"<Record>{mark}<a{number}>x</a{number}></Record>\n" for number in range(records))
    path.write_text(f"<SuperStarReport>{made}</SuperStarReport>")
    compared, found = names_compared(path)
    assert found.marks == (("2026-09-14", "AM", "/"),)
    assert compared < 25 * (records + 4) + 300
