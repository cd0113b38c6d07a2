"""A register opened and saved as whole requests through granian, beside a one-read page and the same statements run bare.

One worker with one thread answers one browser that asks again as soon as it has its answer, so that what is counted in a
second is one over the mean. The bare statements are those that the same request sent, captured once, sent again by a bare
connection and fetched whole; a save's are rolled back at the end, so that it can be sent again, and its commit is left out.
All take turns, so that whatever else the machine does falls on all alike.
"""

import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean, quantiles

import psycopg
import pytest
from django.conf import settings
from django.test import Client, override_settings

from foundation.access.roles import Role
from tests.benchmarks.figures import middle
from tests.benchmarks.serving import Browser, bare, captured, granian
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, ahead, classroom
from tests.session_database import SUPERUSER_URL
from tests.world import World, host_of

ROUNDS = 200
WARM = 10
CODES = ("/", "N")


@dataclass
class Saves:
    """Saves of the same thirty pupils in turn present and not: each changes every mark of the register."""

    room: Classroom
    version: int = 0
    held: str | None = None

    def body(self) -> str:
        """The next save, as if it had been done."""
        code = CODES[self.version % 2]
        was = None if self.held is None else {"code": self.held, "minutes": None}
        marks = [{"pupil": str(one.pk), "was": was, "code": code, "minutes": None} for one in self.room.pupils]
        body = json.dumps({"version": self.version, "reason": "", "marks": marks})
        self.version, self.held = self.version + 1, code
        return body


def in_process(client: Client, path: str, saves: Saves) -> tuple[list[str], list[str]]:
    """The statements of a GET of the page and of a save that changes thirty marks; the register is as before it."""

    def save() -> None:
        headers = {"idempotency-key": uuid.uuid4().hex}
        answer = client.post(f"/api{path}", saves.body(), content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content

    save()
    client.get(path)
    get = captured(lambda: client.get(path))
    post = captured(save)
    save()
    return get, post


def said(name: str, rounds: list[float], trivial: list[float], sql: list[float], count: int) -> str:
    """One figure: how many in a second, the slowest twentieth, and how many times its yardsticks."""
    p95 = quantiles(rounds, n=20)[18]
    times = (
        f"{middle(rounds) / middle(trivial):.1f} times the one-read page, {middle(rounds) / middle(sql):.1f} its SQL"
    )
    return (
        f"  {name:<28} {1000 / fmean(rounds):6.0f} a second  median {middle(rounds):6.1f} ms  p95 {p95:6.1f} ms  {times}"
        f" ({count} statements, {middle(sql):.1f} ms bare)"
    )


@pytest.fixture(scope="module")
def room(world: World) -> Classroom:
    return classroom(world)


def test_register(world: World, room: Classroom) -> None:
    client = world.client(world.person(Role.CLASS_TEACHER, room.school), room.school)
    saves, path = Saves(room), room.path()
    with override_settings(CLOCK_AHEAD=ahead(MORNING)):
        get_sql, post_sql = in_process(client, path, saves)
    rounds: dict[str, list[float]] = {name: [] for name in ("trivial", "get", "post", "get bare", "post bare")}
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with granian(MORNING) as port, psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        schema = room.school.schema_name
        # The captured save's own key and versions would refuse it a second time.
        connection.execute(f"SET search_path = {schema}, public")
        connection.execute("DELETE FROM journal_idempotencykey")
        connection.execute("DELETE FROM registers_markversion")
        browser = Browser(port, host_of(room.school), cookies)
        page = browser.ask("GET", path).decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}

        def save() -> None:
            body = saves.body()
            answer = browser.ask("POST", f"/api{path}", body, **headers, **{"Idempotency-Key": uuid.uuid4().hex})
            assert json.loads(answer)["saved"] == len(room.pupils)

        acts: dict[str, Callable[[], object]] = {
            "trivial": lambda: browser.ask("GET", "/page/"),
            "get": lambda: browser.ask("GET", path),
            "post": save,
            "get bare": lambda: bare(connection, get_sql),
            "post bare": lambda: bare(connection, post_sql),
        }
        for number in range(WARM + ROUNDS):
            for name, act in acts.items():
                begun = time.perf_counter()
                act()
                if number >= WARM:
                    rounds[name].append((time.perf_counter() - begun) * 1000)
        page = browser.ask("GET", path).decode()
    assert set(room.marks(THURSDAY).values()) == {saves.held}
    for pupil in room.pupils:
        assert f"{pupil.forename} {pupil.surname}, Thursday AM, {saves.held}, " in page
    trivial = rounds["trivial"]
    print(f"\nA register of thirty through granian, one worker, one browser ({ROUNDS} interleaved rounds)")
    print(f"  {'one-read page':<28} {1000 / fmean(trivial):6.0f} a second  median {middle(trivial):6.1f} ms")
    print(said("GET, the week's grid", rounds["get"], trivial, rounds["get bare"], len(get_sql)))
    print(said("POST, thirty marks changed", rounds["post"], trivial, rounds["post bare"], len(post_sql)))
