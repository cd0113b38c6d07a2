"""Signing in."""

from foundation.access.roles import Role
from tests.tenants.signing_in import SECRET, Browser, give_password
from tests.world import World


def test_somebody_signs_in_and_is_handed_over(world: World) -> None:
    person = give_password(world.person(Role.TRUST_LEADER, world.northfield), secret=SECRET)
    browser = Browser()
    response = browser.sign_in(person)
    print(browser.host, browser.path, response.status_code, response.content.decode()[:3000])
    assert browser.host == "northfield.rollcall.localhost"
