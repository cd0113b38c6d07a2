"""The demo's penalty notices: two parents asked for, one notice to be paid, one of another authority; once."""

import datetime as dt

import pytest

from rollcall.demo.trust import noticing
from schools.penalties.models import OtherNotice, Penalty
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY, keeping
from tests.schools.penalties.noticing import parent
from tests.schools.registers.taking import at
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
