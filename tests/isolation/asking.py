"""One request through the whole stack, watched: which places its statements worked for, and what it leaves behind.

After each: no other school's canary in any header or byte, no statement that touched two schools, no open transaction; and
after what was not refused, the connection back to its weak login with no place.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connections
from django.http import HttpResponseBase
from django.test import Client
from psycopg import pq

from foundation.access.gate import LinkTo
from foundation.database.scope import ALIAS, current_scope
from foundation.ui.limits import METHODS as ANSWERED
from tenants.trusts.models import School
from tenants.trusts.scopes import link_scope
from tests.isolation.plan import WHOLE, Question
from tests.isolation.routes.route import Place, Route
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import TABLE
from tests.tenants.sharing import SURNAME
from tests.world import World, canary

IDLE = pq.TransactionStatus.IDLE
SCHEMA = re.compile(r"\bs_[0-9a-f]{32}\b")


@dataclass
class Watch:
    """What one request touched."""

    places: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        scope = context["connection"].scope
        self.places.add(scope.name)
        self.named.update(SCHEMA.findall(str(sql)))
        return execute(sql, params, many, context)

    @property
    def schools(self) -> set[str]:
        return {name for name in self.places if name.startswith("s_")}


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()
    with connections[ALIAS].execute_wrapper(watch):
        yield watch


def connection_is_idle() -> bool:
    """Whether no place is left, and no transaction: what a transaction had set ended with it. Costs no statement."""
    connection = connections[ALIAS].connection
    return current_scope() is None and (connection is None or connection.info.transaction_status == IDLE)


def connection_is_clean() -> bool:
    """Whether the connection is back to its own login, besides: no role, no path. What is left there stays until asked."""
    connection = connections[ALIAS].connection
    if not connection_is_idle():
        return False
    if connection is None:
        return True
    user, path, status = connection.execute(
        "SELECT current_user, current_setting('search_path'), pg_current_xact_id_if_assigned()"
    ).fetchone()
    return user == settings.DATABASES[ALIAS]["USER"] and path == '"$user", public' and status is None


def ask(client: Client, method: str, path: str, place: Place, world: World) -> HttpResponseBase:
    """One request, with everything that must hold of every request."""
    with watched() as watch:
        response = client.generic(method, path)
    said = b"".join(f"{key}: {value}\n".encode() for key, value in response.items()) + response.getvalue()
    said += str(response.cookies).encode()
    for school in world.schools:
        if school != place:
            assert canary(school).encode() not in said, f"{method} {path} on {place} shows {school}"
            assert school.schema_name.encode() not in said
    for authority in (world.eastshire, world.westmoor):
        if authority != place:
            assert f"{SURNAME}{authority.slug}".encode() not in said, f"{method} {path} on {place} shows {authority}"
    own = {place.schema_name, link_scope(place, "").name} if isinstance(place, School) else set()
    assert watch.schools <= own, f"{method} {path} on {place} worked for {watch.schools}"
    assert watch.named == set(), f"{method} {path} on {place} names a schema in SQL"
    assert connection_is_idle(), f"{method} {path} on {place} left the connection somewhere"
    if response.status_code < 400:  # whoever was refused has been nowhere
        assert connection_is_clean(), (
            f"{method} {path} on {place}, or one refused before it, left the connection somewhere"
        )
    return response


@contextmanager
def unlogged() -> Iterator[None]:
    """Django's line for each refusal is not written: of tens of thousands, writing and capturing took a thirtieth."""
    with mock.patch.object(logging.getLogger("django.request"), "disabled", True):
        yield


@contextmanager
def unfilled() -> Iterator[None]:
    """Views run and answer their status, and their templates are left empty: half of what a page costs, and no part of who
    may open it. The pages for what is not there or not allowed are as ever."""
    empty = SimpleNamespace(render_to_string=lambda *_asked, **_using: "")
    with mock.patch("django.shortcuts.loader", empty):
        yield


def unknown_page(client: Client) -> bytes:
    response = client.get("/no/such/address/")
    assert response.status_code == 404
    return bytes(response.getvalue())


def expected(route: Route, question: Question) -> int:
    """The table's answer."""
    place, caller, _, method = question
    if method not in ANSWERED:
        return 405
    if route.anyone:
        return route.anyone[method]
    if caller.person is None:
        return 302 if method in ("GET", "HEAD") else 404
    if caller.home != place or caller.role not in route.allowed:
        return 404
    if method in ("GET", "HEAD"):
        return route.allowed[caller.role]
    return route.apart.get((caller.role, method), route.others.get(method, 405))


def ask_all(questions: Iterable[Question], kind: str, world: World, rows: Rows, *, fill: bool = True) -> int:
    """Ask them in this order, one client for what one caller asks at one place running. Gives how many were asked.

    What answers several alike fills in its page for the first of them, or for none (`fill`), and for strangers always. In a
    plan of the whole product each page is filled in.
    """
    asked, wrong, filled = 0, [], set[tuple[str, str, int]]()
    opened, shown = set[str](), set[str]()
    for (place, caller), theirs in groupby(questions, key=lambda question: (question.place, question.caller)):
        client = world.client(caller.person, place)
        nothing = unknown_page(client)
        for question in theirs:
            route = TABLE[kind, question.pattern]
            path = route.address(question.pattern, rows.own(place))
            wanted = expected(route, question)
            like = (question.pattern, question.method, wanted)
            seen = not fill or question.method == "HEAD" or like in filled
            with unlogged(), unfilled() if seen and caller.person is not None and not WHOLE else nullcontext():
                response = ask(client, question.method, path, place, world)
            filled.add(like)
            if question.method == "GET" and response.status_code == 200:
                opened.add(question.pattern)
                shown |= {question.pattern} if response.getvalue() else set()
            said = (caller.label, place.slug, question.method, path, response.status_code)
            if response.status_code != wanted:
                wrong.append(f"{said}, not {wanted}")
                continue
            if response.status_code == 404 and question.method != "HEAD" and not isinstance(route.declared, LinkTo):
                assert response.getvalue() == nothing, said
            if caller.person is None and response.status_code == 302:
                assert response["Location"].startswith(f"http://{settings.ID_HOST}/"), said
            asked += 1
        assert connection_is_clean(), f"what {caller.label} asked at {place.slug} left the connection somewhere"
    assert not wrong, "\n".join(wrong)
    assert not fill or shown == opened, f"nobody was shown {opened - shown}"
    return asked
