"""A policy travels from the trust to each of its schools, and how each school stands travels back."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.journal.models import DueRow, OutboxRow
from schools.journal.tasks import drain as drain_school
from schools.policy import queries
from schools.policy.models import InForce, PolicyVersion
from schools.policy.operations.overriding import approve_override, set_line
from schools.policy.operations.taking_in import take_in
from schools.staff.models import StaffNotice
from tenants.policies.models import SchoolPolicy
from tenants.policies.operations.approving import approve_draft
from tenants.policies.operations.drafting import begin_draft, change_draft
from tenants.policies.pages.schools import SchoolRow, lede, school_rows
from tenants.policies.queries import document_of, draft_of, versions
from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Line
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work
from tenants.trusts.tasks import drain
from tests.isolation.routes.made.school_policy import told
from tests.world import World

FIVE = "stages.listen.criteria.five.unauthorised.at_least"
TODAY, JANUARY = dt.date(2026, 11, 19), dt.date(2027, 1, 4)
NOW = dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def trust_of(world: World) -> Trust:
    number = next(world._numbers)
    return provisioning.provision_trust(name=f"Policy Trust {number}", slug=f"policy-trust{number}")


def approve(trust: Trust, from_day: dt.date, change: Callable[[Policy], Policy]) -> None:
    """The next version of the trust's policy."""
    by = Actor(uuid.uuid4(), "Ms Leader")
    with trust_work(trust):
        begin_draft(trust.pk, by=by, now=NOW, today=TODAY)
        row = draft_of(trust.pk)
        assert row is not None
        change_draft(trust.pk, change(document_of(row)), edits=0, by=by, now=NOW)
        approve_draft(trust.pk, edits=1, from_day=from_day, past_is_meant=False, by=by, now=NOW, today=TODAY)


def locked(policy: Policy) -> Policy:
    """With the line of five sessions no school's to change."""
    stages = [stage.model_dump(by_alias=True) for stage in policy.stages]
    for stage in stages:
        for criterion in stage["criteria"]:
            if criterion["key"] == "five":
                criterion["all"][0]["school_may"] = None
    return policy.model_copy(update={"stages": tuple(type(policy.stages[0]).model_validate(stage) for stage in stages)})


def own_six(school: School) -> None:
    """Six sessions in the place of five, approved by the head from today."""
    by = Actor(uuid.uuid4(), "Mr Head")
    with school_work(school):
        line = Line(path=FIVE, value=6, reason="Agreed with heads of year")
        draft = set_line(line, edits=0, by=by, now=NOW, today=TODAY)
        approve_override(edits=draft.edits, from_day=TODAY, by=by, now=NOW, today=TODAY)


def rows(trust: Trust) -> list[SchoolRow]:
    with trust_work(trust):
        said = {row.school_id: row for row in SchoolPolicy.objects.all()}
        return school_rows(School.objects.filter(trust=trust), said, versions(trust.pk))


def value_on(school: School, day: dt.date) -> tuple[int, int, int]:
    """What decides on a day: version, override, and how many sessions the line of five asks for."""
    with school_work(school):
        row = queries.in_force_on(day)
        assert row is not None
        condition = dict(queries.documents()[row.version, row.override].conditions())[FIVE.rpartition(".")[0]]
        assert condition.at_least is not None
        return row.version, row.override, int(condition.at_least)


def test_a_version_reaches_every_school_and_a_line_it_takes_back_drops_on_its_day_told_before(world: World) -> None:
    trust = trust_of(world)
    school, other = world.another_school(trust=trust), world.another_school(trust=trust)
    head = world.employ(Role.HEADTEACHER, school)
    assert [row.behind_since is not None for row in rows(trust)] == [True, True]
    drain.run(str(trust.pk))
    for one in (school, other):
        drain_school.run(str(one.pk))
    assert value_on(school, TODAY) == (1, 0, 5)
    assert [(row.decides, row.own, row.behind_since) for row in rows(trust)] == [("Version 1", "None", None)] * 2

    own_six(school)
    drain_school.run(str(school.pk))
    assert value_on(school, TODAY) == (1, 1, 6)
    assert "Override 1: 1 line" in {row.own for row in rows(trust)}

    approve(trust, JANUARY, locked)
    drain.run(str(trust.pk))
    drain.run(str(trust.pk))
    assert value_on(school, JANUARY - DAY) == (1, 1, 6)
    assert value_on(school, JANUARY) == (2, 1, 5)
    assert value_on(other, JANUARY) == (2, 0, 5)
    with school_work(school):
        assert [one["path"] for one in InForce.objects.get(version=2, override=1).dropped] == [FIVE]
        notices = StaffNotice.objects.filter(post__person_id=head.pk).values_list("kind", "count")
        assert sorted(notices) == [("policy_comes", 1), ("policy_lines_drop", 1)]
        due = DueRow.objects.get(topic="policy.changed", key="2.1")
        assert (due.payload, clock.local(due.at).date()) == ({"from": "2027-01-04"}, JANUARY)


