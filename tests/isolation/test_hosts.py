"""Hosts: the id host, which holds nothing of any school, and those that open nothing at all (pitfall P22)."""

import pytest
from django.conf import settings
from django.test import Client

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tests.isolation.asking import connection_is_clean, watched
from tests.isolation.routes.id_host import ID_PATHS, ID_TABLE
from tests.tenants.signing_in import newcomer
from tests.world import World, canary, host_of, signed_in


@pytest.fixture(scope="module")
def proved(world: World) -> Person:
    """Somebody with a password and an authenticator app."""
    return newcomer(Role.ATTENDANCE_OFFICER, world.alder)


@pytest.mark.parametrize("route", ID_TABLE)
def test_id_host(route: str, world: World, proved: Person) -> None:
    person = proved
    path = ID_PATHS.get(route, f"/{route}")
    _, stranger, member = ID_TABLE[route]
    for caller, answer in ((None, stranger), (person, member)):
        with watched() as watch:
            response = signed_in(caller, settings.ID_HOST).get(path)
        assert (path, caller is not None, response.status_code) == (path, caller is not None, answer)
        assert watch.places <= {"identity"}
        assert not any(canary(school).encode() in response.getvalue() for school in world.schools)
        assert connection_is_clean()


WRONG_HOSTS = [
    "nosuchschool.rollcall.localhost",
    "rollcall.localhost",
    "alder.rollcall.localhost.evil.example",
    "evil.example",
    "alder",
    "alder.rollcall.localhost@evil.example",
    "xn--lder-5qa.rollcall.localhost",
    "127.0.0.1",
    "[::1]",
    "alder.rollcall.localhost.nosuch.rollcall.localhost",
    "",
    "a" * 300,
]


@pytest.mark.parametrize("host", WRONG_HOSTS)
@pytest.mark.parametrize("path", ["/", "/pupils/", "/sign-in/", "/arrive/", "/no/such/"])
def test_p22_a_host_that_opens_nothing_answers_the_same_404(host: str, path: str, world: World) -> None:
    """Nothing is read for it but the host itself, and its answer is no different from that to any other unknown."""
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, world.alder), world.alder)
    with watched() as watch:
        response = client.get(path, headers={"host": host})
    assert response.status_code == 404
    assert response.getvalue() == Client(headers={"host": "nobody.rollcall.localhost"}).get("/").getvalue()
    assert watch.places <= {"identity"}
    assert connection_is_clean()


def test_p22_headers_do_not_choose_the_place(world: World) -> None:
    """Only Host names the place: no header that a proxy or a person may add does."""
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, world.alder), world.alder)
    for header in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host", "X-Tenant", "X-School"):
        value = f"host={host_of(world.birch)}" if header == "Forwarded" else host_of(world.birch)
        response = client.get("/pupils/", headers={header: value})
        assert response.status_code == 200
        assert canary(world.alder).encode() in response.content
        assert canary(world.birch).encode() not in response.content


def test_p22_no_middleware_before_the_place_asks_the_database(world: World) -> None:
    names = list(settings.MIDDLEWARE)
    place, identity = "tenants.trusts.middleware.PlaceMiddleware", "tenants.memberships.middleware.IdentityMiddleware"
    between = names[names.index(place) + 1 : names.index(identity)]
    assert between == ["foundation.ui.limits.BodyLimitMiddleware"]  # reads one header
    assert names[-1] == "tenants.trusts.middleware.WorkMiddleware"
    assert getattr(settings, "SHOW_PUBLIC_IF_NO_TENANT_FOUND", False) is False
    assert "*" not in settings.ALLOWED_HOSTS


@pytest.mark.parametrize(
    "spelling", ["ALDER.rollcall.localhost", "alder.rollcall.localhost.", "Alder.Rollcall.Localhost:8000"]
)
def test_p22_spellings_of_a_host_are_the_same_place(spelling: str, world: World) -> None:
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, world.alder), world.alder)
    assert canary(world.alder).encode() in client.get("/pupils/", headers={"host": spelling}).content


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_a_method_that_no_page_answers_tells_nobody_what_there_is(method: str, world: World) -> None:
    """The same 405 to members and strangers, at pages, at nothing and at no host; and nothing is read for it."""
    member = world.client(world.person(Role.ATTENDANCE_OFFICER, world.alder), world.alder)
    clients = (member, Client(headers={"host": host_of(world.alder)}), Client(headers={"host": WRONG_HOSTS[0]}))
    said = set()
    for client in clients:
        for path in ("/pupils/", "/no/such/", "/static/no.css"):
            with watched() as watch:
                response = client.generic(method, path)
            assert watch.places == set()
            said.add((response.status_code, response["Allow"], response.getvalue()))
    assert said == {(405, "GET, HEAD, POST", b"")}
