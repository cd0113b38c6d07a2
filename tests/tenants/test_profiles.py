"""What an authority asks, at the trust: typed or imported, approved by another, kept for ever, and no other trust's."""

import datetime as dt
import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError
from django.utils import timezone

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from tenants.journal.models import AuditLine, OutboxRow
from tenants.policies.models import PROFILE_APPROVED, ProfileDraft, ProfileVersion
from tenants.policies.operations.profiles import NO_DRAFT, approve_profile, keep_profile, withdraw_profile
from tenants.policies.queries import profile_on
from tenants.policies.rules.profile_file import kept_profile, read_profile
from tenants.trusts import provisioning
from tenants.trusts.models import Trust
from tenants.trusts.scopes import trust_work
from tests.isolation.routes.made.policies import PROFILE, TODAY
from tests.world import World

DAY = dt.timedelta(days=1)
SIX = PROFILE.replace("weeks = 3", "weeks = 6")


@pytest.fixture
def trust(world: World) -> Trust:
    """A trust of its own, with people, for each test."""
    number = next(world._numbers)
    made = provisioning.provision_trust(name=f"Profile Trust {number}", slug=f"profile-trust{number}")
    world.employ_all([Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER], made)
    return made


@pytest.fixture
def manager(world: World, trust: Trust) -> Actor:
    person = world.person(Role.TRUST_DATA_MANAGER, trust)
    return Actor(person.pk, person.name)


def keep(trust: Trust, text: str, by: Actor, *, edits: int = NO_DRAFT) -> ProfileDraft:
    return keep_profile(trust.pk, "eastshire", read_profile(text), edits=edits, by=by, now=timezone.now())


def approve(trust: Trust, by: Actor, day: dt.date, *, edits: int = 1, past: bool = False) -> ProfileVersion:
    return approve_profile(
        trust.pk, "eastshire", name="Eastshire", edits=edits, from_day=day, past_is_meant=past, by=by,
        now=timezone.now(), today=TODAY,
    )  # fmt: skip


def weeks_on(trust: Trust, day: dt.date) -> int | None:
    row = profile_on(trust.pk, "eastshire", day)
    return kept_profile(row.document).notice_to_improve.weeks if row else None


def test_a_version_holds_from_its_day_and_nothing_changes_it(world: World, trust: Trust, manager: Actor) -> None:
    with trust_work(trust):
        keep(trust, PROFILE, manager)
        approve(trust, manager, TODAY)
        keep(trust, SIX, manager)
        approve(trust, manager, TODAY + 7 * DAY)
        assert [weeks_on(trust, TODAY + days * DAY) for days in (-1, 0, 6, 7)] == [None, 3, 3, 6]
        assert not ProfileDraft.objects.exists()
        payloads = OutboxRow.objects.filter(topic=PROFILE_APPROVED).order_by("id").values_list("payload", flat=True)
        assert list(payloads) == [{"authority": "eastshire", "version": 1}, {"authority": "eastshire", "version": 2}]
    for act in (
        lambda: ProfileVersion.objects.update(document="{}"),
        lambda: ProfileVersion.objects.all().delete(),
    ):
        with trust_work(trust), pytest.raises(ProgrammingError, match="permission denied"):
            act()
    with trust_work(world.northfield):
        assert not ProfileVersion.objects.filter(trust_id=trust.pk).exists()


def test_nobody_changes_or_approves_what_they_have_not_seen(trust: Trust, manager: Actor) -> None:
    with trust_work(trust):
        keep(trust, PROFILE, manager)
        with pytest.raises(Overtaken, match="changed the draft meanwhile"):
            keep(trust, SIX, manager)
        assert keep(trust, PROFILE, manager, edits=1).edits == 1, "nothing differs"
        assert keep(trust, SIX, manager, edits=1).edits == 2
        with pytest.raises(Overtaken):
            approve(trust, manager, TODAY, edits=1)
        with pytest.raises(Refused, match="is past"):
            approve(trust, manager, TODAY - DAY, edits=2)
        assert approve(trust, manager, TODAY - DAY, edits=2, past=True).version == 1
        with pytest.raises(Overtaken, match="no draft any more"):
            withdraw_profile(trust.pk, "eastshire", edits=2, by=manager)
        keep(trust, PROFILE, manager)
        withdraw_profile(trust.pk, "eastshire", edits=1, by=manager)
        acts = set(AuditLine.objects.filter(about_kind="profile").values_list("act", flat=True))
        assert acts == {"profile_draft_changed", "profile_draft_withdrawn", "profile_approved"}


def test_the_manager_types_it_and_the_leader_approves_it(world: World, trust: Trust) -> None:
    manager = world.client(world.person(Role.TRUST_DATA_MANAGER, trust), trust)
    leader = world.client(world.person(Role.TRUST_LEADER, trust), trust)
    at = "/authorities/eastshire/"
    assert "is not written down for today" in manager.get(at).content.decode()
    assert manager.get("/authorities/nowhere/").status_code == 404
    asks = tomllib.loads(PROFILE)
    typed = {**asks, **asks.pop("notice_to_improve"), "edits": 0}
    wrong = manager.post(f"{at}draft/change/", typed | {"codes": ["N", "O"], "weeks": 7, "source": ""})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"weeks", "source"})
    wrong = manager.post(f"{at}draft/change/", typed | {"codes": ["N", "O"]})
    assert set(wrong.context["form"].errors) == {"not_used_for"}
    assert manager.post(f"{at}draft/change/", typed).status_code == 302
    file = SimpleUploadedFile("p.toml", PROFILE.replace("weeks = 3", "weeks = 9").encode())
    refused = manager.post(f"{at}draft/import/", {"edits": 1, "file": file})
    assert "Line 13, notice_to_improve.weeks" in " ".join(refused.context["form"].errors["__all__"])
    file = SimpleUploadedFile("p.toml", PROFILE.replace('"eastshire"', '"westmoor"').encode())
    refused = manager.post(f"{at}draft/import/", {"edits": 1, "file": file})
    assert "the profile of “westmoor”" in " ".join(refused.context["form"].errors["file"])
    assert manager.post(f"{at}draft/approve/", {}).status_code == 404
    page = leader.post(f"{at}draft/approve/", {"edits": 1, "from_day": f"{clock.today():%d/%m/%Y}"})
    assert page.status_code == 302
    page = leader.get(at)
    assert "It runs for 3 school weeks." in page.content.decode()
    assert "Code of conduct, page 4" in page.content.decode()
    # What was approved comes back into the form as it was typed, and out of it as it went in.
    form = manager.get(f"{at}draft/change/").context["form"]
    again = {one.html_name: one.value() for one in form}
    assert manager.post(f"{at}draft/change/", again).status_code == 302
    assert "Nothing differs from version 1." in manager.get(f"{at}draft/").content.decode()
