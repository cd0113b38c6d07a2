"""What a file may be: the ten kinds in order, and each way in which a file is not, by the sentence it gets."""

import io
import tomllib
from typing import Any

import pytest
from pypdf import PdfWriter

from foundation.documents.kinds import KINDS, cleaned_name, kind_of
from foundation.refusals import Fault, Refused
from tests.files_store import PDF
from tests.foundation.documents.files import KEPT, REFUSED
from tests.layout.tree import ROOT

LARGEST = 25 << 20
CASES = [
    case
    for case in tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
    if case["surface"] == "document"
]
#: What is not on that list.
FURTHER = [row for row in REFUSED if row[0][0] not in "BF"]


def fault_of(name: str, content: bytes, largest: int = LARGEST) -> Fault:
    """The one fault that a file has."""
    with pytest.raises(Refused) as refused:
        kind_of(name, content, largest=largest)
    (fault,) = refused.value.faults
    assert fault.words.endswith(".")
    assert fault.remedy
    return fault


def said_of(name: str, content: bytes, largest: int = LARGEST) -> str:
    """Its code."""
    return fault_of(name, content, largest).code


@pytest.mark.parametrize("name", KEPT)
def test_a_file_of_a_kind_that_is_kept_is_what_its_name_says(name: str) -> None:
    kind = kind_of(name, KEPT[name](), largest=LARGEST)
    assert name.rpartition(".")[2].casefold() in kind.endings


def test_every_kind_has_a_file_that_is_kept() -> None:
    assert {kind_of(name, made(), largest=LARGEST) for name, made in KEPT.items()} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "made", "code"), [row[1:] for row in FURTHER], ids=[f"{c}-{n}" for c, n, *_ in FURTHER]
)
def test_a_file_that_is_not_kept_is_told_the_one_thing(name: str, made: object, code: str) -> None:
    assert said_of(name, made()) == code  # type: ignore[operator]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_of_the_list_of_bad_input_is_met_by_its_answer(case: dict[str, Any]) -> None:
    name = case["input"]["name"]
    (made,) = [made for listed, its, made, _code in REFUSED if its == name and listed[0] in "BF"]
    fault = fault_of(name, made())
    assert (case["answer"], case["code"]) == ("refused", fault.code)
    assert all(words in fault.words for words in case["says"])


def test_every_case_that_evidence_takes_is_on_the_list() -> None:
    listed = {(case["id"].rstrip("abcdefghij"), case["input"]["name"]) for case in CASES}
    assert {(case.replace(" ", ""), name) for case, name, *_ in REFUSED if case[0] in "BF"} == listed
    # 115 and 116, merged headings and error cells, matter where a table is read, and evidence is not.
    numbers = {*(f"B{number}" for number in range(41, 44)), *(f"F{number}" for number in range(105, 119))}
    assert {case for case, _ in listed} == numbers - {"F115", "F116"}


def test_a_locked_pdf_is_refused() -> None:
    writer, locked = PdfWriter(), io.BytesIO()
    writer.add_blank_page(300, 300)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    assert said_of("locked.pdf", locked.getvalue()) == "password"


def test_a_file_of_a_byte_too_many_is_refused() -> None:
    assert kind_of("a.pdf", PDF, largest=len(PDF)).code == "pdf"
    assert said_of("a.pdf", PDF, largest=len(PDF) - 1) == "too_large"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Letter.PDF", "Letter.pdf"),
        ("../../etc/letter.pdf", "letter.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("a\u202ecod.pdf", "acod.pdf"),
        ("a\0b\x1b[31m\u200b.pdf", "ab[31m.pdf"),
        ("  two \n lines .pdf", "two lines.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(given: str, shown: str) -> None:
    (kind,) = [kind for kind in KINDS if kind.code == "pdf"]
    assert cleaned_name(given, kind) == shown
