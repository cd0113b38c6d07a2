"""Referrals: the table of moves, what is lacking, consent, the directory's file, the paper that is sent, the local form."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from foundation.refusals import Malformed, Refused
from foundation.ui.spreadsheets import csv_text
from schools.referrals.rules import states
from schools.referrals.rules.attend import answers_of, attend_faults, attend_form
from schools.referrals.rules.consent import Given, any_holds, consent_faults
from schools.referrals.rules.directory import HEADINGS, cells_of, read_services
from schools.referrals.rules.lacking import CONSENT, SENSITIVE, WRITE, Stands, lacking
from schools.referrals.rules.paper import Paper
from schools.referrals.rules.services import About, age_on, ages_words, is_of_age, service_faults
from schools.referrals.rules.states import REFERRAL, sending
from schools.referrals.rules.wanted import PARTS, key_called, parts_of

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
EARLY = About(
    name="Early Help",
    purpose="Help for a whole family",
    reached="01632 960 200",
    ways=("portal", "post"),
    wants=("why", "child", "tried"),
    from_age=0,
    to_age=18,
    waiting="about 3 weeks",
    heard_on=dt.date(2026, 11, 2),
)
WHOLE = Stands(wants=EARLY.wants, written=frozenset({"why", "child", "tried"}), consents=[Given(TODAY)])


# How a referral moves


def test_from_a_draft_to_an_answer_and_nothing_is_sent_twice() -> None:
    sent = REFERRAL.after(states.DRAFT, sending(states.DRAFT))
    asked = REFERRAL.after(sent, "ask")
    again = REFERRAL.after(asked, sending(asked))
    assert (sent, asked, again) == ("sent", "asked", "sent_again")
    assert REFERRAL.after(again, "ask") == "asked"
    assert REFERRAL.after(again, "accept") == "accepted"
    with pytest.raises(Refused, match=r"This referral is sent again, so it cannot be sent\."):
        REFERRAL.after(again, sending(again))


@pytest.mark.parametrize("move", ["send", "send_again", "ask", "accept", "decline"])
def test_a_blocked_one_goes_nowhere_but_back(move: str) -> None:
    with pytest.raises(Refused, match="This referral is blocked"):
        REFERRAL.after(states.BLOCKED, move)


def test_what_is_over_stays_over_but_for_one_taken_back_once_it_was_accepted() -> None:
    assert [one.key for one in REFERRAL.moves_from(states.ACCEPTED)] == ["take_back"]
    assert not REFERRAL.moves_from(states.DECLINED)
    assert not REFERRAL.moves_from(states.TAKEN_BACK)


# Consent


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        (Given(TODAY), True),
        (Given(TODAY + DAY), False),
        (Given(TODAY - DAY, until=TODAY), True),
        (Given(TODAY - DAY, until=TODAY - DAY), False),
        (Given(TODAY - DAY, withdrawn_on=TODAY), False),
        (Given(TODAY - DAY, withdrawn_on=TODAY + DAY), True),
    ],
)
def test_consent_holds_on_its_last_day_and_not_on_that_of_its_withdrawal(given: Given, holds: bool) -> None:
    assert given.holds(TODAY) is holds
    assert any_holds([Given(TODAY + DAY), given], TODAY) is holds


def test_a_consent_says_whose_and_for_what_and_is_of_no_day_to_come() -> None:
    found = consent_faults(name=" ", what="", given_on=TODAY + DAY, until=TODAY, today=TODAY)
    assert [one.field for one in found] == ["name", "what", "given_on", "until"]
    assert not consent_faults(name="K", what="All", given_on=TODAY, until=TODAY, today=TODAY)


# What is lacking


@pytest.mark.parametrize(
    ("change", "act", "says"),
    [
        ({"written": frozenset({"why", "child"})}, WRITE, "Nobody has written: what has been tried."),
        ({"wants": (*EARLY.wants, "health")}, SENSITIVE, "The safeguarding lead has still to write: health"),
        ({"consents": []}, CONSENT, "Nobody has consented"),
        ({"consents": [Given(TODAY - DAY, withdrawn_on=TODAY)]}, CONSENT, "Consent was withdrawn"),
        ({"consents": [Given(TODAY - DAY, until=TODAY - DAY)]}, CONSENT, "No consent holds today"),
        ({"barred": "Karen Farrow"}, WRITE, "Karen Farrow must not be contacted"),
        ({"service_ended": True}, "service", "works with this service no more"),
        ({"case_closed": True}, "case", "The case is closed"),
    ],
)
def test_each_thing_that_is_lacking_is_named_with_the_act_that_gives_it(
    change: dict[str, Any], act: str, says: str
) -> None:
    assert lacking(WHOLE, TODAY) == []
    (found,) = lacking(replace(WHOLE, **change), TODAY)
    assert found.act == act
    assert says in found.words


def test_the_leads_reason_stands_in_for_consent_and_for_nothing_else() -> None:
    bare = Stands(wants=(), written=frozenset(), without_consent=True)
    assert [one.act for one in lacking(bare, TODAY)] == [WRITE]


def test_why_is_in_every_referral_and_the_parts_have_one_order() -> None:
    assert [one.key for one in parts_of(["tried", "health", "child"])] == ["why", "child", "tried", "health"]
    assert {key_called(one.words.upper()) for one in PARTS} == {one.key for one in PARTS}
    assert key_called("shoe size") is None


# Services and their file


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"ways": ()}, ["ways"]),
        ({"ways": ("email",)}, ["email"]),
        ({"from_age": 12, "to_age": 11}, ["to_age"]),
        ({"from_age": 40, "to_age": None}, ["from_age"]),
        ({"waiting": ""}, ["waiting"]),
        ({"heard_on": None}, ["heard_on"]),
        ({"heard_on": TODAY + DAY}, ["heard_on"]),
        ({"reply_days": 0}, ["reply_days"]),
        ({"purpose": "a" * 2001, "reached": "\x00"}, ["purpose", "reached"]),
    ],
)
def test_what_stands_against_a_service_is_said_of_its_field(change: dict[str, Any], fields: list[str]) -> None:
    assert service_faults(EARLY, TODAY) == []
    assert [one.field for one in service_faults(replace(EARLY, **change), TODAY)] == fields


def test_ages() -> None:
    assert [ages_words(*pair) for pair in ((None, None), (11, None), (None, 18), (11, 18))] == [
        "any age",
        "11 and over",
        "up to 18",
        "11 to 18",
    ]
    assert is_of_age(11, 11, 18)
    assert not is_of_age(10, 11, 18)
    assert not is_of_age(19, None, 18)
    born = dt.date(2012, 2, 29)
    assert [age_on(born, on) for on in (dt.date(2026, 2, 28), dt.date(2026, 3, 1))] == [13, 14]


def file_of(*rows: About, **changed: str) -> str:
    """A file as we write it, with cells of the last row in the place of its own."""
    names = list(HEADINGS)
    cells = [[str(cell if cell is not None else "") for cell in cells_of(row)] for row in rows]
    for name, cell in changed.items():
        cells[-1][names.index(name)] = cell
    return csv_text([list(HEADINGS.values()), *cells]).lstrip("\ufeff")


def test_the_file_comes_back_as_it_went() -> None:
    other = replace(EARLY, name="School nursing", email="n@example.org", ways=("email",), waiting="", heard_on=None)
    read = read_services(file_of(EARLY, other), TODAY)
    assert read.faults == ()
    assert read.rows == ((2, EARLY), (3, other))


@pytest.mark.parametrize(
    ("name", "typed", "column", "says"),
    [
        ("name", "", "Service", "Write what the service is called."),
        ("from_age", "eleven", "From age", "“eleven” cannot be read."),
        ("from_age", "19", "To age", "youngest would be older"),
        ("ways", "pigeon", "Sent by", "cannot be read"),
        ("ways", "", "Sent by", "It can be sent nothing."),
        ("wants", "shoe size", "Wants", "cannot be read"),
        ("heard_on", "a Tuesday in May", "Heard on", "cannot be read"),
        ("email", "nobody", "Email", "That is no email address."),
        ("reply_days", "1000", "Answers within (school days)", "cannot be read"),
        ("name", "EARLY HELP", "Service", "The file names this service twice."),
    ],
)
def test_a_bad_cell_is_told_by_its_row_and_column(name: str, typed: str, column: str, says: str) -> None:
    (fault,) = read_services(file_of(EARLY, replace(EARLY, name="Another"), **{name: typed}), TODAY).faults
    assert (fault.row, fault.field) == (3, column)
    assert says in fault.said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("Service,For\nA,B\n", "headings"),
        ("Service,For,Reached by,Sent by\n", "no_rows"),
        ("Service,For,Reached by,Sent by,service\nA,B,C,post,D\n", "repeated_column"),
        ('Service,For,Reached by,Sent by\n"A,B\n', "not_csv"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_services(text, TODAY)
    assert caught.value.first.code == code


# What is sent


def test_what_is_sent_says_who_to_whom_on_what_basis_and_what_was_asked_for() -> None:
    paper = Paper(
        school="Alder School",
        service="Early Help",
        pupil="Lee Farrow",
        born=dt.date(2012, 3, 4),
        form="9B",
        version=2,
        on=TODAY,
        sent_by="R Cole, Attendance officer",
        basis="Consent of Karen Farrow",
        parts=[("Why the school refers", "#strong[x]\nTwo lines")],
        asked="The parent’s own words",
    )
    for words in (
        "Alder School",
        "Lee Farrow",
        "4 March 2012",
        "version 2",
        "Karen Farrow",
        "#strong[x]",
        "You asked for",
    ):
        assert words in paper.text
    assert "You asked for" not in replace(paper, asked="").text


# The local form


def test_the_form_says_that_it_is_local_and_asks_each_thing_once() -> None:
    form = attend_form()
    assert "local template" in form.note
    assert len(set(form.keys)) == len(form.keys)


def test_a_version_holds_what_was_answered_and_differs_from_the_one_before() -> None:
    answers = answers_of({"home": " Late nights ", "tried": "", "strange": "x"})
    assert answers == {"home": "Late nights"}
    assert attend_faults(answers, {}) == []
    assert [one.code for one in attend_faults(answers, answers)] == ["same"]
    assert [one.code for one in attend_faults({}, {})] == ["empty"]
    assert [one.field for one in attend_faults({"home": "a" * 2001}, {})] == ["home"]
