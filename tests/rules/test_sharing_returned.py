"""What of a return goes into a share, under which key; what a meeting is known by, and when there is anything new."""

import datetime as dt
import uuid

import pytest

from schools.registers.rules.totals import Totals
from schools.returns.rules.kinds import Kind
from schools.sharing.rules.composed import says_the_same
from schools.sharing.rules.meeting import Counts, meeting_day, meeting_faults, meeting_key, trend_rows
from schools.sharing.rules.returned import (
    about_of,
    acknowledged_words,
    ground_words,
    purpose_of,
    register_rows,
    source_of,
)
from tenants.shares.rules.purposes import Purpose, Snapshot

KEY, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 19)


@pytest.mark.parametrize(
    ("kind", "facts", "purpose"),
    [
        (Kind.ATTENDANCE, {"grounds": ["regularly", "ten_days"]}, Purpose.TEN_DAYS),
        (Kind.ATTENDANCE, {"grounds": ["regularly"]}, Purpose.IRREGULAR),
        (Kind.DELETION, {}, Purpose.LEAVER),
        (Kind.SICKNESS, {}, Purpose.SICKNESS),
        (Kind.PART_TIME, {}, Purpose.PART_TIME),
        (Kind.CME, {}, Purpose.MISSING),
        (Kind.SUSPENSION, {}, None),
        (Kind.PERMANENT, {}, None),
    ],
)
def test_a_return_is_shared_for_one_purpose_or_goes_as_its_file(
    kind: Kind, facts: dict, purpose: Purpose | None
) -> None:
    assert purpose_of(kind, facts) is purpose


def test_a_return_of_another_room_is_shared_as_what_it_is_about() -> None:
    assert source_of(Kind.NEW_PUPIL, KEY, "spell:x") == KEY
    for kind, about in ((Kind.PART_TIME, f"part_time:{OTHER}"), (Kind.EHE, f"case:{OTHER}")):
        source = source_of(kind, KEY, about)
        purpose = purpose_of(kind, {})
        assert source == OTHER
        assert purpose is not None
        assert about_of(purpose, source) == (kind, about)
    assert about_of(Purpose.LEAVER, KEY) is None


def test_register_contents_hold_nothing_for_the_lead_alone_and_nothing_twice() -> None:
    values = {
        "surname": "Boyle",
        "ground": "d",
        "new_address": "2 Elm Road",
        "parent_1_name": "Aoife Boyle",
        "social_worker": "canary",
        "risks": "canary",
        "reasons": "canary",
    }
    rows = register_rows(Kind.DELETION, values, but=("ground",))
    assert [(row["what"], row["words"]) for row in rows] == [
        ("New address", "2 Elm Road"),
        ("Parent 1: name", "Aoife Boyle"),
    ]
    for kind in Kind:
        words = [row["words"] for row in register_rows(kind, values | {"reasons": ""})]
        assert "canary" not in words


def test_a_ground_is_cited_and_said() -> None:
    assert ground_words({"ground": "i", "ground_words": "not found"}) == "9(1)(i): not found"
    assert ground_words({"ground": "9(3)", "ground_words": "nursery"}) == "9(3): nursery"
    assert ground_words({}) == ""


def test_a_file_says_how_many_of_its_returns_are_acknowledged() -> None:
    assert acknowledged_words(1, 1) == "Acknowledged in Rollcall: its return."
    assert acknowledged_words(2, 3) == "Acknowledged in Rollcall: 2 of 3 returns."


def test_a_meeting_is_known_by_its_day() -> None:
    assert meeting_day(meeting_key(TODAY)) == TODAY
    assert meeting_key(TODAY) != meeting_key(TODAY + DAY)
    with pytest.raises(ValueError, match="no meeting"):
        meeting_day(uuid.UUID("0195f000-0000-7000-8000-000000000001"))
    assert meeting_faults(TODAY, TODAY) == ()
    assert meeting_faults(TODAY + 120 * DAY, TODAY) == ()
    assert [one.code for one in meeting_faults(TODAY - DAY, TODAY)] == ["past"]
    assert [one.code for one in meeting_faults(TODAY + 121 * DAY, TODAY)] == ["far"]


def test_trends_count_who_had_a_possible_session_and_say_where_nothing_is_known() -> None:
    pupils = [
        Totals(present=90, authorised=10),
        Totals(present=50, unauthorised=50),
        Totals(present=95, authorised=5),
        Totals(not_possible=20),
    ]
    now, none = Counts.of(pupils), Counts.of([])
    assert trend_rows(now, none) == [
        {"what": "Attendance", "now": "78.3%", "before": "not known"},
        {"what": "Persistently absent", "now": "2 of 3", "before": "not known"},
        {"what": "Severely absent", "now": "1 of 3", "before": "not known"},
    ]


def test_what_an_authority_has_is_the_same_whoever_agreed_and_new_in_any_fact() -> None:
    core = {"school": "Alder", "surname": "Boyle", "agreed_by": "A", "basis": "x", "ring": "1"}
    held = Snapshot(Purpose.PART_TIME, core, {"ends_on": "2026-12-11"})
    assert says_the_same(held, Snapshot(Purpose.PART_TIME, core | {"agreed_by": "B", "ring": "2"}, held.facts))
    assert not says_the_same(held, Snapshot(Purpose.PART_TIME, core, {"ends_on": "2026-12-12"}))
    assert not says_the_same(held, Snapshot(Purpose.PART_TIME, core | {"surname": "Doyle"}, held.facts))
