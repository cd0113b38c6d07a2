"""Evidence for an authority: what is lacking leads to where it is mended; frozen, opened, sent, and amended beside it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from foundation.access.roles import Role
from schools.bundles.models import BundleVersion
from schools.journal.tasks import drain
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from schools.registers.models import Mark
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.isolation.routes.made.policies import PROFILE
from tests.journeys.classroom import MORNING, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.journeys.test_improving import MONDAY, with_a_case
from tests.live import Live, served
from tests.world import World, host_of

pytestmark = pytest.mark.browser

WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def told(slug: str, name: str, asks: str) -> ToldProfile:
    """An authority's profile as the trust tells it to its schools."""
    document = canonical(read_profile(asks))
    return ToldProfile(slug, name, 1, MONDAY, document, sha256_of(document), "Grace Okafor", MORNING)


def test_evidence_is_prepared_mended_frozen_and_sent(world: World, browser: Browser, live: Live) -> None:
    room = classroom(world, pupils=3)
    case, host = with_a_case(room), host_of(room.school)
    asks = PROFILE.replace('"letters", ', "").replace('"leave_decision", ', "").replace("eastshire", "far-away")
    with school_work(room.school):
        take_profiles_in([told("far-away", "Far Away", asks)], now=MORNING)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
        page.goto(live.address(host, f"/cases/{case.pk}/"))
        page.locator("#bundles").get_by_role("link", name="Prepare evidence").press("Enter")
        assert_accessible(page)
        page.get_by_label("Referral for legal action").check()
        page.get_by_label("Karen Abdi, Mother").check()
        page.get_by_label("Far Away").check()
        page.locator("[name=first]").fill("9 November 2026")
        page.locator("[name=last]").fill("12 November 2026")
        page.get_by_role("button", name="Prepare it").press("Enter")
        expect(page.locator(".lede")).to_contain_text("It rests on 6 sessions")
        expect(page.locator(".lede")).to_contain_text("1 thing is lacking")
        expect(page.locator("#lacking")).to_contain_text("2 sessions of the period hold no mark, the first on 12 Nov")
        expect(page.get_by_role("button", name="Freeze it as it stands")).to_have_count(0)
        shoot(page, "bundle-lacking")
        assert_accessible(page)
        page.get_by_role("link", name="What goes in").press("Enter")
        page.locator("[name=last]").fill("11 November 2026")
        page.get_by_role("button", name="Change it").press("Enter")
        expect(page.locator(".lede")).to_contain_text("Nothing is lacking")
        expect(page.locator("main")).not_to_contain_text("Yusuf")
        page.get_by_role("button", name="Freeze it as it stands").press("Enter")
        expect(page.locator("main")).to_contain_text("Its files are being made")
        drain.run(str(room.school.pk))
        page.reload()
        expect(page.get_by_role("link", name="bundle.pdf")).to_be_visible()
        page.get_by_role("link", name="Sent", exact=True).press("Enter")
        page.get_by_label("by the authority’s portal").check()
        page.get_by_role("button", name="Write it down").press("Enter")
        with school_work(room.school):
            Mark.objects.filter(pupil_key=room.pupils[0].key, date=WEDNESDAY, session=2).update(code="I")
            assert BundleVersion.objects.get().sent_on == MORNING.date()
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("1 session amended since")
        expect(page.get_by_role("main")).to_contain_text("11 Nov PM: O, now I")
        shoot(page, "bundle-sent")
        assert_accessible(page)


def test_the_same_case_at_a_school_of_another_authority_is_asked_that_ones_papers(
    world: World, browser: Browser, live: Live
) -> None:
    """AO-8 at Alder and at Cedar: the same facts lack what each authority's own profile asks for, and nothing else."""
    eastshire, westmoor = (PROFILE.replace("eastshire", slug) for slug in ("eastshire", "westmoor"))
    westmoor = westmoor.replace('"letters", ', "").replace('"leave_decision", ', "").replace('"support", ', "")
    lacking: dict[str, list[str]] = {}
    for slug, asks in (("eastshire", eastshire), ("westmoor", westmoor)):
        room = classroom(world, pupils=3)
        case, host = with_a_case(room), host_of(room.school)
        with school_work(room.school):
            take_profiles_in([told(slug, slug.title(), asks)], now=MORNING)
        with opened(browser) as page:
            carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
            page.goto(live.address(host, f"/bundles/cases/{case.pk}/new/"))
            page.get_by_label("Referral for legal action").check()
            page.get_by_label("Karen Abdi, Mother").check()
            page.get_by_label(slug.title()).check()
            page.locator("[name=first]").fill("9 November 2026")
            page.locator("[name=last]").fill("12 November 2026")
            page.get_by_role("button", name="Prepare it").press("Enter")
            lacking[slug] = page.locator("#lacking li").all_inner_texts()
            shoot(page, f"bundle-lacking-{slug}")
    gap, letter = "2 sessions of the period hold no mark, the first on 12 Nov", "No letter about the absence has left"
    assert [gap in one for one in lacking["westmoor"]] == [True]
    assert [(gap in one, letter in one) for one in lacking["eastshire"]] == [(True, False), (False, True)]
