"""An authority's officer at work: what is shared and nothing else, most overdue first; and what another authority knows.

LA-1 and LA-4. What both ends do with one share is `tests/journeys/test_sharing.py` and `tests/journeys/test_told.py`.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from foundation import clock
from foundation.access.roles import Role
from foundation.ui.numbers import middle_date
from tenants.journal.models import AuditLine
from tenants.policies.rules.notice_states import PAID_FULL
from tenants.shares.models import Notice, Share
from tenants.shares.rules.asking import NONE_FOUND
from tenants.shares.rules.ledger import kept_until
from tenants.trusts.scopes import authority_work
from tenants.trusts.tasks import drain_authority
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import arrive
from tests.live import Live
from tests.tenants.sharing import forget, pack, shared, ten_days
from tests.tenants.test_questions import CHILD
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture
def shares(world: World) -> Iterator[Share]:
    """Seven cases of two schools with Eastshire, two of them over and one due today; and one with Westmoor."""
    forget(world)
    today = clock.today()
    for number, days in enumerate((-2, -1, 3, 4)):
        about = pack(world.alder, surname=f"Alderchild{number}")
        shared(world.alder, world.eastshire, about, answer_by=today + dt.timedelta(days=days))
    for days in (0, 2, 5):
        shared(world.birch, world.eastshire, ten_days(world.birch), answer_by=today + dt.timedelta(days=days))
    yield shared(world.alder, world.westmoor, pack(world.alder, surname="Elsewhere"), answer_by=today)
    forget(world)


def test_an_officer_sees_seven_cases_of_two_schools_and_an_address_of_another_is_nowhere(
    world: World, browser: Browser, live: Live, shares: Share
) -> None:
    """LA-1."""
    host = host_of(world.eastshire)
    with opened(browser) as page:
        arrive(page, live, world, Role.LA_OFFICER, "eastshire")
        expect(page.locator(".lede")).to_contain_text(
            "7 cases from 2 schools. 2 are over their date and 1 is due today."
        )
        expect(page.locator("tbody tr")).to_have_count(7)
        expect(page.locator("tbody tr").first).to_contain_text("2 days over")
        expect(page.locator("main")).not_to_contain_text("Elsewhere")
        shoot(page, "authority-cases")
        assert_accessible(page)
        page.locator("tbody a").first.press("Enter")
        expect(page.locator("main")).to_contain_text("Alderchild0")
        shoot(page, "authority-pack")
        assert_accessible(page)
        answer = page.goto(live.address(host, f"/shared/{shares.pk}/"))
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("body")).not_to_contain_text("Elsewhere")
        with authority_work(world.eastshire):
            line = AuditLine.objects.get(act="share_denied", about_id=str(shares.pk))
            assert line.person_id == world.person(Role.LA_OFFICER, world.eastshire).pk


@pytest.fixture
def ledger(world: World) -> Iterator[dt.date]:
    """Westmoor issued a notice two years ago, of which its ledger holds digests alone; the day."""
    forget(world)
    on = clock.today() - dt.timedelta(days=730)
    of_whom, to_whom = CHILD.known(settings.MOVER_KEYS)[0], CHILD.known_with("A Parent", settings.MOVER_KEYS)[0]
    with authority_work(world.westmoor):
        Notice.objects.create(
            authority_id=world.westmoor.pk, key_number=of_whom.key_number, of_whom=of_whom.digest, to_whom=to_whom.digest,
            order=1, rate="reduced", state=PAID_FULL, issued_on=on, keep_until=kept_until(on),
        )  # fmt: skip
    yield on
    forget(world)


def test_another_authority_answers_yes_and_a_day_or_no_and_both_ends_can_see_that_it_was_asked(
    world: World, browser: Browser, live: Live, ledger: dt.date
) -> None:
    """LA-4."""
    with opened(browser) as asker, opened(browser) as asked:
        arrive(asker, live, world, Role.LA_OFFICER, "eastshire")
        arrive(asked, live, world, Role.LA_OFFICER, "westmoor")
        asker.get_by_role("link", name="Ask an authority").first.press("Enter")
        for surname in ("Asked-Canary", "Askedcanari"):
            asker.get_by_label("Authority", exact=True).select_option(label="Westmoor")
            asker.get_by_label("UPN").fill(CHILD.upn)
            asker.get_by_label("Legal surname").fill(surname)
            asker.get_by_label("Birth date").fill("4 March 2015")
            asker.get_by_role("button", name="Ask", exact=True).press("Enter")
            expect(asker.locator("#asked tbody tr").first).to_contain_text("Being asked")
            drain_authority(str(world.eastshire.pk))
            asker.get_by_role("link", name="Look again").press("Enter")
            expect(asker.get_by_role("link", name="Look again")).to_have_count(0)
        answers = asker.locator("#asked tbody tr")
        expect(answers.nth(0)).to_contain_text(NONE_FOUND)
        expect(answers.nth(1)).to_contain_text(f"Yes, the newest first issued on {middle_date(ledger)}")
        expect(asker.locator("body")).not_to_contain_text("canar")
        shoot(asker, "authority-asks")
        assert_accessible(asker)
        asked.get_by_role("link", name="Ask an authority").first.press("Enter")
        expect(asked.locator("#heard tbody tr")).to_have_count(2)
        expect(asked.locator("#heard tbody tr").first).to_contain_text("Eastshire")
        expect(asked.locator("body")).not_to_contain_text("canar")
        expect(asked.locator("#asked tbody tr")).to_have_count(0)
