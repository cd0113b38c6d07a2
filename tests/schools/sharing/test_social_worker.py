"""A social worker's name, shared by the safeguarding lead: agreed with a reason, read by one authority alone, taken back.

What others at the school are answered is `tests/isolation/test_restricted_shares.py`.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.cases.models import Event
from schools.journal.models import AuditLine, ReadLine
from schools.journal.tasks import drain
from schools.pupils.pages.history_of_evidence import ACTS_OF_EVIDENCE
from schools.roll.models import Household, Pupil, RestrictedFlag
from schools.roll.operations.families import end_restricted_flag, set_restricted_flag
from schools.roll.operations.related import flag_related_staff
from schools.sharing.models import Share, ShareVersion
from schools.staff.models import StaffDuty
from tenants.journal.models import AuditLine as TrustLine
from tenants.shares.models import Index, Version
from tenants.shares.operations import answering
from tenants.shares.queries.shares import open_shares
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work, school_work, trust_work
from tenants.trusts.tasks import drain as drain_trust
from tenants.trusts.tasks import drain_authority
from tests.schools.bundles.evidence import shown
from tests.schools.cases.keeping import HEAD, LEAD, LEADER, OFFICER, SINCE, THURSDAY, Keeping, keeping
from tests.tenants.sharing import forget, officer
from tests.world import World

WORKER, PHONE = "Ana Petrov-Canary", "020 7946 0111"
WHY = "Westmoor asks whom to call before Friday's visit."
BY = Actor(None, "Ms Lead")
DAY = dt.timedelta(days=1)


class Sharing(Keeping):
    """The school, with a child in need whose home is in Westmoor."""

    world: World

    def child(self) -> Pupil:
        with school_work(self.taking.school):
            return Pupil.objects.get(pk=self.pupil().pk)

    def flag(self) -> RestrictedFlag:
        return self.only(RestrictedFlag)

    def begin(self, authority: str = "westmoor", role: Role = LEAD) -> str:
        """Begin it; where it is then read and agreed to."""
        response = self.client(role).post(f"/shared/social-worker/{self.flag().pk}/", {"authority": authority})
        assert response.status_code == 302, response.content.decode()
        return str(response["Location"])

    def read(self, agree: str, role: Role = LEAD) -> dict[str, str]:
        found = re.search(r'name="read" value="(\w+)"', self.page(agree, role))
        assert found is not None
        return {"read": found[1]}

    def shared(self, authority: str = "westmoor", role: Role = LEAD) -> str:
        """Begun, agreed to and with its authority; the address of the share, which is one at both ends."""
        agree = self.begin(authority, role)
        assert self.sends(agree, self.read(agree, role) | {"why": WHY}, role) == 302
        self.carried()
        return agree.removesuffix("agree/")

    def carried(self) -> None:
        for _ in range(2):
            drain_trust(str(self.world.northfield.pk))
            drain(str(self.taking.school.pk))
            for authority in (self.world.eastshire, self.world.westmoor):
                drain_authority(str(authority.pk))

    def there(self, authority: LocalAuthority) -> Client:
        return self.world.client(self.world.person(Role.LA_OFFICER, authority), authority)

    def lines(self, act: str) -> list[AuditLine]:
        return self.rows(AuditLine, act=act)


def sharing_school(world: World, monkeypatch: pytest.MonkeyPatch) -> Sharing:
    made = Sharing(keeping(world, monkeypatch).taking)
    made.world = world
    with school_work(made.taking.school):
        pupil = Pupil.objects.get(pk=made.pupil().pk)
        set_restricted_flag(pupil, "cin", starts_on=SINCE, by=BY, worker_name=WORKER, worker_phone=PHONE)
        Household.objects.update(authority="Westmoor")
    return made


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sharing]:
    yield sharing_school(world, monkeypatch)
    forget(world)


def test_the_lead_shares_the_name_alone_with_a_reason_and_takes_it_back(kept: Sharing) -> None:
    page = f"/pupils/{kept.pupil().pk}/"
    begin = f"/shared/social-worker/{kept.flag().pk}/"
    assert begin in kept.page(page, LEAD)
    assert kept.sends(begin, {}, LEAD) == 422
    refused = kept.client(LEAD).post(begin, {"authority": "nowhere"})
    assert refused.status_code == 422
    assert "neither this school’s authority nor that of the pupil’s home" in shown(refused.content.decode())

    agree = kept.begin()
    assert kept.begin() == agree, "one that is open is gone on with"
    said = shown(kept.page(agree, LEAD))
    assert WORKER in said
    assert not [words for words in (PHONE, "Child in need", "cin ") if words in said]
    read = kept.read(agree)
    for why, words in (("", "Write why it is shared."), ("They ask.", "too short for a reason"), ("x" * 1001, "1,001")):
        refused = kept.client(LEAD).post(agree, read | {"why": why})
        assert refused.status_code == 422, why
        assert words in shown(refused.content.decode()), why
    assert kept.sends(agree, {"read": "0" * 64, "why": WHY}, LEAD) == 422
    assert kept.only(Share).number == 0
    assert kept.sends(agree, read | {"why": WHY}, LEAD) == 302
    kept.carried()

    _read_by_one_authority(kept, agree.removesuffix("agree/"))
    one = agree.removesuffix("agree/")
    said = shown(kept.page(page, LEAD))
    for words in ("Westmoor", "asked about", "Opened once", "until 19 March 2027"):
        assert words in said, words
    assert "an answer to look at" in kept.page("/today/", LEAD)
    assert kept.sends(f"{one}seen/", {}, LEAD) == 302
    assert kept.sends(f"{one}say/", {"words": "She is in on Friday."}, LEAD) == 302
    assert "Restricted shares" not in kept.page("/today/", LEAD)

    assert kept.sends(f"{one}revoke/", {"why": "The visit is over."}, LEAD) == 302
    west = kept.there(kept.world.westmoor)
    assert west.get(one).status_code == 404, "at the next request, before any worker"
    kept.carried()
    with authority_work(kept.world.westmoor):
        assert not open_shares().exists()
        assert not Version.objects.exists()
    _left_behind(kept, one)


def _read_by_one_authority(kept: Sharing, one: str) -> None:
    """Its officers have the name and nothing else of the flag, nor the school's reason; another authority has nothing."""
    west, east = kept.there(kept.world.westmoor), kept.there(kept.world.eastshire)
    said = shown(west.get(one).content.decode())
    assert WORKER in said
    assert not [words for words in (PHONE, "Child in need", WHY) if words in said]
    assert "Social worker’s name" in shown(west.get("/shared/").content.decode())
    assert east.get(one).status_code == 404
    assert one not in east.get("/shared/").content.decode()
    with authority_work(kept.world.westmoor):
        version = Version.objects.get()
        assert version.snapshot["facts"] == {"social_worker": WORKER}
        assert version.why == ""
        who = officer(kept.world, kept.world.westmoor, THURSDAY)
        answering.answer(open_shares().get(), "ask", number=1, words="Which days?", on=None, officer=who)
    with school_work(kept.taking.school):
        assert ShareVersion.objects.get().why == WHY
    kept.carried()


