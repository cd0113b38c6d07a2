"""The invented families: brothers and sisters at one home, numbers that reach nobody, and rare things rare."""

import datetime as dt
import re
from collections import Counter

import pytest

from rollcall.demo.trust.families import CIN, CP, YOUNG_CARER, Family, families_of
from rollcall.demo.trust.family_rows import _digits
from rollcall.demo.trust.invention import SEED, InventedSchool, invent
from schools.roll.models import ContactRestriction, PupilContact, RestrictedFlag

FRIDAY = dt.date(2026, 11, 20)
DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}")


@pytest.fixture(scope="module")
def schools() -> dict[str, InventedSchool]:
    return invent(SEED, FRIDAY)


@pytest.fixture(scope="module")
def families(schools) -> dict[str, tuple[Family, ...]]:
    return {slug: families_of(SEED, school.pupils, FRIDAY) for slug, school in schools.items()}


@pytest.fixture(scope="module")
def every(families) -> list[Family]:
    return [family for school in families.values() for family in school]


def test_every_pupil_on_roll_is_in_one_family(schools, families):
    for slug, school in schools.items():
        inside = Counter(pupil.number for family in families[slug] for pupil in family.pupils)
        here = {pupil.number for pupil in school.pupils if pupil.ends_on is None}
        assert set(inside.values()) == {1}
        assert here <= set(inside)


def test_brothers_and_sisters_share_a_home_unless_one_is_looked_after(families):
    for school in families.values():
        for family in school:
            assert len({pupil.child.household.number for pupil in family.pupils}) == 1
        homes = Counter(
            pupil.child.household.number
            for family in school
            for pupil in family.pupils[:1]
            if not pupil.child.has("cla", FRIDAY)
        )
        assert set(homes.values()) == {1}
    assert sum(len(family.pupils) > 1 for family in families["alder"]) > 100


def test_a_family_is_the_same_whenever_it_is_drawn(families):
    again = families_of(SEED, [pupil for family in families["alder"] for pupil in family.pupils], FRIDAY)
    assert {family.homes for family in again} == {family.homes for family in families["alder"]}


def test_numbers_and_mail_reach_nobody(every):
    for family in every:
        assert family.ties
        for tie in family.ties:
            assert tie.adult.phones
            for _, typed in tie.adult.phones:
                assert DRAMA.fullmatch(typed)
            assert re.fullmatch(r"[a-z.\-0-9]+@home\.example", tie.adult.email or "a@home.example")
        for watch in family.watches:
            assert not watch.worker[1] or DRAMA.fullmatch(watch.worker[1])


def test_numbers_are_kept_as_machines_ring_them():
    assert _digits("07700 900123") == "+447700900123"


def test_the_kinds_are_those_of_the_roll(every):
    ties = [tie for family in every for tie in family.ties]
    assert {tie.responsibility for tie in ties} == set(PupilContact.Responsibility.values)
    assert {tie.bar[0] for tie in ties if tie.bar} <= set(ContactRestriction.Kind.values)
    assert {watch.kind for family in every for watch in family.watches} == set(RestrictedFlag.Kind.values)


def test_somebody_lives_with_every_child_and_holds_responsibility_but_for_foster_carers(every):
    for family in every:
        assert any(tie.lives_with for tie in family.ties)
        if family.ties[0].relationship == "Foster carer":
            assert family.ties[0].responsibility == "no"
        assert not any(tie.bar and tie.lives_with for tie in family.ties)


def test_what_only_few_may_know_is_near_the_national_shares(every):
    pupils = sum(len(family.pupils) for family in every)
    flagged = Counter()
    for family in every:
        for watch in family.watches:
            flagged[watch.kind] += 1 if watch.kind == YOUNG_CARER else len(family.pupils)
    assert 0.012 < flagged[CIN] / pupils < 0.035
    assert 0.002 < flagged[CP] / pupils < 0.009
    assert 0.003 < flagged[YOUNG_CARER] / pupils < 0.012


def test_bars_are_a_few_in_each_school_and_never_on_everybody(families):
    for family in (family for school in families.values() for family in school):
        assert not all(tie.bar for tie in family.ties)
    barred = [sum(any(tie.bar for tie in family.ties) for family in school) for school in families.values()]
    assert all(1 <= count <= 20 for count in barred)
