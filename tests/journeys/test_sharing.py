"""Evidence shared with an authority in Rollcall: read as its officer will, agreed to, asked about, renewed, taken back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from rollcall.servers.files import FilesInfo
from schools.roll.models import Household
from tenants.shares.operations import answering
from tenants.shares.queries.shares import open_shares
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.bundles.evidence import FRIDAY, evidence, frozen, mended, prepared
from tests.schools.cases.keeping import HEAD, OFFICER
from tests.schools.papers.keeping import Papers
from tests.tenants.sharing import forget, officer
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with evidence(world, monkeypatch) as made:
        mended(made)
        yield made
        forget(world)


def carried(world: World, school: Papers) -> None:
    for _ in range(2):
        school.drain()
        drain_authority(str(world.westmoor.pk))


def comes_in(page: Page, live: Live, world: World, school: Papers, role: Role, path: str) -> None:
    page.context.clear_cookies()
    carry_session(page, live, world.person(role, school.school), host_of(school.school))
    page.goto(live.address(host_of(school.school), path))


def test_evidence_is_shared_asked_about_renewed_and_taken_back(
    world: World, browser: Browser, live: Live, school: Papers
) -> None:
    with school_work(school.school):
        Household.objects.update(authority="Westmoor")
    path = prepared(school, "westmoor")
    frozen(school, path)
    with opened(browser) as page:
        comes_in(page, live, world, school, OFFICER, path)
        page.get_by_role("button", name="Share it with Westmoor in Rollcall").press("Enter")
        expect(page.locator(".lede")).to_contain_text("the headteacher agrees to it")
        shoot(page, "share-preview")
        assert_accessible(page)
        comes_in(page, live, world, school, HEAD, "/today/")
        page.get_by_role("link", name="Read it and agree").first.press("Enter")
        page.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
        expect(page.locator(".lede")).to_contain_text("version 1, with Westmoor until")
        carried(world, school)
        share = page.url
        with authority_work(world.westmoor):
            who = officer(world, world.westmoor, FRIDAY)
            answering.note_opened(open_shares().get(), "open", who)
            answering.answer(open_shares().get(), "ask", number=1, words="The letter of October", on=None, officer=who)
        carried(world, school)
        comes_in(page, live, world, school, OFFICER, "/today/")
        expect(page.locator("#authority_answers")).to_contain_text("asked about")
        page.locator("#authority_answers").get_by_role("link", name="Read it").press("Enter")
        expect(page.locator("#thread")).to_contain_text("The letter of October")
        shoot(page, "share-asked")
        assert_accessible(page)
        page.get_by_role("button", name="Seen").press("Enter")
        expect(page.get_by_role("button", name="Seen")).to_have_count(0)
        frozen(school, path)
        comes_in(page, live, world, school, HEAD, f"{urlsplit(share).path}agree/")
        page.get_by_label("What is new in it").fill("The letter is added")
        page.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
        expect(page.locator("#thread")).to_contain_text("The letter is added")
        carried(world, school)
        page.get_by_role("link", name="Shared", exact=True).first.press("Enter")
        expect(page.locator("#list")).to_contain_text("Westmoor")
        shoot(page, "share-list")
        assert_accessible(page)
        page.goto(share)
        page.get_by_role("link", name="Take it back").press("Enter")
        page.get_by_label("Why").fill("The wrong family")
        page.get_by_role("button", name="Take it back").press("Enter")
        carried(world, school)
        page.reload()
        expect(page.locator(".lede")).to_contain_text("Westmoor has nothing of it")
        shoot(page, "share-revoked")
        assert_accessible(page)
