"""What is elsewhere answers as what is nowhere: other schools' rows, unknown ones, other kinds of hosts' routes."""

from itertools import product

import pytest

from foundation.access.gate import LinkTo
from foundation.access.roles import Role
from tests.isolation.asking import ask, unknown_page
from tests.isolation.plan import WHOLE, callers, places
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import KINDS, TABLE, routes_of
from tests.world import World

#: Who may do the most at each kind of place.
MOST = (Role.ATTENDANCE_OFFICER, Role.TRUST_DATA_MANAGER, Role.LA_OFFICER)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_elsewhere_answers_as_what_is_nowhere(kind: str, asked: World, rows: Rows) -> None:
    """Other schools' objects and unknown ones: the same 404, byte for byte, to those who may see their own.

    At the first place who may do most asks for all of them, and each other role for one of each route in turn; so does at
    the others who may do most there. `make routes` has every role ask for all everywhere.
    """
    first = places(asked, kind)[0]
    for place in places(asked, kind):
        own, elsewhere = rows.own(place), rows.elsewhere(place)
        for number, role in enumerate({role: None for _, route in routes_of(kind) for role in route.allowed}):
            if not WHOLE and place != first and role not in MOST:
                continue
            client = asked.client(asked.person(role, place), place)
            nothing = unknown_page(client)
            for turn, (_pattern, route) in enumerate(routes_of(kind), number):
                if role not in route.allowed:
                    continue
                method = "GET" if route.allowed[role] != 405 else "POST"
                paths = route.foreign(own, elsewhere)
                if not WHOLE and (role not in MOST or place != first):
                    paths = paths[turn % len(paths) :][:1] if paths else []
                for path in paths:
                    response = ask(client, method, path, place, asked)
                    assert (path, response.status_code) == (path, 404)
                    assert response.getvalue() == nothing


def test_a_link_of_another_school_opens_what_one_that_was_never_made_opens(asked: World, rows: Rows) -> None:
    """Whatever the method: the one page of links that open nothing, byte for byte."""
    links = [route for _, route in routes_of("school") if isinstance(route.declared, LinkTo)]
    assert links
    for place in places(asked, "school"):
        client = asked.client(None, place)
        said = set()
        for route, method in product(links, ("GET", "POST")):
            for path in route.foreign(rows.own(place), rows.elsewhere(place)):
                response = ask(client, method, path, place, asked)
                assert (path, method, response.status_code) == (path, method, 404)
                said |= {response.getvalue()} if "/../" not in path else set()
        assert len(said) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_routes_of_one_kind_of_host_do_not_exist_on_another(kind: str, asked: World, rows: Rows) -> None:
    """Each at each place of the others, its members and a stranger in turn; `make routes` has all of them ask."""
    own = rows.own(places(asked, kind)[0])
    for elsewhere in (other for other in KINDS if other != kind):
        absent = [(pattern, route) for pattern, route in routes_of(kind) if (elsewhere, pattern) not in TABLE]
        for place in places(asked, elsewhere):
            asking = [caller for caller in callers(asked) if caller.home == place or caller.person is None]
            for turn, caller in enumerate(asking):
                client = asked.client(caller.person, place)
                for pattern, route in absent if WHOLE else absent[turn :: len(asking)]:
                    path = route.address(pattern, own)
                    response = ask(client, "GET", path, place, asked)
                    said = (path, place.slug, caller.label, response.status_code)
                    assert said == (*said[:3], 404)
