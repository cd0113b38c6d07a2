"""What the words of a reply suggest, and what they do not."""

import pytest

from schools.absence.rules.replies import OTHER_WAY, Chosen, disagree, suggested_code

SUGGESTS = {
    "I": (
        "Kai is ill",
        "he's been sick all night",
        "High TEMPERATURE this morning sorry",
        "Not feeling well",
        "she isn’t very well today",
        "Mia has a tummy bug and won't be in",
        "can't come in, fever",
        "not well, will not be in today",
        "chickenpox :(",
    ),
    "M": (
        "Dentist at 10",
        "hospital appointment",
        "At the doctor's this morning",
        "GP appt 9.40, in after that, late",
        "in A&E with him",
        "orthodontist then he will be in later",
    ),
    "G": ("We are on holiday", "Our flight was cancelled, still abroad"),
    "L": (
        "running late",
        "On way!",
        "he's on his way",
        "Overslept, dropping him off now",
        "stuck in traffic",
        "we just left",
    ),
    "": (
        "",
        "ok",
        "Who is this?",
        "He is not ill",
        "no he isn't sick, he left at 8",
        "Is he late?",
        "she was ill but is on her way",
        "ill, and he has a doctor's appointment at 3",
        "feeling better, back soon",
        "back from holiday, ill",
        "dentist tomorrow",
        "he was poorly yesterday",
        "no idea where she is, she left for school at 8",
        "if he has a temperature I'll keep him home",
        "She will be there",
        "wrong number",
        "chill out",
        "<b>x</b>",
    ),
}


@pytest.mark.parametrize(("code", "words"), [(code, words) for code, each in SUGGESTS.items() for words in each])
def test_words_suggest_one_code_or_none(code: str, words: str) -> None:
    assert suggested_code(words) == code


@pytest.mark.parametrize(
    ("words", "kai", "mia"),
    [
        ("Kai is ill", "I", ""),
        ("kai and mia are ill", "I", "I"),
        ("both ill", "I", "I"),
        ("Mia: dentist", "", "M"),
        ("kaiser is ill", "I", "I"),
    ],
)
def test_words_that_name_a_sibling_alone_suggest_nothing_for_the_other(words: str, kai: str, mia: str) -> None:
    assert suggested_code(words, name="Kai", others=["Mia"]) == kai
    assert suggested_code(words, name="Mia", others=["Kai"]) == mia


def test_a_name_that_is_no_pattern_is_no_pattern() -> None:
    assert suggested_code("ill", name="(", others=["*"]) == "I"


def test_1600_characters_are_read_at_once() -> None:
    assert suggested_code("not " * 400) == ""
    assert suggested_code("not feeling " * 133) == ""


def test_what_a_parent_chooses_suggests_its_code() -> None:
    assert {one.value: one.code for one in Chosen} == {"ill": "I", "medical": "M", "late": "L", "else": ""}
    assert all(one.label for one in Chosen)


def test_every_reason_has_its_other_way_but_being_late() -> None:
    assert set(OTHER_WAY) == set(SUGGESTS) - {"", "L"}


@pytest.mark.parametrize(
    ("codes", "two"), [([], False), (["I", "", "I"], False), (["I", "M"], True), (["", "L", "I"], True)]
)
def test_two_things_said_of_one_child_disagree(codes: list[str], two: bool) -> None:
    assert disagree(codes) is two
