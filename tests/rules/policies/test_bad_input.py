"""Every bad policy document of tests/bad_input.toml is refused with its line and the reason, however it comes in."""

import tomllib
from typing import Any

import pytest

from foundation.refusals import Fault, Malformed
from tenants.policies.rules.faults import faults_in
from tenants.policies.rules.reading_in import LARGEST, read
from tests.layout.tree import ROOT
from tests.rules.policies.documents import SMALL

CASES = [
    case
    for case in tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
    if case["surface"] == "policy-file"
]
REFUSED = [case for case in CASES if case["answer"] == "refused"]
_BITS = "0x" + "f" * 5_000
MADE = {
    "deep": "[" * 100_000,
    "long": "x" * (LARGEST + 1),
    "figures": '{"version": ' + "9" * 5_000 + "}",
    "bits": SMALL.replace("at_least = 5", f"at_least = {_BITS}"),
    "minutes": SMALL.replace("minutes = 2\n", f"minutes = {_BITS}\n"),
}


def text_of(given: dict[str, str]) -> str:
    if "made" in given:
        return MADE[given["made"]]
    if "text" in given:
        return given["text"]
    if "old" in given:
        assert given["old"] in SMALL
    return SMALL.replace(given.get("old", "\0"), given.get("new", "")) + given.get("more", "")


def faults_of(text: str, name: str) -> tuple[Fault, ...]:
    try:
        return tuple(faults_in(read(text, name=name)))
    except Malformed as malformed:
        return malformed.faults


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["id"])
def test_it_is_refused_with_its_line_and_the_reason(case: dict[str, Any]) -> None:
    found = faults_of(text_of(case["input"]), case["input"].get("name", ""))
    assert len(found) == 1, [str(fault) for fault in found]
    (fault,) = found
    assert fault.code == case["code"]
    assert fault.field == case.get("field", fault.field)
    assert fault.row == case.get("row", fault.row)
    assert [words for words in case["says"] if words not in fault.said] == []


def test_what_is_the_policys_own_business_passes() -> None:
    clean = [case for case in CASES if case["answer"] == "clean"]
    assert [case["id"] for case in clean] == ["I162"]
    for case in clean:
        assert faults_of(text_of(case["input"]), "") == ()


def test_there_are_cases_and_the_document_itself_is_clean() -> None:
    assert len(CASES) > 30
    assert faults_of(SMALL, "policy.toml") == ()