def _left_behind(kept: Sharing, one: str) -> None:
    """Lines of the share and none of the pupil's, no read line and no event; the trust has counts and no purpose."""
    key = one.split("/")[2]
    with school_work(kept.taking.school):
        of_share = set(AuditLine.objects.filter(about_kind="share", about_id=key).values_list("act", flat=True))
        assert of_share >= {
            *("share.prepared", "share.agreed", "share.restricted_seen", "share.heard_ask"),
            *("share.seen", "share.said", "share.revoked"),
        }
        assert not AuditLine.objects.filter(about_kind="pupil", act__startswith="share.").exists()
        assert not ReadLine.objects.filter(shown__what="case").exists()
        assert not Event.objects.exists()
        assert not any(WORKER in str(line.details) for line in AuditLine.objects.all())
    history = f"/pupils/{kept.pupil().pk}/history/"
    words = [said for act, said in ACTS_OF_EVIDENCE.items() if act.startswith("share.")]
    told = {role: shown(kept.page(history, role)) for role in (LEAD, HEAD)} | {
        "file": kept.page(f"{history[:-1]}.csv", LEAD)
    }
    found = {who: sum(one in said for one in words) for who, said in told.items()}
    assert found == {LEAD: 7, HEAD: 0, "file": 0}
    with trust_work(kept.world.northfield):
        row = Index.objects.get(pk=key)
        assert (row.purpose, row.openings, row.state) == ("restricted", 1, "revoked")
        said = [str(line.details) for line in TrustLine.objects.filter(about_id=key)]
        assert said
        assert "social_worker" not in str(said)


