"""Whether a social worker's name is shared: nobody at the school but who keeps restricted flags is answered otherwise.

Every page of every other role is asked before, and again once there is one of each state: the same bytes from as many
statements. The child is in the group and year of teacher and head of year; one of those asked is data protection officer,
and one was a deputy of the lead until lately.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from foundation import clock
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.tasks import drain
from schools.roll.models import GroupTutor, Household, HouseholdPupil, Placement, Pupil, YearLead
from schools.sharing.models import Share
from schools.staff.models import StaffDuty, StaffMember
from tenants.shares.operations import answering
from tenants.shares.operations.answering import Officer
from tenants.shares.queries.shares import open_shares
from tenants.trusts.models import School
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.isolation.routes.route import AT_SCHOOL, Keys
from tests.isolation.routes.rows import rows_at
from tests.isolation.routes.table import routes_of
from tests.tenants.sharing import forget, officer
from tests.world import SINCE, World

WHY = "Eastshire asks whom to call before Friday's visit."
#: A look at flags is a line about the pupil, and the history has each look of others: that is asked by itself.
APART = (Permission.SEE_RESTRICTED_FLAGS, Permission.SEE_PUPIL_HISTORY)
#: What differs between any two answers: tokens of forms, and the stamp by which Today knows that somebody did something.
NEW_EACH_TIME = re.compile(
    rb'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"|"token":"[^"]*"|data-stamp="[^"]*"|data-now="[^"]*"'
)

Answer = tuple[int, bytes, int]


@dataclass
class Home:
    """A school with somebody of every role, and a child in need whose social worker is recorded."""

    world: World
    school: School
    keys: Keys
    lead: Client

    def post(self, role: Role) -> StaffMember:
        return StaffMember.objects.get(person_id=self.world.person(role, self.school).pk)

    def answers(self) -> dict[str, Answer]:
        """What each role but the lead's is answered by every page that it has."""
        found = {}
        for role in AT_SCHOOL:
            if role is Role.SAFEGUARDING_LEAD:
                continue
            client = self.world.client(self.world.person(role, self.school), self.school)
            for pattern, route in routes_of("school"):
                apart = route.declared in APART
                if route.allowed.get(role) == 200 and not route.anyone and not apart:
                    address = route.address(pattern, self.keys)
                    found[f"{role} {address}"] = answer_of(client, address)
            found[f"{role} over"] = answer_of(client, "/shared/?show=over")
        return found

    def histories(self) -> list[Answer]:
        """Who saw the child, as the headteacher reads it."""
        client = self.world.client(self.world.person(Role.HEADTEACHER, self.school), self.school)
        history = f"/pupils/{self.keys['pupil']}/history/"
        client.get(history)  # That they did is itself a line, and one for ten minutes.
        return [answer_of(client, f"{history}{kind}") for kind in ("", "?kind=seen", "?kind=record", "?kind=flags")]


def answer_of(client: Client, address: str) -> Answer:
    """Status, bytes, and how many statements it took."""
    asked = []

    def count(execute: Any, sql: Any, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connections[ALIAS].execute_wrapper(count):
        response = client.get(address)
        said = response.getvalue()
    return response.status_code, NEW_EACH_TIME.sub(b"", said), len(asked)


@pytest.fixture(scope="module")
def home(world: World) -> Iterator[Home]:
    school = world.another_school(filled=True)
    world.employ_all(AT_SCHOOL, school)
    keys = rows_at(school)
    lead = world.client(world.person(Role.SAFEGUARDING_LEAD, school), school)
    made, yesterday = Home(world, school, keys, lead), clock.today() - dt.timedelta(days=1)
    with school_work(school):
        pupil = Pupil.objects.get(pk=keys["pupil"])
        placed = Placement.objects.get(pupil=pupil)
        GroupTutor.objects.create(group=placed.group, staff=made.post(Role.CLASS_TEACHER), starts_on=SINCE)
        YearLead.objects.create(year_group=placed.year_group, staff=made.post(Role.HEAD_OF_YEAR), starts_on=SINCE)
        StaffDuty.objects.create(post=made.post(Role.SENIOR_LEADER), duty="data_protection", starts_on=SINCE)
        StaffDuty.objects.create(
            post=made.post(Role.HEAD_OF_YEAR), duty="deputy_safeguarding_lead", starts_on=SINCE, ends_on=yesterday
        )
        HouseholdPupil.objects.update(ends_on=yesterday)
        west = Household.objects.create(address="3 Larch Row", authority="Westmoor")
        HouseholdPupil.objects.create(household=west, pupil=pupil, starts_on=clock.today())
    made.keys = {**keys, "group": str(placed.group_id)}
    yield made
    forget(world)


def share(home: Home, authority: str) -> str:
    """The lead shares the name with one authority; the address of the share."""
    begun = home.lead.post(f"/shared/social-worker/{home.keys['worker_flag']}/", {"authority": authority})
    assert begun.status_code == 302, begun.content
    agree = str(begun["Location"])
    read = re.search(r'name="read" value="(\w+)"', home.lead.get(agree).content.decode())
    assert read is not None
    assert home.lead.post(agree, {"read": read[1], "why": WHY}).status_code == 302
    return agree.removesuffix("agree/")


def carried(home: Home) -> None:
    for _ in range(2):
        drain(str(home.school.pk))
        for authority in (home.world.eastshire, home.world.westmoor):
            drain_authority(str(authority.pk))


def asked_about(home: Home, who: Officer) -> None:
    with authority_work(home.world.eastshire):
        row = open_shares().get(school_id=home.school.pk)
        answering.note_opened(row, "open", who)
        answering.answer(row, "ask", number=1, words="Which days?", on=None, officer=who)


def test_t19_nobody_else_is_answered_otherwise_for_a_share_of_a_social_workers_name(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    carried(home)
    home.world.client(home.world.person(Role.HEADTEACHER, home.school), home.school).get(
        "/registers/"
    )  # Its calendar is kept.
    before, known = home.answers(), home.histories()
    assert len(before) > 500
    _shared_in_every_state(home)
    assert home.histories() == known
    after = home.answers()
    assert before.keys() == after.keys()
    assert [address for address, answer in before.items() if answer[:2] != after[address][:2]] == []
    counts = {address: (answer[2], after[address][2]) for address, answer in before.items()}
    assert {address: both for address, both in counts.items() if both[0] != both[1]} == {}
    assert "Opened once" in home.lead.get(f"/pupils/{home.keys['pupil']}/").content.decode()


def _shared_in_every_state(home: Home) -> None:
    """One is with its authority, which asks about it, and runs out today; one was taken back; one is being prepared."""
    east, west = share(home, "eastshire"), share(home, "westmoor")
    carried(home)
    asked_about(home, officer(home.world, home.world.eastshire, clock.today()))
    carried(home)
    assert home.lead.post(f"{west}revoke/", {"why": "The visit is over."}).status_code == 302
    begun = home.lead.post(f"/shared/social-worker/{home.keys['worker_flag']}/", {"authority": "westmoor"})
    assert begun.status_code == 302
    carried(home)
    with school_work(home.school):
        Share.objects.filter(state="published").update(expires_on=clock.today())
        states = set(Share.objects.filter(purpose="social_worker").values_list("state", flat=True))
        assert states == {"draft", "published", "revoked"}
    assert home.lead.get(east).status_code == 200
