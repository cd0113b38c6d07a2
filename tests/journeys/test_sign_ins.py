"""The page on which a trust and an authority read who signed in, in a browser."""

import pytest
from playwright.sync_api import Browser, expect

from foundation.access.roles import Role
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import arrive
from tests.live import Live
from tests.tenants.signing_in import Browser as Typist
from tests.tenants.signing_in import newcomer
from tests.world import World


@pytest.mark.parametrize(
    ("role", "slug"), [(Role.TRUST_DATA_MANAGER, "northfield"), (Role.LA_OFFICER, "eastshire")], ids=str
)
def test_the_lines_of_a_place_are_read_there(role: Role, slug: str, browser: Browser, live: Live, world: World) -> None:
    people = [newcomer(role, getattr(world, slug)) for _ in range(2)]
    Typist().sign_in(people[0])
    Typist().sign_in(people[1], password="wrong")
    with opened(browser) as page:
        arrive(page, live, world, role, slug)
        page.locator(".rail").get_by_text("Sign-ins").click()
        expect(page.get_by_role("row").filter(has_text=f"{people[0].name} signed in")).to_have_count(1)
        # Other journeys type wrong passwords too, at addresses of their own.
        wrong = page.get_by_role("row").filter(has_text="a wrong password").filter(has_text="192.0.2.1")
        expect(wrong).to_have_count(1)
        shoot(page, f"sign-ins-{slug}")
        assert_accessible(page)
