"""What is left out of a paper for somebody outside the school, and what papers are made of."""

import datetime as dt

import pytest

from schools.papers.rules.kinds import PaperKind
from schools.papers.rules.shapes import Because, Entry, LeftOut, Part, clipped, digest, in_order
from schools.papers.rules.sifting import GAP, Others, names_in, sift, without_names

DAY = dt.date(2026, 11, 19)
OTHERS = Others.of(
    children=["Kai Adeyemi", "Will Brown", "May Lee", "Zoé Ångström", "Mary-Jane O’Brien", "Grace Khan", "Bo Li"],
    people=["Ms Sara Brown", "Mr Tom Vale"],
    own=["Lee Brown", "Ms Sara Brown"],
    staff=["Grace Khan", "Grace Miller"],
)


def entry(key: str, what: str = "", more: str = "", because: Because | None = None) -> Entry:
    return Entry(key, DAY, what, more, because=because)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kai hit him", f"{GAP} hit him"),
        ("Kai's fault, KAI said so, and kai knows", f"{GAP} fault, {GAP} said so, and {GAP} knows"),
        ("with Adeyemi", f"with {GAP}"),
        ("Lee Brown and Lee", "Lee Brown and Lee"),
        ("Zoe, ZOÉ, Zoe\u0301", f"{GAP}, {GAP}, {GAP}"),
        ("Angstrom", GAP),
        ("Mary Jane O'Brien, OBrien and o’brien", f"{GAP}, {GAP} and {GAP}"),
        ("K\u200bai", GAP),
        ("kai.adeyemi@alder.example", f"{GAP}.{GAP}@alder.example"),
        ("Kai_Adeyemi", f"{GAP}_{GAP}"),
        ("He will come, she may not", "He will come, she may not"),
        ("Will came", f"{GAP} came"),
        ("On 3 May, in May 2026", "On 3 May, in May 2026"),
        ("May came", f"{GAP} came"),
        ("Tom Vale rang, Mr Tom", f"{GAP} rang, Mr {GAP}"),
        ("Sara rang", "Sara rang"),
        ("Grace Miller wrote to Grace", f"Grace Miller wrote to {GAP}"),
        ("Grace Khan", GAP),
        ("Bo was there", f"{GAP} was there"),
        ("Kailash was there", "Kailash was there"),
    ],
)
def test_a_name_of_another_is_found_whatever_its_shape(text: str, said: str) -> None:
    assert without_names(text, OTHERS) == said


def test_each_name_is_told_once_with_whose_it_is_and_the_words_around_it() -> None:
    found = names_in("They say that Kai hit Tom. Kai denies it.", OTHERS)
    assert [(one.word, one.because) for one in found] == [("kai", Because.CHILD), ("tom", Because.PERSON)]
    assert "that Kai hit" in found[0].around


def test_what_is_left_out_is_listed_and_only_what_may_be_is_put_back() -> None:
    entries = [
        entry("note:1", "Note", "Kai hit him"),
        entry("view:2", "Mr Vale says", "Kai did it", Because.VIEW),
        entry("restricted_note:3", because=Because.RESTRICTED),
        entry("sensitive_barrier:4", because=Because.SENSITIVE),
        entry("letter:5", "Letter", because=Because.LETTER),
    ]
    sifted = sift(entries, OTHERS)
    assert [(one.key, one.more) for one in sifted.entries] == [("note:1", f"{GAP} hit him")]
    assert [(one.key, one.because, one.may_be_put_back) for one in sifted.left_out] == [
        ("note:1/kai", Because.CHILD, True),
        ("view:2", Because.VIEW, True),
        ("restricted_note:3", Because.RESTRICTED, False),
        ("sensitive_barrier:4", Because.SENSITIVE, False),
        ("letter:5", Because.LETTER, False),
    ]
    assert [one.words for one in sifted.left_out[2:]] == ["", "", ""]

    again = sift(entries, OTHERS, put_back=[one.key for one in sifted.left_out])
    assert [one.key for one in again.entries] == ["note:1", "view:2"]
    # A line that is put back is still without others' names, until these are put back too.
    assert [one.more for one in again.entries] == ["Kai hit him", f"{GAP} did it"]
    assert "view:2/kai" in [one.key for one in again.left_out]


def test_lines_stand_in_the_order_of_time_and_what_has_no_hour_first() -> None:
    morning, noon = (dt.datetime(2026, 11, 19, hour, tzinfo=dt.UTC) for hour in (9, 12))
    lines = [
        Entry("c", DAY, "", at=noon),
        Entry("b", DAY, "", at=morning),
        Entry("a", DAY, ""),
        Entry("d", DAY - dt.timedelta(days=1), "", at=noon),
    ]
    assert [one.key for one in in_order(lines)] == ["d", "a", "b", "c"]


def test_a_part_is_kept_as_it_was_and_another_has_another_digest() -> None:
    part = Part("Plan", facts=(("Agreed", "3 Oct"),), heads=("Day",), rows=(("3 Oct",),), words=("So.",), none="None.")
    assert Part.of(part.plain) == part
    assert digest([part], ["file"]) == digest([Part.of(part.plain)], ["file"])
    assert digest([part], ["file"]) != digest([part], ["other"])
    assert part.texts == ("Plan", "Agreed", "3 Oct", "3 Oct", "So.")
    assert Part("Plan", none="None.").texts == ("Plan", "None.")


def test_words_are_clipped_at_a_word() -> None:
    assert clipped("one  two\nthree", 40) == "one two three"
    assert clipped("one two three", 10) == "one two …"


def test_what_goes_to_child_protection_is_restricted() -> None:
    assert [one.value for one in PaperKind if one.is_restricted] == ["cin", "core", "conference"]


def test_what_was_left_out_whole_may_be_put_back_but_for_three_reasons() -> None:
    barred = {one for one in Because if not LeftOut("x", DAY, "", one).may_be_put_back}
    assert barred == {Because.LETTER, Because.SENSITIVE, Because.RESTRICTED}
