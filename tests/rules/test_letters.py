"""Templates of letters, what stops one, and what may be done in which state."""

from dataclasses import replace

import pytest

from foundation.access.permissions import Permission
from foundation.documents.merging import COMMON, Field, clean, faults_of, merged
from foundation.refusals import Malformed, Refused
from schools.letters.rules import kinds
from schools.letters.rules.kinds import TO_A_PARENT, LetterKind, kind_of, state_kind
from schools.letters.rules.marking import marked
from schools.letters.rules.standing import Standing
from schools.letters.rules.states import GONE, MAY, WORDS, Act, State
from schools.letters.rules.words import email_of, subject_of

KNOWN = frozenset({"contact_name", "pupil_first_name", "days"})
#: T12: what a language of templates, a format string or a shell would make something of. Each is literal, or a clear fault.
HOSTILE = (
    "{{ settings.SECRET_KEY }}",
    "{{ a.__class__ }}",
    "{a.__class__}",
    "{pupil.surname}",
    "{0}",
    "{}",
    "{contact_name!r}",
    "{contact_name:>10}",
    "{contact_name.upper}",
    "{contact_name[0]}",
    "{% include '/etc/passwd' %}",
    "{% load x %}",
    "{{ 7*7 }}",
    "${contact_name}{",
    "{contact_name",
    "contact_name}",
    "{contact\nname}",
    "{{contact_name}}",
    "{ contact_name }",
    "{CONTACT_NAME}",
    "{сontact_name}",
    "{surname}",
)


def test_fields_are_filled_in_once_and_what_they_held_is_never_looked_at_again() -> None:
    values = {"contact_name": "Ms {pupil_first_name} {{ x }} #strong[x]", "pupil_first_name": "Kai", "days": "3"}
    assert merged("Dear {contact_name}\n\n{pupil_first_name}: {days}", values) == (
        "Dear Ms {pupil_first_name} {{ x }} #strong[x]\n\nKai: 3"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_no_field_is_a_fault_that_says_where_and_what_there_is(text: str) -> None:
    faults = faults_of(f"Dear {{contact_name}}\n{text}", KNOWN, field="text")
    assert faults
    assert {fault.code for fault in faults} <= {"brace", "unknown_field"}
    assert all(fault.row is not None and fault.row >= 2 and fault.field == "text" and fault.remedy for fault in faults)


@pytest.mark.parametrize(
    "text", ["$HOME `id` %s %(x)s <b>&amp;</b> =1+1 #strong[x] \\n", "{contact_name}{days}", "Plain.", ""]
)
def test_whatever_has_no_brace_of_its_own_is_text(text: str) -> None:
    assert faults_of(text, KNOWN, field="text") == []


def test_a_fault_names_the_field_that_is_unknown_and_those_there_are() -> None:
    (fault,) = faults_of("a\n\n{pupil_surname}", KNOWN, field="text")
    assert "{pupil_surname}" in fault.said
    assert "contact_name, days, pupil_first_name" in fault.said
    assert fault.row == 3


def test_a_line_of_fields_without_a_value_is_left_out_and_others_stay() -> None:
    values = {"contact_name": "Ms A", "pupil_first_name": "", "days": ""}
    text = "Dear {contact_name}\n\n{pupil_first_name} {days}\n\nDays: {days}\n{days}\nEnd"
    assert merged(text, values) == "Dear Ms A\n\nDays: \nEnd"


def test_a_field_of_which_nothing_is_known_stops_the_letter_by_name() -> None:
    with pytest.raises(Refused) as refused:
        merged("From {days} to {until}", {"contact_name": "x"})
    assert [fault.code for fault in refused.value.faults] == ["no_value", "no_value"]
    assert "{days}" in refused.value.faults[0].words
    assert "{until}" in refused.value.faults[1].words


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800"])
def test_invisible_characters_are_refused_with_their_number(letter: str) -> None:
    with pytest.raises(Malformed) as refused:
        clean(f"Dear{letter}", field="body", longest=100)
    assert refused.value.first.field == "body"
    assert f"U+{ord(letter):04X}" in refused.value.words


def test_what_is_typed_keeps_its_lines_and_has_an_end() -> None:
    assert clean("\r\nA\r\nB\rC\tD\n", field="body", longest=8) == "A\nB\nC\tD"
    with pytest.raises(Malformed, match="9 characters") as refused:
        clean("x" * 9, field="body", longest=8)
    assert refused.value.first.code == "too_long"


# Kinds


def test_a_kind_whose_own_text_has_a_fault_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="no field"):
        LetterKind("x", "X", heading="x", text="{surname}")
    with pytest.raises(ValueError, match="no name of a field"):
        Field("Surname", "x", "x")


