"""What the demo's authorities ask, and its notice to improve: running since the Monday of its week; each played once."""

import datetime as dt

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from rollcall.demo.trust import asking, improving
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Case
from schools.cases.operations.support import answer_offer, make_offer
from schools.improvement.models import ImprovementNotice
from tenants.policies.queries import newest_profile, profile_on
from tenants.policies.rules.profile_file import kept_profile
from tenants.trusts import provisioning
from tenants.trusts.scopes import school_work, trust_work
from tests.schools.cases.keeping import THURSDAY
from tests.schools.improvement.improving import improving as school_of
from tests.schools.registers.taking import at
from tests.world import World

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 9)
FRIDAY = dt.date(2026, 11, 13)


def test_eastshire_counts_n_and_has_schools_issue_and_westmoor_does_neither(world: World) -> None:
    trust = provisioning.provision_trust(name="Asking Trust", slug="asking-trust")
    by = {
        role: Actor(world.person(role, world.northfield).pk, role.label)
        for role in (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER)
    }
    assert asking.play(trust, THURSDAY, by=by)
    assert not asking.play(trust, THURSDAY, by=by)
    with trust_work(trust):
        said = {}
        for slug in ("eastshire", "westmoor"):
            row = profile_on(trust.pk, slug, dt.date(2024, 9, 1))
            assert row is not None
            profile = kept_profile(row.document)
            notice = profile.notice_to_improve
            said[slug] = ("".join(profile.codes), notice.issued_by, notice.weeks)
        assert said == {"eastshire": ("GNOU", "school", 3), "westmoor": ("GOU", "authority", 6)}
        assert newest_profile(trust.pk, "eastshire") != newest_profile(trust.pk, "westmoor")


def test_one_notice_runs_since_monday_and_is_played_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with NotifyServer() as server:
        school = school_of(world, monkeypatch, server)
        school.miss((THURSDAY - 7 * DAY, "am"), now=at(15, on=THURSDAY - 7 * DAY))
        with school_work(school.school):
            offer = make_offer(school.cases[0], what="Breakfast club", made_on=MONDAY, act=school.act(at(9, on=MONDAY)))
            answer_offer(offer, move="take", on=MONDAY, answer="Yes", act=school.act(at(9, on=MONDAY)))
            Case.objects.update(opened_on=dt.date(2026, 11, 2))
        monkeypatch.setattr(improving, "_act", lambda day, hour, _: school.act(at(hour, on=day)))
        assert improving.play(school.school, THURSDAY) == 1
        assert improving.play(school.school, THURSDAY) == 0
        with school_work(school.school):
            row = ImprovementNotice.objects.get()
            assert (row.state, row.sent_on) == ("running", FRIDAY)
            assert (row.begins_on, row.ends_on) == (dt.date(2026, 11, 16), dt.date(2026, 12, 4))
