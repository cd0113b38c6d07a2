"""Rights before bytes: whomever a view's gate stops is stopped before anything reads the body."""

import io
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from foundation.access.gate import DECLARATION
from foundation.access.permissions import Permission
from tests.isolation.routes.route import AT_SCHOOL, UNKNOWN
from tests.isolation.routes.table import TABLE, patterns_of
from tests.world import World, host_of

#: Something for each kind of key in an address.
KEYS = {"uuid": UNKNOWN[0], "int": "1", "str": "am", "slug": "am", "date": "2026-11-19", "day": "2026-11-19"}


class Untouched(io.RawIOBase):
    """A body that nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        pytest.fail("the body was read before the gate was asked")


def gated() -> Iterator[tuple[str, str]]:
    """Every pattern of a school's host whose view declares a permission, with an address of it."""
    for pattern, entry in patterns_of("school"):
        path = "/" + re.sub(r"<(\w+):\w+>", lambda key: KEYS.get(key[1], "am"), pattern)
        try:
            found = resolve(path, settings.PLACE_URLCONFS["school"])
        except Resolver404:
            continue
        if found.func is entry.callback and isinstance(getattr(entry.callback, DECLARATION, None), Permission):
            yield pattern, path


def test_nobody_sends_a_body_to_what_they_may_not_do(world: World) -> None:
    routes = dict(gated())
    assert len(routes) > 40
    assert "imports/" in routes
    for pattern, path in routes.items():
        stopped = [role for role in AT_SCHOOL if role not in TABLE["school", pattern].allowed]
        for role in [stopped[0], None] if stopped else [None]:
            person = world.person(role, world.alder) if role else None
            mine = world.client(person, world.alder)
            client = Client(enforce_csrf_checks=True, headers={"host": host_of(world.alder)})
            client.cookies = mine.cookies
            client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
            sent = {"wsgi.input": Untouched(), "CONTENT_LENGTH": "1000"}
            answer = client.generic("POST", path, content_type="application/x-www-form-urlencoded", **sent)
            assert answer.status_code == 404, (path, role)
