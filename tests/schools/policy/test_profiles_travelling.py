"""What authorities ask travels from the trust to each of its schools, once, and to a school that is made later."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.journal.models import AuditLine
from schools.policy.models import AuthorityProfile
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from schools.policy.queries.profiles import own_profile_on, profile_on
from tenants.policies.models import ProfileVersion
from tenants.policies.operations.profiles import NO_DRAFT, approve_profile, keep_profile
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts import provisioning
from tenants.trusts.models import Trust
from tenants.trusts.scopes import school_work, trust_work
from tenants.trusts.tasks import drain
from tests.isolation.routes.made.policies import PROFILE, TODAY
from tests.world import World, host_of, signed_in

SEPTEMBER = dt.date(2026, 9, 1)
DAY = dt.timedelta(days=1)


def approve(trust: Trust, authority: str, text: str, from_day: dt.date) -> ProfileVersion:
    by, now = Actor(uuid.uuid4(), "Ms Leader"), timezone.now()
    with trust_work(trust):
        keep_profile(trust.pk, authority, read_profile(text), edits=NO_DRAFT, by=by, now=now)
        return approve_profile(
            trust.pk, authority, name=authority.title(), edits=1, from_day=from_day, past_is_meant=True, by=by, now=now,
            today=TODAY,
        )  # fmt: skip


def test_every_school_has_every_version_once_and_a_new_school_gets_all(world: World) -> None:
    number = next(world._numbers)
    trust = provisioning.provision_trust(name=f"Asked Trust {number}", slug=f"asked-trust{number}")
    school = world.another_school(trust=trust)
    own = str(school.authority.slug)
    first = approve(trust, own, PROFILE, SEPTEMBER)
    approve(trust, own, PROFILE.replace("weeks = 3", "weeks = 6"), TODAY)
    approve(trust, "far-away", PROFILE.replace("weeks = 3", "weeks = 4"), SEPTEMBER)
    drain.run(str(trust.pk))
    later = world.another_school(trust=trust)
    drain.run(str(trust.pk))
    for one in (school, later):
        with school_work(one):
            weeks = {
                (authority, day): held.notice_to_improve.weeks if (held := profile_on(authority, day)) else None
                for authority in (own, "far-away", "unknown")
                for day in (SEPTEMBER - DAY, TODAY - DAY, TODAY)
            }
            assert list(weeks.values()) == [None, 3, 6, None, 4, 4, None, None, None]
            assert own_profile_on(one, TODAY) == profile_on(own, TODAY)
            assert AuditLine.objects.filter(act="profile.taken_in").count() == 3
    told = ToldProfile(**{name: getattr(first, name) for name in ToldProfile.__slots__})
    with school_work(school):
        assert take_profiles_in([told], now=timezone.now()) == 0
        with pytest.raises(ValueError, match="not what its hash says"):
            take_profiles_in([replace(told, version=9, document="{}")], now=timezone.now())
        assert AuthorityProfile.objects.count() == 3
    page = signed_in(world.employ(Role.HEADTEACHER, school), host_of(school)).get("/policy/authorities/")
    said = " ".join(page.content.decode().split())
    assert "Far-Away, version 1, since 1 September 2026" in said
    assert "Code of conduct, page 4" in said
