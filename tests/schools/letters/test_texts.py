"""The school's own texts and letterhead: what is refused of them, and what letters then begin with and leave under."""

import tomllib
import uuid
from typing import Any

import pytest

from foundation.access.roles import Role
from foundation.documents.merging import Field
from foundation.refusals import Refused
from schools.letters.operations.templates import check_text
from schools.letters.rules.kinds import TO_A_PARENT, LetterKind
from tests.layout.tree import ROOT
from tests.schools.absence.family import MOTHER
from tests.schools.letters.writing import Writing, first_name

EVERY = tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
CASES = [case for case in EVERY if case["surface"] == "letter-text"]
PATH = "/letters/texts/parent/"


def version(office: Writing, path: str = PATH) -> str:
    """What the page's form says it shows."""
    return str(office.client().get(path).context["form"]["version"].value())


def save(office: Writing, text: str, *, heading: str = "About {pupil_first_name}", **more: str) -> Any:
    return office.client().post(PATH, {"heading": heading, "text": text, "version": version(office), **more})


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}-{case['title']}" for case in CASES])
@pytest.mark.parametrize("press", ["", "preview"])
def test_a_text_that_cannot_be_is_refused_by_line_and_kept_as_typed(
    office: Writing, case: dict[str, Any], press: str
) -> None:
    before = version(office)
    given = case["input"]
    typed = given["text"] if "text" in given else given["repeated"] * given["times"]
    answer = save(office, typed, **({press: "yes"} if press else {}))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [case["field"]]
    said = " ".join(errors[case["field"]])
    for words in case["says"]:
        assert words in said
    if "row" in case:
        assert f"Line {case['row']}" in said
    assert version(office) == before


@pytest.mark.parametrize("case", [case for case in CASES if case["field"] == "text" and "row" in case])
def test_programs_are_told_by_a_code(case: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        check_text(TO_A_PARENT, "About", case["input"]["text"])
    assert (refused.value.first.code, refused.value.first.row) == (case["code"], case["row"])


def test_a_text_names_what_its_kind_must_hold() -> None:
    days = (Field("days", "The days", "3 to 5 March"),)
    kind = LetterKind("x", "X", heading="X", text="On {days}", fields=days, must_name=frozenset({"days"}))
    assert check_text(kind, "X", "{contact_name}: {days}") == ("X", "{contact_name}: {days}")
    with pytest.raises(Refused) as refused:
        check_text(kind, "{days}", "No day, {contact_name}")
    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.words) == ("missing_field", "text", "It has to name {days}: The days.")
    with pytest.raises(ValueError, match="It has to name"):
        LetterKind("x", "X", heading="X", text="On", fields=days, must_name=frozenset({"days"}))


def test_letters_begin_with_the_school_s_own_text_and_those_drafted_before_keep_theirs(office: Writing) -> None:
    before = office.write()
    assert (
        save(office, "Dear {contact_name}\n\n{pupil_name}, {pupil_form}", heading="Re {pupil_name}").status_code == 302
    )
    key = uuid.UUID(office.begin()["Location"].strip("/").split("/")[-1])
    assert office.letter(key).body.startswith(f"Dear {MOTHER}\n\n{first_name(office)} ")
    assert office.letter(before).heading == "About Kai"
    page = office.client().get(PATH).content.decode()
    assert "The school’s own text." in page
    assert "The text we ship" in page
    save(office, TO_A_PARENT.text)


def test_a_preview_shows_it_filled_in_and_saves_nothing(office: Writing) -> None:
    before = version(office)
    answer = save(office, "Dear {contact_name}, <b>{pupil_first_name}</b>", preview="yes")
    assert answer.status_code == 200
    assert "Dear Ms Sara Brown, &lt;b&gt;Kai&lt;/b&gt;" in answer.content.decode()
    assert version(office) == before


def test_who_changed_it_meanwhile_is_not_overwritten(office: Writing) -> None:
    shown = version(office)
    assert save(office, "First {contact_name}").status_code == 302
    answer = office.client(Role.HEADTEACHER).post(PATH, {"heading": "x", "text": "Second", "version": shown})
    assert answer.status_code == 422
    assert "Somebody has changed it since you opened it." in answer.content.decode()
    assert "First" in office.client().get(PATH).content.decode()
    save(office, TO_A_PARENT.text)


def test_letters_leave_under_the_letterhead_of_that_moment(office: Writing) -> None:
    path = "/letters/texts/letterhead/"
    head = {"address": "1 School Lane\r\nAlderton", "telephone": "01632 960118", "email": "office@example.org"}
    typed = {**head, "ring": "Ms Day on 01632 960118", "version": version(office, path)}
    assert office.client().post(path, typed).status_code == 302
    assert office.client().post(path, typed).status_code == 422
    key = uuid.UUID(office.begin()["Location"].strip("/").split("/")[-1])
    assert "please ring Ms Day on 01632 960118." in office.letter(key).body
    key = office.approved()
    office.act(key, "print")
    assert office.letter(key).head == {"lines": ["1 School Lane", "Alderton", "01632 960118", "office@example.org"]}
    answer = office.client().post(path, typed | {"email": "no address", "version": version(office, path)})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["email"]


def test_only_who_keeps_the_texts_sees_them(office: Writing) -> None:
    for role in (Role.HEAD_OF_YEAR, Role.CLASS_TEACHER, Role.SAFEGUARDING_LEAD):
        assert office.client(role).get(PATH).status_code == 404
        assert office.client(role).get("/letters/texts/").status_code == 404
