"""The policy of the invented trust: three versions, each saying what it changes, and a draft from January."""

import datetime as dt

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from rollcall.demo.trust.policies import _fourth, _second, _third, play, play_own_lines
from schools.policy.queries import in_force_on, standing_on
from schools.policy.rules.trying import judged
from tenants.policies.queries import document_of, draft_of, live_on, newest, versions
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.difference import differences
from tenants.policies.rules.faults import faults_in
from tenants.trusts import provisioning
from tenants.trusts.scopes import school_work, trust_work
from tests.world import World

DAY = dt.date(2026, 11, 19)
#: The packaged examples that come out otherwise by the draft, by name.
CHANGED = [
    "Two reviews found nothing better",
    "Joined last week, and five sessions unexplained: that is asked of everybody",
]


def test_the_draft_changes_two_of_the_examples_and_nothing_in_it_contradicts_itself() -> None:
    """Without a database."""
    third = _third(_second(default_policy()))
    fourth = _fourth(third)
    assert [one.what for one in judged(third, fourth)] == CHANGED
    assert not [*faults_in(third), *faults_in(fourth)]


def test_it_is_played_once_and_each_version_differs_from_the_one_before(world: World) -> None:
    trust = provisioning.provision_trust(name="Demo Trust", slug="demo-trust")
    by = {
        role: Actor(world.person(role, world.northfield).pk, role.label)
        for role in (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER)
    }
    assert play(trust, DAY, by=by)
    assert not play(trust, DAY, by=by)
    with trust_work(trust):
        documents = [document_of(row) for row in versions(trust.pk).reverse()]
        draft, last, live = draft_of(trust.pk), newest(trust.pk), live_on(trust.pk, DAY)
        assert draft is not None
        assert last == live
        fourth = document_of(draft)
        assert (fourth.version, fourth.from_day) == (4, dt.date(2027, 1, 4))
        changes = [differences(before, now) for before, now in zip(documents, [*documents[1:], fourth], strict=True)]
    assert [len(found) for found in changes] == [3, 2, 2]
    school = world.another_school(trust=trust)
    assert play_own_lines(school, DAY, by=by[Role.TRUST_LEADER])
    assert not play_own_lines(school, DAY, by=by[Role.TRUST_LEADER])
    with school_work(school):
        stands, row = standing_on(DAY), in_force_on(DAY)
        assert (stands["version"], stands["override"], stands["lines"], stands["dropped"]) == (3, 1, 1, 1)
        assert row is not None
        assert row.dropped[0]["why"] == "This line is the trust’s."
