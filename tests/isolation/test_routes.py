"""Every route asked by everybody everywhere, one request at a time, with all that must hold after each (`asking`)."""

import itertools
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connections

from foundation.access.gate import DECLARATION
from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.database.scope import ALIAS
from schools.roll.models import Pupil
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import school_work
from tests.isolation.asking import ask, connection_is_clean, unknown_page, watched
from tests.isolation.routes import ID_TABLE, METHODS, TABLE, Place, Route, patterns_of
from tests.world import World, canary

KINDS = {School: "school", Trust: "trust", LocalAuthority: "authority"}


# --- the table itself ------------------------------------------------------------------------------------------------


def test_every_route_is_in_the_table_and_nothing_else_is() -> None:
    found = {(kind, route) for kind in ("school", "trust", "authority") for route, _ in patterns_of(kind)}
    assert found == set(TABLE)
    assert {route for route, _ in patterns_of("id")} == set(ID_TABLE)
    assert list(patterns_of("nowhere")) == []


def test_every_view_declares_who_may_pass_its_gate() -> None:
    declared = {
        (kind, route): getattr(entry.callback, DECLARATION, None)
        for kind in ("school", "trust", "authority")
        for route, entry in patterns_of(kind)
    }
    assert declared == {key: route.declared for key, route in TABLE.items()}
    at_id = {route: getattr(entry.callback, DECLARATION, None) for route, entry in patterns_of("id")}
    assert at_id == {route: row[0] for route, row in ID_TABLE.items()}


# --- everybody, everywhere -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Caller:
    """Somebody, and where they work. `role` and `home` are None for a stranger."""

    label: str
    person: Person | None
    role: Role | None
    home: Place | None


def callers(world: World) -> list[Caller]:
    """Every role at Alder and each trust and authority; officers of other schools; the operator; a stranger."""
    at: list[tuple[Role, Place]] = [(role, world.alder) for role in Role if role.place == "school"]
    at += [(Role.ATTENDANCE_OFFICER, world.birch), (Role.ATTENDANCE_OFFICER, world.fern)]
    at += [(role, trust) for trust in (world.northfield, world.southgate) for role in Role if role.place == "trust"]
    at += [(Role.LA_OFFICER, world.eastshire), (Role.LA_OFFICER, world.westmoor)]
    found = [Caller(f"{role} of {place.slug}", world.person(role, place), role, place) for role, place in at]
    return [
        *found,
        Caller("platform operator", world.operator, Role.PLATFORM_OPERATOR, None),
        Caller("stranger", None, None, None),
    ]


def places(world: World) -> list[Place]:
    return [world.alder, world.birch, world.fern, world.northfield, world.southgate, world.eastshire, world.westmoor]


def expected(route: Route, caller: Caller, place: Place, method: str) -> int:
    """The table's answer."""
    if route.anyone:
        return route.anyone[method]
    if caller.person is None:
        return 302 if method in ("GET", "HEAD") else 404
    if caller.home != place or caller.role not in route.allowed:
        return 404
    if method in ("GET", "HEAD"):
        return route.allowed[caller.role]
    return route.apart.get((caller.role, method), route.others.get(method, 405))


def rows(kind: str) -> list[tuple[str, Route]]:
    return [(route, row) for (its, route), row in TABLE.items() if its == kind]


@pytest.mark.parametrize("kind", ["school", "trust", "authority"])
def test_route_by_method_by_role_by_place(kind: str, world: World) -> None:
    checked = 0
    here = [place for place in places(world) if KINDS[type(place)] == kind]
    for place, caller in itertools.product(here, callers(world)):
        client = world.client(caller.person, place)
        nothing = unknown_page(client)
        # Whoever is nobody here is stopped before the method is looked at: three will do.
        methods = METHODS if caller.home == place or caller.person is None else ("GET", "POST", "DELETE")
        for (pattern, route), method in itertools.product(rows(kind), methods):
            if pattern == "sign-out/" and method == "POST":
                continue  # ends every session of the caller; the sign-in tests have it
            path = route.path(world, place) if route.path else f"/{pattern}"
            response = ask(client, method, path, place, world)
            said = (caller.label, place.slug, method, path, response.status_code)
            assert said == (*said[:4], expected(route, caller, place, method))
            if response.status_code == 404 and method != "HEAD":
                assert response.getvalue() == nothing, said
            if caller.person is None and response.status_code == 302:
                assert response["Location"].startswith(f"http://{settings.ID_HOST}/"), said
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("kind", ["school", "trust", "authority"])
def test_what_is_elsewhere_answers_as_what_is_nowhere(kind: str, world: World) -> None:
    """Other schools' objects and unknown ones: the same 404, byte for byte, to those who may see their own."""
    for place in places(world):
        if KINDS[type(place)] != kind:
            continue
        for _pattern, route in rows(kind):
            for role in route.allowed:
                client = world.client(world.person(role, place), place)
                nothing = unknown_page(client)
                method = "GET" if route.allowed[role] != 405 else "POST"
                for path in route.foreign(world, place):
                    response = ask(client, method, path, place, world)
                    assert (path, response.status_code) == (path, 404)
                    assert response.getvalue() == nothing


def test_routes_of_one_kind_of_host_do_not_exist_on_another(world: World) -> None:
    for (kind, pattern), route in TABLE.items():
        owner = next(place for place in places(world) if KINDS[type(place)] == kind)
        path = route.path(world, owner) if route.path else f"/{pattern}"
        for place in places(world):
            if KINDS[type(place)] == kind or (KINDS[type(place)], pattern) in TABLE:
                continue
            for caller in callers(world):
                if caller.home == place or caller.person is None:
                    response = ask(world.client(caller.person, place), "GET", path, place, world)
                    said = (path, place.slug, caller.label, response.status_code)
                    assert said == (*said[:3], 404)


# --- one process, many schools ---------------------------------------------------------------------------------------


def test_p7_p18_each_page_of_a_after_b_in_one_process(world: World) -> None:
    """A, B, C in every order through one process and connection: nothing of the one before is in the next."""
    schools = [world.alder, world.birch, world.fern]
    clients = {s.slug: world.client(world.person(Role.ATTENDANCE_OFFICER, s), s) for s in schools}
    # All before the first is asked: some addresses are of rows that are made for them, which lists then show.
    paths = {
        school.slug: [
            (pattern, route.path(world, school) if route.path else f"/{pattern}") for pattern, route in rows("school")
        ]
        for school in schools
    }
    for order in itertools.permutations(schools):
        for school in order:
            for pattern, path in paths[school.slug]:
                response = ask(clients[school.slug], "GET", path, school, world)
                # Nobody of this world is near persistent absence: that list alone is empty.
                names = pattern != "pupils/near/" and pattern.startswith(("pupils/", "imports/"))
                if names and response.status_code == 200:
                    assert canary(school).encode() in response.getvalue()


def test_the_watch_bites(world: World) -> None:
    """The control: a view that did touch two schools, or name one, would be seen."""
    with watched() as watch:
        for school in (world.alder, world.birch):
            with school_work(school):
                Pupil.objects.count()
        with school_work(world.alder), connections[ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {world.alder.schema_name}.roll_pupil")
    assert watch.schools == {world.alder.schema_name, world.birch.schema_name}
    assert watch.named == {world.alder.schema_name}
    with school_work(world.alder):
        assert not connection_is_clean()
