"""The table of routes: every route there is, with what its view declares; and the plan of who asks which of them."""

from itertools import product

import pytest

from foundation.access.gate import ANYONE, DECLARATION, LinkTo
from foundation.access.roles import Role
from tests.isolation.plan import DEALT_METHODS, Outsider, Question, callers, outsider, pairs_of, places, plan
from tests.isolation.routes.id_host import ID_TABLE
from tests.isolation.routes.route import METHODS
from tests.isolation.routes.shell import SHELL
from tests.isolation.routes.table import KINDS, ROOMS, TABLE, patterns_of, routes_of
from tests.world import World


def test_every_route_is_in_the_table_and_nothing_else_is() -> None:
    found = {(kind, route) for kind in KINDS for route, _ in patterns_of(kind)}
    assert found == set(TABLE)
    assert {route for route, _ in patterns_of("id")} == set(ID_TABLE)
    assert list(patterns_of("nowhere")) == []


def test_no_route_is_in_the_table_twice() -> None:
    assert len(TABLE) == len(SHELL) + sum(len(room) for _, room in ROOMS)


def test_every_view_declares_who_may_pass_its_gate() -> None:
    declared = {
        (kind, route): getattr(entry.callback, DECLARATION, None)
        for kind in KINDS
        for route, entry in patterns_of(kind)
    }
    assert declared == {key: route.declared for key, route in TABLE.items()}
    at_id = {route: getattr(entry.callback, DECLARATION, None) for route, entry in patterns_of("id")}
    assert at_id == {route: row[0] for route, row in ID_TABLE.items()}


def test_only_what_declares_so_answers_anyone() -> None:
    assert {key for key, route in TABLE.items() if route.anyone} == {
        key for key, route in TABLE.items() if route.declared == ANYONE or isinstance(route.declared, LinkTo)
    }


# --- the plan --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def dealt(kind: str, asked: World) -> set[Question]:
    questions = plan(asked, kind, whole=False)
    assert len(questions) == len(set(questions)), "nothing is asked twice"
    return set(questions)


def stopped(kind: str) -> list[str]:
    """The routes that only members reach."""
    return [pattern for pattern, route in routes_of(kind) if not route.anyone]


def test_every_role_asks_at_its_own_place(kind: str, asked: World) -> None:
    """So that a new role is among the members, and each kind of outsider among the callers."""
    homes = {(caller.role, caller.home) for caller in callers(asked)}
    for place in places(asked, kind)[: 1 if kind == "school" else None]:
        assert {role for role, home in homes if home == place} == {role for role in Role if role.place == kind}
    assert all(any(caller.home == place for caller in callers(asked)) for place in places(asked, kind))
    found = {outsider(caller, place) for caller, place in product(callers(asked), places(asked, kind))}
    assert found == {None, *Outsider}


def test_members_ask_every_route_by_every_method(kind: str, asked: World, dealt: set[Question]) -> None:
    for place, caller in product(places(asked, kind), callers(asked)):
        if caller.home == place:
            for pattern, method in product(stopped(kind), METHODS):
                assert Question(place, caller, pattern, method) in dealt


def test_every_route_is_asked_by_each_kind_of_outsider(kind: str, dealt: set[Question]) -> None:
    met = {(pattern, outsider(caller, place), method) for place, caller, pattern, method in dealt}
    for pattern, outsiders, method in product(stopped(kind), Outsider, DEALT_METHODS):
        assert (pattern, outsiders, method) in met


def test_every_outsider_asks_at_every_place(kind: str, asked: World, dealt: set[Question]) -> None:
    """Nobody's turn is left out, however few routes a kind of host has."""
    met = {(place, caller, method) for place, caller, pattern, method in dealt if not TABLE[kind, pattern].anyone}
    for place, caller, method in product(places(asked, kind), callers(asked), DEALT_METHODS):
        assert (place, caller, method) in met
    assert sum(len(pairs_of(asked, kind, outsiders)) for outsiders in Outsider) == sum(
        caller.home != place for place, caller in product(places(asked, kind), callers(asked))
    )


def test_each_declaration_is_asked_by_all_methods_by_each_kind_of_outsider(kind: str, dealt: set[Question]) -> None:
    met = {(pattern, outsider(caller, place), method) for place, caller, pattern, method in dealt}
    for declared in {TABLE[kind, pattern].declared for pattern in stopped(kind)}:
        its = [pattern for pattern in stopped(kind) if TABLE[kind, pattern].declared == declared]
        for outsiders in Outsider:
            assert any(all((pattern, outsiders, method) in met for method in METHODS) for pattern in its)


def test_what_is_open_to_anyone_is_asked_in_full(kind: str, asked: World, dealt: set[Question]) -> None:
    """No middleware stops its callers."""
    open_to_all = [(pattern, route) for pattern, route in routes_of(kind) if route.anyone]
    assert open_to_all
    for (pattern, _route), place, caller in product(open_to_all, places(asked, kind), callers(asked)):
        for method in METHODS:
            left_out = pattern == "sign-out/" and method == "POST"
            assert (Question(place, caller, pattern, method) in dealt) is not left_out


def test_the_whole_product_is_what_it_says(kind: str, asked: World, dealt: set[Question]) -> None:
    whole = plan(asked, kind, whole=True)
    product_of = len(places(asked, kind)) * len(callers(asked))
    assert len(set(whole)) == len(whole) == product_of * (len(routes_of(kind)) * len(METHODS) - 1)
    assert dealt < set(whole)
