"""A page whose browser is signed in already: signing in has its own journey, and others need not take it again."""

from django.conf import settings
from playwright.sync_api import Page

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tests.live import Live
from tests.world import World, host_of, signed_in


def carry_session(page: Page, live: Live, person: Person, host: str) -> None:
    """Put into this page's browser the session that a hand-over to `host` would have started.

    By an answer that sets the cookie, as the host itself would: the browser's own protocol refuses `__Host-` cookies
    over plain http, though Chromium keeps them.
    """
    client = signed_in(person, host)
    name = settings.SESSION_COOKIE_NAME
    headers = {
        "Content-Type": "text/html",
        "Set-Cookie": f"{name}={client.cookies[name].value}; Path=/; Secure; HttpOnly; SameSite=Lax",
    }
    address = live.address(host, "/-/carried/")
    page.route(address, lambda route: route.fulfill(headers=headers, body="<link rel=icon href=data:,>"))
    page.goto(address)
    page.unroute(address)


def arrive(page: Page, live: Live, world: World, role: Role, slug: str) -> None:
    """Open a place's bare address as who holds the role there: the page their work begins with."""
    host = host_of(getattr(world, slug))
    carry_session(page, live, world.people[slug][role], host)
    page.goto(live.address(host))