def test_a_flag_that_ends_is_told_to_the_lead_and_nothing_of_it_is_agreed_to_any_more(kept: Sharing) -> None:
    one = kept.shared()
    assert "Restricted shares" not in kept.page("/today/", LEAD)
    with school_work(kept.taking.school):
        end_restricted_flag(RestrictedFlag.objects.get(), ends_on=THURSDAY - DAY, by=BY)
    said = shown(kept.page("/today/", LEAD))
    assert "its flag holds no more" in said
    assert str(kept.child()) not in said
    assert "does not hold today" in shown(kept.page(f"{one}agree/", LEAD))
    assert kept.sends(f"{one}agree/", {"read": "0" * 64, "why": WHY}, LEAD) == 422
    assert kept.sends(f"/shared/social-worker/{kept.flag().pk}/", {"authority": "westmoor"}, LEAD) == 404


def test_it_runs_out_and_each_authority_has_its_own(kept: Sharing) -> None:
    west, east = kept.shared(), kept.shared("eastshire")
    assert west != east
    for authority, mine, other in ((kept.world.westmoor, west, east), (kept.world.eastshire, east, west)):
        client = kept.there(authority)
        assert WORKER in client.get(mine).content.decode()
        assert client.get(other).status_code == 404
    kept.on(THURSDAY + 110 * DAY)
    assert "until 19 Mar" in shown(kept.page("/today/", LEAD))
    kept.on(THURSDAY + 121 * DAY)
    assert kept.there(kept.world.westmoor).get(west).status_code == 404
    kept.carried()


def test_a_deputy_keeps_them_while_they_hold_the_duty_and_nobody_else_does(kept: Sharing) -> None:
    begin = f"/shared/social-worker/{kept.flag().pk}/"
    others = [role for role in kept.taking.clients.people if role is not LEAD]
    for role in others:
        assert kept.client(role).get(begin).status_code == 404, role
        assert kept.sends(begin, {"authority": "westmoor"}, role) == 404, role
    deputy, official, lead = (kept.post(role) for role in (LEADER, OFFICER, LEAD))
    with school_work(kept.taking.school):
        duty = StaffDuty.objects.create(post=deputy, duty="deputy_safeguarding_lead", starts_on=SINCE)
        for other in ("data_protection", "acting_head"):
            StaffDuty.objects.create(post=official, duty=other, starts_on=SINCE)
    one = kept.shared(role=LEADER)
    assert WORKER not in kept.page(one, LEADER)
    form = kept.read(f"{one}agree/", LEADER) | {"why": WHY}
    _to_nobody_else(kept, one, form, [role for role in others if role is not LEADER])
    with school_work(kept.taking.school):
        StaffDuty.objects.filter(pk=duty.pk).update(ends_on=THURSDAY - DAY)
    _to_nobody_else(kept, one, form, [LEADER])
    assert kept.only(Share).number == 1
    assert kept.sends(f"{one}agree/", kept.read(f"{one}agree/") | {"why": WHY}, LEAD) == 302
    kept.carried()
    with school_work(kept.taking.school):
        flag_related_staff(lead, Pupil.objects.get(pk=kept.pupil().pk), on=THURSDAY, by=BY)
    _to_nobody_else(kept, one, form, [LEAD])
    assert kept.client(LEAD).get(begin).status_code == 404


def _to_nobody_else(kept: Sharing, one: str, form: dict[str, str], roles: list[Role]) -> None:
    """Every address of the share answers these as one that does not exist, and a form they had open does nothing."""
    nothing = f"/shared/{uuid.uuid4()}/"
    for role in roles:
        client = kept.client(role)
        for act in ("", "preview/", "agree/", "say/", "revoke/"):
            found, none = client.get(f"{one}{act}"), client.get(f"{nothing}{act}")
            assert (found.status_code, none.status_code) == (404, 404), (role, act)
            assert found.content == none.content, (role, act)
        for act in ("agree/", "say/", "revoke/", "seen/", "drop/"):
            assert kept.sends(f"{one}{act}", form | {"words": WHY}, role) == 404, (role, act)
    row = kept.only(Share)
    assert row.state == "published"


def test_the_trust_takes_one_back_knowing_only_that_it_is_restricted(kept: Sharing) -> None:
    one = kept.shared()
    trust, key = kept.world.northfield, one.split("/")[2]
    leader = kept.world.client(kept.world.person(Role.TRUST_LEADER, trust), trust)
    back = f"/shares/{key}/take-back/"
    listed = shown(leader.get("/shares/").content.decode())
    assert back in leader.get("/shares/").content.decode()
    assert "Restricted" in listed
    assert "Social worker" not in listed
    assert leader.post(back, {"why": "The school asked for it."}).status_code == 302
    kept.carried()
    row = kept.only(Share)
    assert (row.state, row.ended_why) == ("revoked", "The school asked for it.")
    assert kept.there(kept.world.westmoor).get(one).status_code == 404
    assert not kept.rows(Event)
