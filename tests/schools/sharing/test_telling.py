"""Returns delivered to an authority in Rollcall and back: told as they were approved, acknowledged, told anew on change."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from schools.cases.operations.acting import Act
from schools.registers.models import Mark
from schools.returns.models import Return, ReturnFile
from schools.roll.operations import leavers
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.operations.families import set_household
from schools.roll.operations.leavers import Leaving
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share, ShareAct
from schools.sharing.operations import telling
from schools.sharing.operations.telling import To, about_return
from tenants.shares.models import Version
from tenants.shares.operations import answering
from tenants.shares.queries.shares import open_shares
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.schools.returns.conftest import NOON, TODAY, work
from tests.schools.roll.acts import BY, admit, pupil
from tests.tenants.sharing import forget, officer
from tests.trust_reporting.registers import amend, mark
from tests.world import World

DAY = dt.timedelta(days=1)


@dataclass
class Telling:
    """A school of six pupils, its officer, and Eastshire."""

    world: World
    school: School
    authority: LocalAuthority
    client: Client

    @property
    def act(self) -> Act:
        return Act(Signature(Actor(None, "Ms Head"), "headteacher"), clock.now())

    @property
    def to(self) -> To:
        return To(school=self.school, authority="eastshire", authority_name="Eastshire")

    def work(self) -> None:
        """Everything promised at both ends is carried out."""
        for _ in range(2):
            work(self.school)
            drain_authority(str(self.authority.pk))

    def approve(self, **typed: str) -> str:
        """Approve the one return there is to approve; the address of its file."""
        with school_work(self.school):
            key = Return.objects.get(state__in=["detected", "drafted"]).pk
        answer = self.client.post(f"/returns/{key}/approve/", typed)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def told(self, why: str = "") -> int:
        """Tell the authority of every return; how many versions were new."""
        with school_work(self.school):
            abouts = [about_return(row) for row in Return.objects.select_related("pupil").order_by("pk")]
            read = telling.read_of([telling.preview(about, self.to, act=self.act) for about in abouts])
            made = telling.tell(abouts, self.to, read=read, why=why, act=self.act)
        self.work()
        return len(made)

    def acknowledges(self) -> None:
        with authority_work(self.authority):
            for row in open_shares():
                answering.answer(
                    row,
                    "acknowledge",
                    number=row.number,
                    words="",
                    on=None,
                    officer=officer(self.world, self.authority, TODAY),
                )
        self.work()

    def newest(self) -> Version:
        with authority_work(self.authority):
            return Version.objects.select_related("share").latest("at", "number")


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def both(world: World, noon: time_machine.Traveller) -> Iterator[Telling]:
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
    forget(world)
    yield Telling(world, school, world.eastshire, client)
    forget(world)


def at_home(one: object, parent: str = "Dawn Brown") -> None:
    """As the school: where a pupil lives, and with whom."""
    set_household(one, address="1 Mill Lane", from_day=TODAY, by=BY)  # type: ignore[arg-type]
    details = Details(name=parent, phones=[("07700 900118", "mobile")])
    bond = Bond(relationship="mother", lives_with=True)
    add_contact(one, bond, starts_on=TODAY, by=BY, details=details)  # type: ignore[arg-type]


def ten_days(school: School) -> None:
    """The first pupil was away without a reason for ten days, the last of them today."""
    from schools.calendar.queries import school_calendar  # noqa: PLC0415

    with school_work(school):
        held = school_calendar().school_days(dt.date(2026, 9, 2), TODAY)[-10:]
        mark({(1, on, session): "O" for on in held for session in (1, 2)})
        at_home(pupil())
    work(school)


def test_ten_days_are_told_acknowledged_and_told_again_only_on_change(both: Telling) -> None:
    ten_days(both.school)
    with school_work(both.school):
        Return.objects.update(typed={"social_worker": "Wendy Worker"})
    file = both.approve(reason="Not known")
    page = both.client.get(file).content.decode()
    assert f'href="{file}share/">Share with Eastshire' in page
    shown = both.client.get(f"{file}share/").content.decode()
    assert "6 November 2026" in shown
    assert "Wendy" not in shown
    assert both.client.post(f"{file}share/", {"read": "0" * 64}).status_code == 422
    read = re.search(r'name="read" value="(\w+)"', shown)
    assert read is not None
    assert both.client.post(f"{file}share/", {"read": read[1]}).status_code == 302
    both.work()
    assert both.client.post(f"{file}share/", {"read": read[1]}).status_code == 422
    version = both.newest()
    facts = version.snapshot["facts"]
    assert (version.share.purpose, version.share.state) == ("ten_days", "received")
    assert (facts["first_day"], facts["last_day"], len(facts["marks"])) == ("2026-11-06", "2026-11-19", 20)
    assert (facts["address"], facts["reason"]) == ("1 Mill Lane", "Not known")
    assert "Wendy" not in str(version.snapshot)
    with school_work(both.school):
        assert Return.objects.get().values["social_worker"] == "Wendy Worker"
        sent = ReturnFile.objects.get()
        assert (sent.sent_way, sent.sent_on, sent.answer) == ("rollcall", TODAY, "")
        assert Return.objects.get().state == "sent"
    both.acknowledges()
    with school_work(both.school):
        sent = ReturnFile.objects.get()
        assert (sent.answer, sent.answered_on) == ("Acknowledged in Rollcall: its return.", TODAY)
        assert sent.answer_by == officer(both.world, both.authority).by.name
        assert not ShareAct.objects.exclude(problem="").exists()
    assert "Acknowledged in Rollcall" in both.client.get(file).content.decode()
    assert both.told("Nothing new") == 0
    with authority_work(both.authority):
        assert Version.objects.count() == 1
    with school_work(both.school):
        amend({(1, TODAY, 2): "I"})
    both.work()
    assert both.told("The last afternoon was illness.") == 1
    facts = both.newest().snapshot["facts"]
    assert len(facts["marks"]) == 19
    assert both.newest().why == "The last afternoon was illness."


def test_joiner_and_leaver_are_told_whole_or_not_at_all(both: Telling) -> None:
    """LA-9: grounds, next school, date; what is lacking names its field, and nothing of it goes."""
    with school_work(both.school):
        at_home(admit())
        leaver = pupil(2)
        leaving = Leaving(last_day=TODAY + 7 * DAY, ground="a", destination="Beech School")
        leavers.remove_from_roll(leaver, leaving, today=TODAY, by=BY)
    both.work()
    with school_work(both.school):
        rows = {row.kind: row for row in Return.objects.select_related("pupil")}
        abouts = [about_return(row) for row in rows.values()]
        read = telling.read_of([telling.preview(about, both.to, act=both.act) for about in abouts])
        with pytest.raises(Refused) as refused:
            telling.tell(abouts, both.to, read=read, act=both.act)
        assert {fault.field for fault in refused.value.faults} >= {"address", "parent_1_name"}
        assert not Share.objects.exists()
        at_home(leaver, "Rose Gray")
        with pytest.raises(Overtaken, match="changed"):
            telling.tell(abouts, both.to, read=read, act=both.act)
    for kind in ("new_pupil", "deletion"):
        answer = both.client.post(f"/returns/{rows[kind].pk}/approve/", {"last_school": "Elm", "destination": ""})
        assert answer.status_code == 302, answer.content.decode()
    assert both.told() == 2
    with authority_work(both.authority):
        told = {row.purpose: row.versions.get().snapshot["facts"] for row in open_shares()}
    assert told["new_pupil"]["admitted_on"] == TODAY.isoformat()
    held = {row["what"]: row["words"] for row in told["new_pupil"]["register"]}
    assert (held["Last school attended"], held["Parent 1: name"], held["Sex"]) == ("Elm", "Dawn Brown", "Female")
    gone = told["leaver"]
    assert (gone["left_on"], gone["next_school"]) == ((TODAY + 7 * DAY).isoformat(), "Beech School")
    assert gone["ground"].startswith("9(1)(a): ")
    assert "Dawn" not in str(gone)
    both.acknowledges()
    with school_work(both.school):
        assert {file.answer for file in ReturnFile.objects.all()} == {"Acknowledged in Rollcall: its return."}
        assert {(row.answer, row.answered_on) for row in Share.objects.all()} == {("acknowledged", TODAY)}


def test_what_was_sent_and_holds_no_more_is_put_right_by_a_new_version(both: Telling) -> None:
    with school_work(both.school):
        leaver = pupil(2)
        at_home(leaver)
        leaving = Leaving(last_day=TODAY + 7 * DAY, ground="a", destination="Beech School")
        admission = leavers.remove_from_roll(leaver, leaving, today=TODAY, by=BY)
    both.work()
    both.approve()
    both.told()
    with school_work(both.school):
        leavers.undo_leaving(admission, reason="Another day", by=BY)
        later = Leaving(last_day=TODAY + 8 * DAY, ground="a", destination="Beech School")
        leavers.remove_from_roll(leaver, later, today=TODAY, by=BY)
    both.work()
    with school_work(both.school):
        row = Return.objects.get()
        assert (row.state, bool(row.overtaken_because)) == ("sent", True)
    again = f"/returns/{row.pk}/share/eastshire/"
    assert f'href="{again}"' in both.client.get(f"/returns/{row.pk}/").content.decode()
    shown = both.client.get(again).content.decode()
    read = re.search(r'name="read" value="(\w+)"', shown)
    assert read is not None
    assert both.client.post(again, {"read": read[1], "why": " "}).status_code == 422
    assert both.client.post(again, {"read": read[1], "why": "The last day is a day later."}).status_code == 302
    both.work()
    assert both.newest().snapshot["facts"]["left_on"] == (TODAY + 8 * DAY).isoformat()
    with school_work(both.school):
        row = Return.objects.get()
        assert row.corrected_how == "Version 2 shared with Eastshire in Rollcall"
        assert Mark.objects.count() == 0
    assert both.told("x") == 0
