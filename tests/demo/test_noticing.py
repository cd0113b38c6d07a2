"""The demo's penalty notices: two parents asked for, one notice to be paid, one of another authority; once."""

import datetime as dt

import pytest
from django.conf import settings

from rollcall.demo.trust import noticing
from schools.penalties.models import OtherNotice, Penalty
from tenants.policies.rules.notice_ledger import ledger_on
from tenants.shares.queries.shares import issued, newest_notice_of, notices_to
from tenants.shares.rules.ledger import Child
from tenants.trusts.scopes import authority_work, school_work
from tests.schools.cases.keeping import THURSDAY, keeping
from tests.schools.penalties.noticing import parent
from tests.schools.registers.taking import at
from tests.tenants.sharing import forget
from tests.trust_reporting.registers import mark
from tests.world import World

AWAY = [dt.date(2026, 10, day) for day in (5, 6, 12, 13, 19)]


def test_notices_of_three_families_stand_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping(world, monkeypatch)
    school, opened = kept.taking.school, kept.act(at(9, 0, on=dt.date(2026, 10, 5)))
    for place in range(4):
        kept.open(place, act=opened)
        with school_work(school):
            pupil = kept.pupil(place)
            parent(pupil.pk, f"Mother {place}", "Mother", 1, address="1 Elm Way")
            # The last of them has one parent, and is passed over.
            if place < 3:
                parent(pupil.pk, f"Father {place}", "Father", 2, address="2 Elm Way")
            mark({(pupil.key, day, session): "O" for day in AWAY for session in (1, 2)})
    assert noticing.play(school, THURSDAY) == 3
    assert noticing.play(school, THURSDAY) == 0
    with school_work(school):
        assert sorted(Penalty.objects.values_list("state", flat=True)) == [
            "not_proposed",
            "referred",
            "referred",
            "served",
        ]
        (other,) = OtherNotice.objects.all()
        assert (other.issuer, other.issued_on.year) == ("Westmoor", 2024)
        child = Child(str(other.pupil.upn or ""), other.pupil.surname, other.pupil.birth)
        to_whom = child.known_with(other.contact.name, settings.MOVER_KEYS)
    assert noticing.play_ledger(school, world.westmoor)
    assert not noticing.play_ledger(school, world.westmoor)
    with authority_work(world.westmoor):
        of_whom = [one.digest for one in child.known(settings.MOVER_KEYS)]
        assert newest_notice_of(of_whom, dt.date(2023, 11, 19)) == other.issued_on
        ledger = ledger_on(issued(notices_to(to_whom)), THURSDAY)
        assert ledger.order == 2, "one more to this parent would be the second in three years"
    with authority_work(world.eastshire):
        assert newest_notice_of(of_whom, dt.date(2023, 11, 19)) is None
    forget(world)
