"""What a share may hold and how long it is kept, how it moves, and by what a ledger knows a child."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.policies.rules.notice_states import PENALTY
from tenants.shares.rules import states
from tenants.shares.rules.ledger import Child, kept_until
from tenants.shares.rules.purposes import Purpose, Snapshot, UnlistedError, core_fields, kept_after
from tenants.shares.rules.purposes import kept_until as share_kept_until

CORE = {"school": "Alder Academy", "forename": "Ciaran", "surname": "Boyle", "birth_date": "2015-03-04"}
PUBLISHED = dt.date(2026, 11, 19)
OLD, NEW = "old-" + "k" * 50, "new-" + "k" * 50


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_is_listed_with_fields_and_a_day_from_which_it_is_kept(purpose: Purpose) -> None:
    listed = purpose.listed
    assert listed.words
    assert listed.source
    assert listed.kept_from in ("answered", "published") or listed.fields[listed.kept_from].kind == "date"
    assert not listed.fields.keys() & core_fields().keys()


@pytest.mark.parametrize(
    ("core", "facts", "named"),
    [
        ({"note": "restricted"}, {}, "note"),
        ({}, {"ethnicity": "any"}, "ethnicity"),
        ({}, {"sessions_counted": "ten"}, "sessions_counted"),
        ({}, {"extract": [{"date": "2026-10-20", "who": "another child"}]}, "extract"),
        ({}, {"extract": ["2026-10-20"]}, "extract"),
        ({}, {"letters": [{"on": 3}]}, "letters"),
        ({}, {"parent_birth_date": "4 March"}, "parent_birth_date"),
        ({}, {"starts_on": "2026-11-02"}, "starts_on"),
    ],
)
def test_what_a_purpose_does_not_list_is_in_no_share(core: dict, facts: dict, named: str) -> None:
    with pytest.raises(UnlistedError, match=named) as refused:
        Snapshot(Purpose.PENALTY_PACK, CORE | core, facts)
    assert "restricted" not in str(refused.value)


def test_what_was_kept_is_read_as_it_was_and_has_one_digest() -> None:
    made = Snapshot(Purpose.PART_TIME, CORE, {"starts_on": "2026-11-02", "ends_on": "2026-12-11", "hours": ""})
    assert Snapshot.of(made.plain) == made
    assert Snapshot.of(made.plain).digest == made.digest
    assert Snapshot(Purpose.PART_TIME, CORE, {"starts_on": "2026-11-03"}).digest != made.digest
    assert [field.key for field, _ in made.told()] == ["starts_on", "ends_on"]
    assert made.about == "Ciaran Boyle"


@pytest.mark.parametrize(
    ("purpose", "facts", "until", "answered_until"),
    [
        (Purpose.PENALTY_PACK, {}, dt.date(2027, 11, 19), dt.date(2027, 12, 1)),
        (Purpose.LEAVER, {}, dt.date(2027, 11, 19), dt.date(2027, 6, 2)),
        (Purpose.PART_TIME, {"ends_on": "2026-12-11"}, dt.date(2027, 1, 8), None),
        (Purpose.PART_TIME, {"ends_on": "2026-10-01"}, dt.date(2026, 12, 17), None),
        (Purpose.PART_TIME, {}, dt.date(2026, 12, 17), None),
        (Purpose.SOCIAL_WORKER, {"social_worker": "Ana Petrov"}, dt.date(2027, 3, 19), None),
    ],
)
def test_how_long_a_share_is_kept(
    purpose: Purpose, facts: dict, until: dt.date, answered_until: dt.date | None
) -> None:
    assert share_kept_until(Snapshot(purpose, CORE, facts), PUBLISHED) == until
    assert kept_after(purpose, dt.date(2026, 12, 1)) == answered_until


def test_a_notice_moves_at_the_authority_as_it_does_at_the_school() -> None:
    """From the day it is issued both tables are one: what one end may do the other can follow."""
    here = {(move.key, before, move.after) for move in states.PACK.moves for before in move.before}
    there = {(move.key, before, move.after) for move in PENALTY.moves for before in move.before}
    moved = {one for one in here if one[1] in states.NOTICE_STANDS}
    assert moved == {one for one in there if one[1] in states.NOTICE_STANDS}


CHILD = Child("A123456789012", "O’Boyle", dt.date(2015, 3, 4))


@pytest.mark.parametrize(
    "other",
    [
        Child("a123456789012", "o'boyle", dt.date(2015, 3, 4)),
        Child(" A123456789012 ", "O Boyle", dt.date(2015, 3, 4)),
        Child("A123456789012", "Ó’Boyle", dt.date(2015, 3, 4)),
    ],
)
def test_spelling_does_not_tell_a_child_apart(other: Child) -> None:
    assert other.known([NEW]) == CHILD.known([NEW])


@pytest.mark.parametrize(
    "other",
    [
        Child("A123456789013", "O’Boyle", dt.date(2015, 3, 4)),
        Child("A123456789012", "Boyle", dt.date(2015, 3, 4)),
        Child("A123456789012", "O’Boyle", dt.date(2015, 4, 3)),
    ],
)
def test_each_of_the_three_tells_a_child_apart(other: Child) -> None:
    assert not set(other.known([NEW])) & set(CHILD.known([NEW]))


@given(parent=st.text(min_size=1), other=st.text(min_size=1))
def test_a_parent_is_known_apart_from_the_child_under_each_key(parent: str, other: str) -> None:
    known = CHILD.known_with(parent, [NEW, OLD])
    assert known[1:] == CHILD.known_with(parent, [OLD])
    assert len({*known, *CHILD.known([NEW, OLD])}) == 4
    same = "".join(filter(str.isalnum, parent)).casefold() == "".join(filter(str.isalnum, other)).casefold()
    if parent.isascii() and other.isascii():
        assert (CHILD.known_with(other, [NEW, OLD]) == known) is same


def test_without_a_key_nobody_is_known() -> None:
    with pytest.raises(ValueError, match="No key"):
        CHILD.known([])


def test_a_notice_is_kept_while_it_counts() -> None:
    assert kept_until(dt.date(2026, 11, 19)) == dt.date(2029, 11, 19)
    assert kept_until(dt.date(2028, 2, 29)) == dt.date(2031, 2, 28)