def test_a_worker_killed_between_any_two_steps_loses_nothing_and_does_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = trust_of(world)
    schools = [world.another_school(trust=trust) for _ in range(2)]
    drain.run(str(trust.pk))
    approve(trust, JANUARY, locked)
    work = steps_of_the_worker(monkeypatch)
    for step in range(1, 40):
        work.die_at(step)
        try:
            drain.run(str(trust.pk))
        except KilledError:
            continue
        break
    else:
        pytest.fail("the worker never came through")
    assert step > 4
    for school in schools:
        with school_work(school):
            assert list(PolicyVersion.objects.values_list("version", flat=True)) == [1, 2]
            assert DueRow.objects.filter(topic="policy.changed", key="2.0").count() == 1
            assert OutboxRow.objects.filter(topic="policy.taken", payload__version=2).count() == 1


class KilledError(BaseException):
    """The worker's process ends here: nothing catches it."""


class Steps:
    """Transactions of the worker, which dies as it would begin the one of that number."""

    def __init__(self) -> None:
        self.last, self.begun = 0, 0

    def die_at(self, step: int) -> None:
        self.last, self.begun = step, 0

    def wrap(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def begun(*args: Any, **kwargs: Any) -> Any:
            self.begun += 1
            if self.begun == self.last:
                raise KilledError
            return work(*args, **kwargs)

        return begun


def steps_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps()
    for place in (
        "schools.policy.tasks.trust_work",
        "schools.policy.tasks.school_work",
        "tenants.trusts.tasks.trust_work",
    ):
        module, _, name = place.rpartition(".")
        work = getattr(__import__(module, fromlist=[name]), name)
        monkeypatch.setattr(place, steps.wrap(work))
    return steps


def test_who_made_the_school_tells_it_nothing_and_a_later_school_has_all_versions(world: World) -> None:
    trust = trust_of(world)
    approve(trust, JANUARY, locked)
    late = world.another_school(trust=trust)
    head = world.employ(Role.HEADTEACHER, late)
    drain.run(str(trust.pk))
    assert [value_on(late, TODAY), value_on(late, JANUARY)] == [(1, 0, 5), (2, 0, 5)]
    with school_work(late):
        assert not StaffNotice.objects.filter(post__person_id=head.pk).exists()


def test_the_trust_sees_who_is_behind_and_since_when(world: World) -> None:
    trust = trust_of(world)
    school = world.another_school(trust=trust)
    drain.run(str(trust.pk))
    drain_school.run(str(school.pk))
    approve(trust, JANUARY, locked)
    [row] = rows(trust)
    assert (row.decides, row.held, row.behind_since) == ("Version 1", 1, NOW)
    assert lede([row], 2).startswith("1 of 1 school has not version 2 yet.")


def test_a_role_that_the_policy_names_and_nobody_holds_is_said_here_and_to_the_trust(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = trust_of(world)
    school = world.another_school(trust=trust)
    officer = world.employ(Role.ATTENDANCE_OFFICER, school)
    world.employ_all((Role.SAFEGUARDING_LEAD, Role.HEADTEACHER), school)
    drain.run(str(trust.pk))
    drain_school.run(str(school.pk))
    [row] = rows(trust)
    assert row.unheld == ("Head of year",)
    assert lede([row], 1).endswith("At 1 school nobody holds a role that the policy gives work to.")
    shown = world.client(officer, school).get("/policy/").content.decode()
    assert "approves Formal support" in shown.partition('id="lacking"')[2].partition("</section>")[0]

    world.employ(Role.HEAD_OF_YEAR, school)
    monkeypatch.setattr(clock, "now", lambda: NOW + DAY)
    drain_school.run(str(school.pk))
    assert [row.unheld for row in rows(trust)] == [()]
    assert 'id="lacking"' not in world.client(officer, school).get("/policy/").content.decode()


def test_a_document_that_is_not_what_its_hash_says_is_not_taken_in(world: World) -> None:
    school = world.another_school(trust=trust_of(world))
    with pytest.raises(ValueError, match="not what its hash says"), school_work(school):
        take_in([replace(told(), sha256="0" * 64)], heads=(), address="/policy/", now=NOW)
    with school_work(school):
        assert not PolicyVersion.objects.exists()
