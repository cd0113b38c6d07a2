"""P25: a neighbour's page under the same domain can neither read, set nor override a host's session."""

from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client

from foundation.access.roles import Role
from tests.browser import launched
from tests.live import served
from tests.tenants.signing_in import newcomer
from tests.world import PASSWORD, World, canary, host_of, signed_in

COOKIES = ("__Host-session", "__Host-csrf", "__Host-arriving", "__Host-known")


def test_p25_every_cookie_that_is_set_is_bound_to_its_host(world: World) -> None:
    """`__Host-` is refused by browsers unless the cookie is Secure, has Path=/ and names no domain."""
    seen: set[str] = set()
    jars: list[SimpleCookie] = []
    jars.append(Client(headers={"host": host_of(world.alder)}).get("/pupils/").cookies)
    at_id = Client(headers={"host": settings.ID_HOST})
    jars.append(at_id.get("/sign-in/").cookies)
    person = newcomer(Role.CLASS_TEACHER, world.alder, secret="")
    jars.append(at_id.post("/sign-in/", {"login": person.email, "password": PASSWORD}).cookies)
    for jar in jars:
        for name, morsel in jar.items():
            seen.add(name)
            assert name.startswith("__Host-"), name
            assert (morsel["secure"], morsel["path"], morsel["domain"]) == (True, "/", ""), name
            assert morsel["httponly"], name
            assert morsel["samesite"] == "Lax", name
    assert seen == set(COOKIES)


def test_p25_a_cookie_that_is_taken_away_is_named_as_it_was_set(world: World) -> None:
    """A browser ignores a deletion of a `__Host-` cookie that is not itself Secure with Path=/."""
    client = Client(headers={"host": host_of(world.alder)})
    client.cookies["__Host-session"] = "x" * 32
    morsel = client.get("/pupils/").cookies["__Host-session"]
    assert (morsel["max-age"], morsel["secure"], morsel["path"], morsel["domain"]) == (0, True, "/", "")


def test_p25_no_setting_gives_cookies_a_domain() -> None:
    assert settings.SESSION_COOKIE_DOMAIN is None
    assert settings.CSRF_COOKIE_DOMAIN is None


def test_p25_a_session_planted_under_an_unprefixed_name_is_not_read(world: World) -> None:
    person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
    key = signed_in(person, host_of(world.alder)).cookies["__Host-session"].value
    names = ["session", "sessionid", "__Secure-session", "__host-session"]
    # Other names to a browser, so that a neighbour may set them; Django would strip each to the very name.
    names += [f"{space}__Host-session" for space in "\u2000\u00a0\u3000\u2028\u0085\u001c\u000b\u000c"]
    names += ["__Host-session\u2000", "\u2000 __Host-session"]
    for name in names:
        client = Client(headers={"host": host_of(world.alder)})
        header = f"a=b; {name}={key}".encode().decode("latin-1")  # as a server hands bytes over
        assert client.get("/pupils/", HTTP_COOKIE=header).status_code == 302, ascii(name)
    header = f"a=b\u2000; __Host-session={key}".encode().decode("latin-1")
    assert Client(headers={"host": host_of(world.alder)}).get("/pupils/", HTTP_COOKIE=header).status_code == 200


def test_p25_an_unknown_key_is_never_taken_up(world: World) -> None:
    """Session fixation: a key that somebody else chose starts no session of that key."""
    client = Client(headers={"host": settings.ID_HOST})
    client.cookies["__Host-session"] = "chosenbysomebodyelse0123456789ab"
    person = newcomer(Role.CLASS_TEACHER, world.alder, secret="")
    response = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.cookies["__Host-session"].value != "chosenbysomebodyelse0123456789ab"


@pytest.mark.browser
def test_p25_in_a_browser_a_neighbour_cannot_toss_its_cookie_over(world: World) -> None:
    """A script at Birch tries to set Alder's session cookie, by every spelling of a domain, and to read it."""
    person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
    own = signed_in(person, host_of(world.alder)).cookies["__Host-session"].value
    other = signed_in(world.person(Role.ATTENDANCE_OFFICER, world.birch), host_of(world.birch)).cookies
    with served() as server, launched() as browser:
        context = browser.new_context()
        context.add_cookies(
            [
                {
                    "name": "__Host-session",
                    "value": value,
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Lax",
                    "url": url,
                }
                for value, url in (
                    (own, f"https://{host_of(world.alder)}/"),
                    (other["__Host-session"].value, f"https://{host_of(world.birch)}/"),
                )
            ]
        )
        page = context.new_page()
        page.goto(server.address(host_of(world.birch), "/pupils/"))
        assert canary(world.birch) in page.content()
        tossed = "; ".join([f"domain={settings.DOMAIN}", "path=/", "secure"])
        seen = page.evaluate(
            """(tossed) => {
                for (const name of ["__Host-session", "__Host-csrf", "\u2000__Host-session", "\u2000__Host-csrf"])
                    for (const words of [tossed, "domain=.%s; path=/pupils; secure", "path=/pupils/; secure"])
                        document.cookie = `${name}=tossed; ${words}`;
                return document.cookie;
            }""".replace("%s", settings.DOMAIN),
            tossed,
        )
        assert [name for name in seen.split("; ") if name.startswith("__Host-")] == []
        page.goto(server.address(host_of(world.alder), "/pupils/"))
        assert canary(world.alder) in page.content()
        assert canary(world.birch) not in page.content()
        values = {(cookie["domain"], cookie["name"], cookie["value"]) for cookie in context.cookies()}
        assert not any(value == "tossed" and name.startswith("__Host-") for _, name, value in values)
        assert any(value == "tossed" for _, _, value in values), "the attack of the invisible space was not tried"
        context.close()
