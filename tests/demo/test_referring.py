"""The demo's services and referrals: each in a state of its own, with the log of what was sent; once."""

import datetime as dt

import pytest

from rollcall.demo.trust import referring
from schools.cases.models import Task
from schools.cases.operations.cases import set_stage
from schools.referrals.models import AttendCopy, Referral, Service, Share
from schools.roll.models import Contact, ContactPhone, PupilContact
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import SINCE, THURSDAY, keeping
from tests.schools.meetings.autumn import write_autumn
from tests.schools.registers.taking import at
from tests.world import World


def test_four_referrals_stand_in_four_states_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping(world, monkeypatch)
    school, opened = kept.taking.school, kept.act(at(9, 0, on=dt.date(2026, 10, 5)))
    for place in range(4):
        case = kept.open(place, act=opened)
        with school_work(school):
            set_stage(case, to="listen", because="As seen", act=opened)
            contact = Contact.objects.create(name=f"Parent {place}")
            ContactPhone.objects.create(
                contact=contact, place=1, label="Mobile", typed="07700 900 001", digits="+447700900001"
            )
            PupilContact.objects.create(
                pupil_id=kept.pupil(place).pk, contact=contact, relationship="parent", priority=1, starts_on=SINCE
            )
    write_autumn(school, kept.taking.keys)
    assert referring.play(school, THURSDAY) == 4
    assert referring.play(school, THURSDAY) == 0
    with school_work(school):
        assert Service.objects.count() == 3
        assert sorted(Referral.objects.values_list("state", flat=True)) == ["accepted", "asked", "blocked", "sent"]
        assert Share.objects.count() == 4
        assert AttendCopy.objects.count() == 2
        assert [task.what for task in Task.objects.filter(state="open")] == [
            "Answer of School nursing team to the referral"
        ]
