"""Messages to families: whose name may stand in one, when it waits for a person, and what it says."""

import itertools

import pytest

from schools.absence.rules.messages import (
    BARRED,
    HAS_REASON,
    NO_CONTACT,
    NO_SESSION,
    Look,
    joined,
    subject_of,
    waits_for,
    words_of,
)

LEAD_FIRST = Look("Kai", kinds=frozenset({"ask_first"}))
SLIP = Look("Kai", without=11, marked=30)
PLAIN = Look("Mia")


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (PLAIN, ""),
        (LEAD_FIRST, ""),
        (Look("Kai", absent=False), HAS_REASON),
        (Look("Kai", met=False), NO_SESSION),
        (Look("Kai", linked=False), NO_CONTACT),
        (Look("Kai", kinds=frozenset({"do_not_contact"})), BARRED),
        (Look("Kai", kinds=frozenset({"court_order", "ask_first"})), BARRED),
        (Look("Kai", kinds=frozenset({"court_order"}), linked=False, absent=False), BARRED),
    ],
)
def test_a_name_is_taken_out_for_the_gravest_reason_there_is(look: Look, why: str) -> None:
    assert look.left_out == why


@pytest.mark.parametrize(("without", "marked", "slip"), [(0, 1, False), (10, 30, False), (11, 30, True), (2, 6, False)])
def test_over_a_third_of_a_form_may_be_a_slip(without: int, marked: int, slip: bool) -> None:
    assert Look("Kai", without=without, marked=marked).may_be_slip is slip


@pytest.mark.parametrize(("released", "by_lead", "over_cap"), list(itertools.product([False, True], repeat=3)))
def test_only_the_leads_word_is_enough_where_the_lead_is_to_be_asked(
    released: bool, by_lead: bool, over_cap: bool
) -> None:
    said = waits_for([PLAIN, LEAD_FIRST], released=released, by_lead=by_lead, over_cap=over_cap)
    assert said == ("" if by_lead else "lead")


def test_what_looks_like_a_slip_or_is_too_much_waits_until_a_person_lets_it_go() -> None:
    assert waits_for([PLAIN, SLIP], released=False, by_lead=False, over_cap=True) == "form"
    assert waits_for([PLAIN], released=False, by_lead=False, over_cap=True) == "cap"
    assert waits_for([PLAIN], released=False, by_lead=False, over_cap=False) == ""
    assert waits_for([PLAIN, SLIP], released=True, by_lead=False, over_cap=True) == ""


def test_a_message_says_who_where_to_answer_and_whom_to_ring() -> None:
    said = words_of("Alder", ["Kai", "Mia"], ring="the office on 01632 960118", address="https://a.example/by/x/")
    assert said == (
        "Alder: Kai and Mia are not in school and we have not heard from you yet."
        " Please tell us here: https://a.example/by/x/ or ring the office on 01632 960118. Thank you."
    )
    assert "Kai is not in school" in words_of("Alder", ["Kai"], ring="", address="x")
    assert "or ring the school." in words_of("Alder", ["Kai"], ring="", address="x")
    assert joined(["Kai", "Mia", "Jo"]) == "Kai, Mia and Jo"
    assert subject_of("Alder") == "Alder asks you to get in touch"
