"""A school's own lines as a file: read back as they were written, or refused with each fault's line in the file."""

from typing import Any

import pytest

from foundation.refusals import Malformed
from tenants.policies.rules.override_file import read_lines
from tenants.policies.rules.overriding import Line
from tenants.policies.rules.writing import lines_as_toml
from tests.rules.policies.documents import small

FIVE = "stages.listen.criteria.five.unauthorised.at_least"
FILE = f"""\
base = {{ key = "northfield", version = 3 }}

[[set]]
path = "{FIVE}"
value = 6
reason = "Agreed with heads of year"

[[set]]
path = "letters.we_noticed.body"
value = \"\"\"
Dear {{contact_name}},
“How” can we help?\"\"\"
reason = "Our own words"
"""


def test_what_is_written_is_read_back_as_the_same_lines() -> None:
    lines = read_lines(FILE, small(), name="lines.toml")
    assert [line.value for line in lines] == [6, "Dear {contact_name},\n“How” can we help?"]
    assert read_lines(lines_as_toml(lines, small()), small()) == lines
    assert read_lines(lines_as_toml((), small()), small()) == ()


@pytest.mark.parametrize("value", ["1/10", [4, 6], "two words", 'a "quoted" \\ line\nand another'])
def test_so_is_every_kind_of_value(value: Any) -> None:
    line = Line.model_validate({"path": FIVE, "value": value, "reason": "Why"})
    text = lines_as_toml((line,), small())
    with pytest.raises(Malformed) as refused:
        read_lines(text, small())
    assert refused.value.first.row == 5, "read, and refused only because it cannot stand there"
    assert "value" not in refused.value.first.field


@pytest.mark.parametrize(
    ("old", "new", "row", "field", "words"),
    [
        ("value = 6", "value = 9", 5, FIVE, "9 is not what the trust leaves open. A school may choose from 4 to 8."),
        (FIVE, "stages.listen.exits.settled.unauthorised.at_most", 4, "", "This line is the trust’s."),
        (FIVE, "stages.listen.criteria.six.unauthorised.at_least", 4, "", "There is no such line."),
        ("letters.we_noticed.body", FIVE, 10, FIVE, ""),
        ("{contact_name}", "{nobody}", 10, "letters.we_noticed.body", "nobody"),
        ('key = "northfield"', 'key = "southgate"', 1, "base.key", "These lines are for the policy “southgate”."),
        ("version = 3", "version = 4", 1, "base.version", "Version 4 does not decide here yet."),
        ('reason = "Agreed with heads of year"', "", 3, "set.1.reason", "It is missing."),
        ('reason = "Agreed with heads of year"', 'reason = ""', 6, "set.1.reason", "This is empty."),
        ("value = 6", "value = 0.5", 5, "", "neither a whole number nor a fraction"),
        ("[[set]]", "[[sets]]", 3, "sets", "There is no such key here."),
        ("base = ", "base: ", None, "file", "YAML"),
    ],
)
def test_a_file_is_refused_with_line_and_reason(old: str, new: str, row: int | None, field: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_lines(FILE.replace(old, new, 1), small(), name="lines.toml")
    fault = refused.value.first
    assert (fault.row, words in fault.said) == (row, True), str(fault)
    assert field in fault.field


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    text = FILE.replace("value = 6", "value = 3").replace("{contact_name}", "{nobody}").replace("northfield", "other")
    with pytest.raises(Malformed) as refused:
        read_lines(text, small())
    assert [fault.row for fault in refused.value.faults] == [1, 5, 10]


def test_a_file_made_on_an_earlier_version_is_read() -> None:
    assert len(read_lines(FILE.replace("version = 3", "version = 1"), small())) == 2
