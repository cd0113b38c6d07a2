"""The table of routes: every route there is, with what its view declares."""

from foundation.access.gate import ANYONE, DECLARATION
from tests.isolation.routes.id_host import ID_TABLE
from tests.isolation.routes.shell import SHELL
from tests.isolation.routes.table import KINDS, ROOMS, TABLE, patterns_of


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
        key for key, route in TABLE.items() if route.declared == ANYONE
    }
