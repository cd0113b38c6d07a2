"""The one stop: at every route that is not open to anyone, a middleware answers whoever is no member, before the view.

It looks at who asks, and of the view at nothing but whether anyone may pass. So an outsider's answer is the same at every
route, and `plan` may deal outsiders out. Here each view is a tripwire: whoever reaches it is seen.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from itertools import product
from unittest import mock

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from foundation.access.gate import ANYONE, DECLARATION, GateMiddleware
from foundation.access.roles import Role
from tenants.memberships.middleware import IdentityMiddleware
from tests.isolation.plan import DEALT_METHODS, Outsider, pairs_of
from tests.isolation.routes.route import Keys
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import KINDS, TABLE, patterns_of, routes_of
from tests.world import World, host_of, signed_in

#: Who answered a request: the stop, a view, or something else on the way.
STOP, VIEW, OTHER = "the stop", "the view", "neither"
IDENTITY = "tenants.memberships.middleware.IdentityMiddleware"


class Tripwires:
    """Who answered, request by request."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def view(self, real: Callable) -> Callable:
        """What stands in a view's place, declared as it is."""

        @wraps(real)
        def tripwire(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
            self.met.append(VIEW)
            return HttpResponse("reached")

        return tripwire

    def stop(self, real: Callable) -> Callable:
        """The stop itself, watched: whether it let the request pass."""

        @wraps(real)
        def watched(*args: object, **kwargs: object) -> HttpResponse | None:
            before = len(self.met)
            self.met.append(STOP)
            answer = real(*args, **kwargs)
            if answer is None:
                del self.met[before:]
            return answer

        return watched

    def answered_by(self, client: Client, method: str, path: str) -> str:
        """Ask, and say who answered."""
        self.met.clear()
        client.generic(method, path)
        assert len(self.met) <= 1, self.met
        return self.met[0] if self.met else OTHER


@contextmanager
def laid() -> Iterator[Tripwires]:
    """A tripwire in place of every view, and the stop watched. The gate, which stands between, lets everybody pass."""
    wires = Tripwires()
    with ExitStack() as stack:
        for entry in {id(entry): entry for kind in KINDS for _, entry in patterns_of(kind)}.values():
            stack.enter_context(mock.patch.object(entry, "callback", wires.view(entry.callback)))
        stack.enter_context(mock.patch.object(GateMiddleware, "process_view", return_value=None))
        watched = wires.stop(IdentityMiddleware.process_view)
        stack.enter_context(mock.patch.object(IdentityMiddleware, "process_view", watched))
        yield wires


def answered(asked: World, rows: Rows, kind: str) -> dict[str, set[str]]:
    """Who answers at each route that is not open to anyone: somebody of another school's, and nobody signed in."""
    found: dict[str, set[str]] = {}
    with laid() as wires:
        for outsiders in (Outsider.NEAR_SCHOOL, Outsider.STRANGER):
            place, caller = pairs_of(asked, kind, outsiders)[0]
            client = signed_in(caller.person, host_of(place))
            for (pattern, path), method in product(stopped_at(kind, rows.own(place)), DEALT_METHODS):
                found.setdefault(pattern, set()).add(wires.answered_by(client, method, path))
    return found


def stopped_at(kind: str, keys: Keys) -> list[tuple[str, str]]:
    """Pattern and address of each route that the table does not leave open to anyone."""
    return [
        (pattern, TABLE[kind, pattern].address(pattern, keys))
        for pattern, _ in patterns_of(kind)
        if not TABLE[kind, pattern].anyone
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_route_meets_the_stop_before_its_view(kind: str, asked: World, rows: Rows) -> None:
    found = answered(asked, rows, kind)
    assert found == {pattern: {STOP} for pattern, route in routes_of(kind) if not route.anyone}


# --- that it would be seen -------------------------------------------------------------------------------------------


def test_a_member_reaches_every_view(asked: World, rows: Rows) -> None:
    """Or the tripwires were not where the views are."""
    client = asked.client(asked.person(Role.ATTENDANCE_OFFICER, asked.alder), asked.alder)
    with laid() as wires:
        for pattern, path in stopped_at("school", rows.own(asked.alder)):
            assert (pattern, wires.answered_by(client, "GET", path)) == (pattern, VIEW)


def test_a_view_declared_past_the_stop_is_seen(asked: World, rows: Rows) -> None:
    entry = next(entry for pattern, entry in patterns_of("trust") if pattern == "compare/")
    with mock.patch.dict(entry.callback.__dict__, {DECLARATION: ANYONE}):
        found = answered(asked, rows, "trust")
    assert {pattern for pattern, who in found.items() if who != {STOP}} == {"compare/"}
    assert found["compare/"] == {VIEW}


class Eager:
    """A middleware that answers with the view, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse:
        return view(request, *args, **kwargs)


@pytest.mark.parametrize(("shift", "who"), [(0, VIEW), (1, STOP)])
def test_a_middleware_before_the_stop_is_seen(shift: int, who: str, asked: World, rows: Rows) -> None:
    """One that runs a view of itself is harmless after the stop, and found before it."""
    chain = list(settings.MIDDLEWARE)
    chain.insert(chain.index(IDENTITY) + shift, f"{__name__}.{Eager.__name__}")
    with override_settings(MIDDLEWARE=chain):
        assert set().union(*answered(asked, rows, "authority").values()) == {who}


def test_a_chain_without_the_stop_is_seen(asked: World, rows: Rows) -> None:
    with mock.patch.object(IdentityMiddleware, "process_view", return_value=None):
        assert set().union(*answered(asked, rows, "trust").values()) == {VIEW}
