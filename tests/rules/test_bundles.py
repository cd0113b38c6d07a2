"""Bundles of evidence: what is lacking by what an authority wants, and what a bundle's files are known by."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from schools.bundles.rules.evidence import Attached, Evidence, Line, MadeFile, Reading, canonical, manifest, sha256
from schools.bundles.rules.kinds import ACCEPTED, ASKED, BUNDLE, DRAFT, FROZEN, SENT, BundleKind
from schools.bundles.rules.lacking import Mends, Stands, lacking
from schools.papers.rules.shapes import Part
from schools.registers.rules.windows import SlotMark

TODAY = dt.date(2026, 11, 19)
EASTSHIRE = ("extract", "letters", "support", "leave_decision", "parent")
WESTMOOR = ("extract", "letters", "support", "notice_to_improve", "leave_decision", "parent")
#: Ten sessions: two days of a holiday that was not granted, and three of absence nobody excused.
COUNTED = tuple(
    SlotMark(dt.date(2026, month, day), session, code)
    for month, day, code in ((9, 21, "G"), (9, 22, "G"), (10, 5, "O"), (10, 12, "O"), (11, 2, "U"))
    for session in (1, 2)
)
#: A bundle to which nothing is lacking.
WHOLE = Stands(
    kind=BundleKind.PENALTY,
    wants=WESTMOOR,
    counted=COUNTED,
    decided=[(dt.date(2026, 9, 21), dt.date(2026, 9, 22), True)],
    letters=[dt.date(2026, 10, 7)],
    supported=[dt.date(2026, 10, 8)],
    notice="not_improved",
    oldest_session_days=150,
    request_by=dt.date(2026, 11, 30),
)


def said(stands: Stands) -> list[tuple[Mends, bool]]:
    return [(one.mends, one.blocks) for one in lacking(stands, TODAY)]


def test_nothing_is_lacking_to_a_bundle_that_is_whole() -> None:
    assert lacking(WHOLE, TODAY) == []


@pytest.mark.parametrize(
    ("change", "mends", "blocks", "words"),
    [
        (
            {"open_n": [(dt.date(2026, 11, 9), 1), (dt.date(2026, 11, 9), 2)]},
            Mends.REGISTER,
            True,
            "N still stands in 2",
        ),
        ({"gaps": [(dt.date(2026, 10, 1), 2)]}, Mends.REGISTER, True, "1 session of the period holds no mark"),
        ({"decided": []}, Mends.LEAVE, True, "leave of 21 Sep"),
        (
            {"decided": [(dt.date(2026, 9, 21), dt.date(2026, 9, 22), False)]},
            Mends.LEAVE,
            True,
            "No letter with the decision",
        ),
        ({"supported": []}, Mends.CASE, True, "No support is recorded"),
        ({"letters": []}, Mends.LETTERS, True, "No letter"),
        ({"letters": [dt.date(2026, 11, 10)]}, Mends.LETTERS, False, "10 Nov, after the last session"),
        ({"address": False}, Mends.CONTACTS, True, "address"),
        ({"barred": "Something stands against it."}, Mends.CONTACTS, True, "safeguarding lead"),
        ({"notice": ""}, Mends.IMPROVEMENT, True, "No notice to improve was given to this parent"),
        ({"notice": "improved"}, Mends.CASE, False, "ended with improvement"),
        ({"files_gone": 2}, Mends.BUNDLE, True, "2 files that were to go with it are there no more"),
        (
            {"notice": "running", "notice_until": dt.date(2026, 11, 27)},
            Mends.IMPROVEMENT,
            True,
            "runs until 27 Nov",
        ),
        ({"oldest_session_days": 50}, Mends.BUNDLE, False, "59 days ago"),
        ({"request_by": dt.date(2026, 11, 18)}, Mends.BUNDLE, False, "by 18 Nov, which is over"),
        ({"has_profile": False, "wants": ()}, Mends.POLICY, True, "no profile"),
        ({"counted": (), "letters": [dt.date(2026, 10, 7)]}, Mends.BUNDLE, True, "rests on no session"),
        ({"considered": False}, Mends.PENALTY, True, "No notice to this parent was proposed"),
        ({"changed": [(dt.date(2026, 10, 5), 1)]}, Mends.PENALTY, True, "unauthorised no more, the first of 5 Oct"),
        (
            {"outside": [(dt.date(2026, 9, 7), 1)]},
            Mends.BUNDLE,
            True,
            "not in the days of its register, the first of 7 Sep",
        ),
        ({"case_closed": True}, Mends.CASE, True, "reopen it"),
        ({"kind": BundleKind.PROSECUTION, "statement": False}, Mends.BUNDLE, True, "statement is not written"),
    ],
)
def test_each_thing_that_is_lacking_is_one_fault_with_where_it_is_mended(
    change: dict[str, object], mends: Mends, blocks: bool, words: str
) -> None:
    found = lacking(replace(WHOLE, **change), TODAY)  # type: ignore[arg-type]
    assert [(one.mends, one.blocks) for one in found] == [(mends, blocks)]
    assert words in found[0].words


def test_the_same_case_is_asked_for_other_papers_by_another_authority() -> None:
    """Westmoor wants a notice to improve, Eastshire none; a holiday alone needs none where the profile says so."""
    without = replace(WHOLE, notice="")
    assert said(without) == [(Mends.IMPROVEMENT, True)]
    assert said(replace(without, wants=EASTSHIRE)) == []
    assert said(replace(without, notice_not_used=True)) == []


def test_every_fault_is_told_at_once_and_what_blocks_comes_first() -> None:
    bare = Stands(kind=BundleKind.PENALTY, wants=WESTMOOR, counted=COUNTED, oldest_session_days=30, address=False)
    assert said(bare) == [
        (Mends.LEAVE, True),
        (Mends.CASE, True),
        (Mends.LETTERS, True),
        (Mends.IMPROVEMENT, True),
        (Mends.CONTACTS, True),
        (Mends.BUNDLE, False),
    ]


def test_a_decision_about_one_day_decides_nothing_about_the_next() -> None:
    """Monday was asked for and refused in writing; Tuesday, and the Monday after, nobody asked for."""
    for day in (22, 28):
        counted = (SlotMark(dt.date(2026, 9, 21), 1, "G"), SlotMark(dt.date(2026, 9, day), 1, "G"))
        monday = [(dt.date(2026, 9, 21), dt.date(2026, 9, 21), True)]
        found = lacking(replace(WHOLE, counted=counted, decided=monday, wants=("leave_decision",)), TODAY)
        assert [(one.mends, one.on) for one in found] == [(Mends.LEAVE, dt.date(2026, 9, day))]


def test_two_holidays_apart_want_two_decisions_and_one_of_a_fortnight_one() -> None:
    fortnight = tuple(SlotMark(dt.date(2026, 9, day), 1, "G") for day in (21, 22, 23, 24, 25, 28, 29, 30))
    apart = (*fortnight, SlotMark(dt.date(2026, 11, 2), 1, "G"))
    for counted, wanted in ((fortnight, 1), (apart, 2)):
        found = lacking(replace(WHOLE, counted=counted, decided=[], wants=("leave_decision",)), TODAY)
        assert sum(one.mends is Mends.LEAVE for one in found) == wanted


EVIDENCE = Evidence(
    kind="penalty",
    number=1,
    as_at=dt.datetime(2026, 11, 19, 9, 35, tzinfo=dt.UTC),
    authority="eastshire",
    school="Alder High",
    about=(("Case", "Attendance"),),
    parts=(Part("The child", facts=(("Name", "Zoë O’Neil"),)),),
    readings=(Reading(dt.date(2026, 9, 21), 1, "G", "holiday, not agreed", counted=True),),
    chronology=(Line(dt.date(2026, 10, 8), "Conversation", "A talk", "Ana"),),
    attached=(Attached("d1", "Plan.pdf", "pdf", 10, "ab" * 32),),
)


def test_evidence_is_read_back_as_it_was_kept_and_has_one_digest() -> None:
    kept = json.loads(json.dumps(EVIDENCE.plain))
    assert Evidence.of(kept) == EVIDENCE
    assert Evidence.of(kept).digest == EVIDENCE.digest == sha256(canonical(EVIDENCE.plain))


@pytest.mark.parametrize(
    "change",
    [
        {"readings": (replace(EVIDENCE.readings[0], code="I"),)},
        {"statement": "x"},
        {"attached": ()},
        {"number": 2},
        {"chronology": ()},
    ],
)
def test_whatever_is_changed_is_another_digest(change: dict[str, object]) -> None:
    other = replace(EVIDENCE, **change)  # type: ignore[arg-type]
    assert other.digest != EVIDENCE.digest
    assert other.reads != EVIDENCE.reads


def test_what_is_read_is_the_same_a_minute_later() -> None:
    later = replace(EVIDENCE, as_at=EVIDENCE.as_at + dt.timedelta(minutes=1))
    assert later.reads == EVIDENCE.reads
    assert later.digest != EVIDENCE.digest


def test_a_manifest_lists_each_file_with_its_hash_whatever_their_order() -> None:
    files = (MadeFile("register.csv", 3, "cd" * 32), MadeFile("bundle.pdf", 5, "ef" * 32))
    made = manifest(EVIDENCE, files)
    assert made == manifest(EVIDENCE, tuple(reversed(files)))
    read = json.loads(made)
    assert [one["name"] for one in read["files"]] == ["bundle.pdf", "register.csv"]
    assert read["evidence_sha256"] == EVIDENCE.digest
    assert b" " not in made.replace(b"Alder High", b"")


def test_a_bundle_goes_out_comes_back_and_goes_out_again() -> None:
    state = DRAFT
    for move, after in (
        ("freeze", FROZEN),
        ("send", SENT),
        ("ask", ASKED),
        ("freeze", FROZEN),
        ("send", SENT),
        ("accept", ACCEPTED),
    ):
        state = BUNDLE.after(state, move)
        assert state == after
    assert BUNDLE.moves_from(ACCEPTED) == ()
