"""Rows about pupils who moved: what another trust, another key or a guessed UPN finds in them, which is nothing."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from tenants.movers.models import Mover
from tenants.movers.operations import Leaver, Question, ask, forget_expired, note_heard, tell
from tenants.movers.queries import asked_of, told_of, unheard_of
from tenants.movers.rules import TrustKeys, kept_until
from tenants.trusts.models import Trust
from tenants.trusts.scopes import identity_work, school_work, trust_work
from tests.world import World

NOW = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
LEFT = dt.date(2026, 10, 23)
UPNS = st.from_regex(r"[A-HJ-NP-RT-Z][0-9]{12}", fullmatch=True)
OLD, NEW = "old-" + "k" * 50, "new-" + "k" * 50


def keys(trust: Trust, *secrets: str) -> TrustKeys:
    return TrustKeys(secrets or (OLD,), trust.pk)


def leaver(trust: Trust, upn: str, for_school: uuid.UUID, *secrets: str, absent: int = 1) -> Leaver:
    known = keys(trust, *secrets).known(upn)
    return Leaver(known, for_school, dt.date(2025, 9, 1), LEFT, {"half_terms": {"2026-1": {"unauthorised": absent}}})


@given(upn=UPNS, other=UPNS)
def test_one_upn_is_one_mover_in_one_trust_under_one_key(upn: str, other: str) -> None:
    here, there = uuid.UUID(int=1), uuid.UUID(int=2)
    known = TrustKeys([NEW, OLD], here).known(upn)
    assert known[1:] == TrustKeys([OLD], here).known(upn)  # found again under the key that was
    movers = [*known, *TrustKeys([NEW, OLD], there).known(upn)]
    assert len({(one.key_number, one.mover) for one in movers}) == 4
    assert (TrustKeys([OLD], here).known(other) == known[1:]) is (upn == other)
    assert not [one for one in movers if upn in one.mover]


def test_without_a_key_nobody_is_known() -> None:
    with pytest.raises(ValueError, match="No key"):
        TrustKeys([], uuid.UUID(int=1))


def test_who_left_on_the_29th_of_february_is_kept_to_the_28th() -> None:
    assert kept_until(dt.date(2028, 2, 29)) == dt.date(2031, 2, 28)
    assert kept_until(LEFT) == dt.date(2029, 10, 23)


@pytest.fixture
def trust(world: World) -> Trust:
    """Northfield, with what an earlier test left behind deleted."""
    with trust_work(world.northfield):
        Mover.objects.all().delete()
    return world.northfield


def test_another_trust_another_key_and_a_guessed_upn_find_nothing(world: World, trust: Trust) -> None:
    cedar, alder, upn = world.cedar.pk, world.alder.pk, "H801200001001"
    with trust_work(trust):
        tell([leaver(trust, upn, alder)], trust_id=trust.pk, from_school=cedar, version=1, now=NOW)
        guesses = [one.mover for guess in ("H801200001002", upn[::-1]) for one in keys(trust).known(guess)]
        guesses += [one.mover for one in keys(trust, NEW).known(upn)]
        guesses += [one.mover for one in keys(world.southgate).known(upn)]
        assert told_of(guesses) == []
        assert len(told_of([one.mover for one in keys(trust, NEW, OLD).known(upn)])) == 1
    with trust_work(world.southgate):
        assert told_of([one.mover for one in keys(trust).known(upn)]) == []
        assert not Mover.objects.exists()
        with pytest.raises(DatabaseError):
            tell([leaver(trust, upn, alder)], trust_id=trust.pk, from_school=cedar, version=2, now=NOW)


def test_no_school_and_not_identity_reaches_the_table(world: World) -> None:
    for work in (school_work(world.alder), identity_work()):
        with pytest.raises(DatabaseError), work:
            Mover.objects.exists()


def test_the_newer_reading_stands_and_saying_it_again_changes_nothing(world: World, trust: Trust) -> None:
    cedar, alder, upn = world.cedar.pk, world.alder.pk, "H801200001001"

    def said(version: int, *leavers: Leaver) -> list[tuple[object, bool]]:
        with trust_work(trust):
            tell(leavers, trust_id=trust.pk, from_school=cedar, version=version, now=NOW)
            return [(row.facts and row.facts["half_terms"], row.heard) for row in Mover.objects.all()]

    def heard() -> None:
        with trust_work(trust):
            unheard = unheard_of(cedar)
            assert [one.school for one in unheard] == [alder]
            note_heard(unheard)

    two, three = ({"2026-1": {"unauthorised": absent}} for absent in (2, 3))
    assert said(5, leaver(trust, upn, alder, absent=2)) == [(two, False)]
    heard()
    assert said(6, leaver(trust, upn, alder, absent=2)) == [(two, True)]
    assert said(4, leaver(trust, upn, alder, absent=3)) == [(two, True)]  # it was read before, and comes late
    assert said(7, leaver(trust, upn, alder, NEW, OLD, absent=2)) == [(two, True)]  # rewritten: nobody has to hear
    assert said(8, leaver(trust, upn, alder, NEW, OLD, absent=3)) == [(three, False)]
    heard()
    assert said(9) == [(None, False)]
    heard()
    assert said(10) == []


def test_a_question_waits_for_its_answer_and_is_asked_once(world: World, trust: Trust) -> None:
    cedar, alder, upn = world.cedar.pk, world.alder.pk, "H801200001001"
    with trust_work(trust):
        for secrets in ((OLD,), (OLD,), (NEW, OLD)):
            question = Question(keys(trust, *secrets).known(upn), cedar, LEFT)
            ask([question], trust_id=trust.pk, by_school=alder, now=NOW)
        assert [one.by_school for one in asked_of(cedar)] == [alder]
        assert [one.school for one in unheard_of(alder)] == [cedar]
        tell([leaver(trust, upn, alder, NEW, OLD)], trust_id=trust.pk, from_school=cedar, version=1, now=NOW)
        assert unheard_of(alder) == []
        assert [one.school for one in unheard_of(cedar)] == [alder]
        (told,) = told_of([keys(trust, NEW).known(upn)[0].mover])
        assert (told.from_school, told.ends_on) == (cedar, LEFT)


def test_a_row_goes_the_day_after_its_last(world: World, trust: Trust) -> None:
    with trust_work(trust):
        row = leaver(trust, "H801200001001", world.alder.pk)
        tell([row], trust_id=trust.pk, from_school=world.cedar.pk, version=1, now=NOW)
        assert forget_expired(kept_until(LEFT), trust_id=trust.pk) == 0
        assert forget_expired(kept_until(LEFT) + dt.timedelta(days=1), trust_id=trust.pk) == 1
