"""TD-8 from the trust: every school is asked, each tries the draft, and counts come back with the small ones left out."""

import pytest
from django.test import override_settings
from django.utils import timezone

from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.whatif.models import Trial
from schools.whatif.operations.trying import FINISHED
from tenants.journal.models import OutboxRow
from tenants.policies.models import PolicyDraft
from tenants.trusts import tasks
from tenants.trusts.scopes import school_work, trust_work
from tests.isolation.routes.made import policies
from tests.schools.decisions.deciding import Deciding
from tests.schools.whatif.test_trying import hashes, school
from tests.world import World
from trust_reporting.trials.models import TRIAL_ASKED, SchoolAnswer, TrustTrial
from trust_reporting.trials.rules import StageTold, of_plain
from trust_reporting.trials.tasks import answer, bring_trials

__all__ = ["school"]

PERIOD = {"first": "1 September 2026", "last": "18 November 2026"}


@pytest.fixture
def asked(world: World, school: Deciding) -> str:
    """The address of a trial of the trust's draft, in which six sessions stand in the place of five."""
    trust = world.northfield
    school.work()
    policies.draft(trust)
    with trust_work(trust):
        # What other tests left undone for each of their schools is not this one's to wait for.
        OutboxRow.objects.filter(done_at=None).update(done_at=timezone.now())
        row = PolicyDraft.objects.get(trust_id=trust.pk)
        row.document = row.document.replace('"at_least":5,', '"at_least":6,', 1)
        row.save(update_fields=["document"])
    sent = world.client(world.person(Role.TRUST_DATA_MANAGER, trust), trust).post("/policy/try/", PERIOD)
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def page(world: World, address: str) -> str:
    response = world.client(world.person(Role.TRUST_LEADER, world.northfield), world.northfield).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@override_settings(SMALLEST_NUMBER_SHOWN=1)
def test_every_school_is_asked_and_answers_in_counts_alone(world: World, school: Deciding, asked: str) -> None:
    trust, here = world.northfield, school.taking.school
    first = page(world, asked)
    assert "0 of " in first
    assert "Not yet: " in first
    assert here.name in first
    before = hashes(school)
    tasks.drain.run(str(trust.pk))
    school.work()
    after = hashes(school)
    assert {table for table in before if before[table] != after[table]} == {
        "whatif_trial",
        "journal_auditline",
        "journal_outboxrow",
    }
    with trust_work(trust):
        trial = TrustTrial.objects.get(pk=asked.rstrip("/").rpartition("/")[2])
        row = SchoolAnswer.objects.get(trial=trial, school_id=here.pk)
        assert not SchoolAnswer.objects.filter(trial=trial, told__isnull=False).exclude(school_id=here.pk)
    assert of_plain(row.told).stages["listen"] == StageTold(live=2, draft=1, added=0, removed=1)
    with school_work(here):
        keys = [str(pupil) for pupil in school.taking.pupils]
    assert not any(key in str(row.told) for key in keys)
    shown = page(world, asked)
    assert "1 would have entered Listen and understand and not 2" in shown
    assert "0 added, 1 out" in shown
    assert here.name not in shown.partition("Not yet: ")[2].partition("</")[0]
    # Seen twice, it is one trial and one answer.
    bring_trials(trust, [Message(1, TRIAL_ASKED, {"trial": str(trial.pk)})])
    with school_work(here):
        own = Trial.objects.get(for_trust=trial.pk)
    answer(here, [Message(1, FINISHED, {"trial": str(own.pk)})])
    with trust_work(trust):
        assert SchoolAnswer.objects.filter(trial=trial, school_id=here.pk).count() == 1
    # Another trust finds nothing under this address, nor does a school.
    other = world.southgate
    stranger = world.client(world.person(Role.TRUST_LEADER, other), other)
    assert stranger.get(asked).status_code == 404


def test_with_the_default_smallest_number_two_pupils_are_not_shown(world: World, school: Deciding, asked: str) -> None:
    tasks.drain.run(str(world.northfield.pk))
    school.work()
    shown = page(world, asked)
    assert "too few to show" in shown
    assert "0 added, 1 out" not in shown
    with trust_work(world.northfield):
        trial = TrustTrial.objects.get(pk=asked.rstrip("/").rpartition("/")[2])
        row = SchoolAnswer.objects.get(trial=trial, school_id=school.taking.school.pk)
    weekend = {"first": "24 October 2026", "last": "25 October 2026"}
    manager = world.client(world.person(Role.TRUST_DATA_MANAGER, world.northfield), world.northfield)
    nothing = str(manager.post("/policy/try/", weekend)["Location"])
    tasks.drain.run(str(world.northfield.pk))
    assert f"{school.taking.school.name} could not try it." in page(world, nothing)
    for wrong, says in (({"last": "19 November 2027"}, "is not over."), ({"first": "soon"}, "soon")):
        refused = manager.post("/policy/try/", PERIOD | wrong)
        assert (refused.status_code, says in refused.content.decode()) == (422, True)
    assert row.told == {"pupils": row.told["pupils"], "stages": {}, "weeks": {}, "letters": None, "hours": None}


CHILD = {
    "name": "Five sessions of O since half-term",
    "clause": "stages.listen.criteria.five",
    "today": "19 November 2026",
    "calendar": "alder",
    "marks": "9 Nov OO\n10 Nov O\\\n11 Nov OO",
    "move": "up",
    "stage": "listen",
}


def test_an_example_of_the_trusts_own_is_tried_added_and_says_what_a_draft_changes(world: World) -> None:
    """Five sessions, which six in the place of five would leave where the child is."""
    trust = world.southgate
    manager = world.client(world.person(Role.TRUST_DATA_MANAGER, trust), trust)
    tried = manager.post("/policy/examples/new/", CHILD)
    assert tried.status_code == 200
    assert "it comes out as expected" in " ".join(tried.content.decode().split())
    assert manager.post("/policy/examples/new/", CHILD | {"confirmed": "yes"}).status_code == 302
    assert CHILD["name"] in manager.get("/policy/examples/").content.decode()
    twice = manager.post("/policy/examples/new/", CHILD | {"confirmed": "yes"})
    assert (twice.status_code, "There is an example of this name." in twice.content.decode()) == (422, True)
    policies.draft(trust)
    with trust_work(trust):
        row = PolicyDraft.objects.get(trust_id=trust.pk)
        row.document = row.document.replace('"at_least":5,', '"at_least":6,', 1)
        row.save(update_fields=["document"])
    leader = world.client(world.person(Role.TRUST_LEADER, trust), trust)
    approve = " ".join(leader.get("/policy/draft/approve/").content.decode().split())
    own = approve.partition("The trust’s own examples")[2].partition("</table>")[0]
    assert CHILD["name"] in own
    assert "Up to Listen and understand" in own