def test_a_name_is_one_kind_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    state_kind(TO_A_PARENT)
    state_kind(TO_A_PARENT)
    with pytest.raises(ValueError, match="two kinds"):
        state_kind(LetterKind(TO_A_PARENT.name, "Another", heading="x", text="x"))
    assert kinds.kinds() == [TO_A_PARENT]
    with pytest.raises(KeyError):
        kind_of("strange")


def test_a_sample_is_filled_in_with_what_is_invented() -> None:
    kind = LetterKind(
        "x", "X", heading="x", text="{pupil_first_name}: {days}", fields=(Field("days", "Days", "3 to 5"),)
    )
    assert kind.sample(kind.text) == "Kai: 3 to 5"
    assert kind.approve is Permission.APPROVE_LETTERS
    assert {one.name for one in COMMON} < kind.names


# Whom it goes to


def test_a_bar_stops_a_letter_whatever_the_lead_says() -> None:
    for kind in ("do_not_contact", "court_order"):
        standing = Standing("x", ["1 Elm Road"], "x@example.org", kinds=frozenset({kind}), by_lead=True)
        for fault in (standing.barred, standing.against_printing(by_hand=True), standing.against_sending):
            assert fault is not None
            assert fault.code == "barred"
    gone = Standing("x", ["1 Elm Road"], "x@example.org", linked=False)
    assert gone.barred is not None
    assert gone.barred.code == "not_linked"


def test_who_is_to_be_asked_about_waits_for_the_lead() -> None:
    waits = Standing("x", ["1 Elm Road"], "x@example.org", kinds=frozenset({"ask_first"}))
    assert (waits.barred, waits.lead_first, waits.against_sending) == (None, True, None)
    fault = waits.against_printing(by_hand=True)
    assert fault is not None
    assert fault.code == "lead_first"
    said = Standing("x", ["1 Elm Road"], kinds=frozenset({"ask_first"}), by_lead=True)
    assert (said.lead_first, said.against_printing(by_hand=False)) == (False, None)


def test_a_child_who_is_looked_for_first_waits_for_the_lead_as_well_and_a_bar_stays_a_bar() -> None:
    signed = Standing("x", ["1 Elm Road"], "x@example.org", looked_for_first=True)
    assert signed.lead_first
    assert signed.against_printing(by_hand=False) is not None
    assert not replace(signed, by_lead=True).lead_first
    barred = replace(signed, by_lead=True, kinds=frozenset({"do_not_contact"}))
    assert barred.barred is not None


# What was filled in


def test_what_was_filled_in_is_marked_as_whole_words_and_the_longer_first() -> None:
    line = "Ada Brown, Adam and Ada <b>$1</b>"
    assert marked(line, ["Ada", "Ada Brown", "<b>$1</b>", ""]) == [
        ("Ada Brown", True), (", Adam and ", False), ("Ada", True), (" ", False), ("<b>$1</b>", True),
    ]  # fmt: skip
    assert marked(line, []) == [(line, False)]
    assert "".join(words for words, _ in marked(line, ["a", "B", "("])) == line


def test_without_an_address_it_is_handed_over_or_not_printed_and_never_sent() -> None:
    nowhere = Standing("x")
    posted, sent = nowhere.against_printing(by_hand=False), nowhere.against_sending
    assert posted is not None
    assert sent is not None
    assert (posted.code, sent.code) == ("no_address", "no_email")
    assert posted.remedy
    assert nowhere.against_printing(by_hand=True) is None


# States


def test_what_has_left_can_neither_be_changed_nor_withdrawn() -> None:
    for act in (Act.EDIT, Act.APPROVE, Act.REOPEN, Act.PRINT, Act.SEND, Act.LET_GO, Act.WITHDRAW):
        assert not MAY[act] & GONE, act
    assert set(WORDS) == set(State)
    assert MAY[Act.PRINT] == MAY[Act.SEND]
    assert State.DRAFT not in MAY[Act.PRINT]


def test_an_email_is_the_letter_word_for_word_and_its_subject_tells_nothing() -> None:
    email = email_of("About Kai", "Dear Ms A\n\nKai.", signature=["A Head", "Head"], sender=["Alder"], reference="Ref")
    assert email == "About Kai\n\nDear Ms A\n\nKai.\n\nYours sincerely\n\nA Head\nHead\n\nAlder\n\nRef\n"
    assert subject_of("Alder High School") == "A letter from Alder High School"
