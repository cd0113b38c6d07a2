"""The front: what it costs a request, what half-sent bodies do to others, and one person's flood to another school.

The product is served twice, by the front and by granian's own WSGI interface, as it was before there was a front. Ratios of
one run are what counts: both take turns, and whatever else the machine does falls on both.
"""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.conf import settings

from foundation.access.roles import Role
from tenants.trusts.models import School
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.served.one_read import PATH
from tests.benchmarks.serving import Browser, browser_of, granian, one_read
from tests.journeys.classroom import MORNING, Classroom, classroom
from tests.schools.registers.large import Large, large_school
from tests.world import World

ROUNDS, WARM = 60, 5
#: Requests in a round beside something that is begun and ended.
AT_ONCE = 8
HELD, LOOPS = 50, 6
#: Answers after which the loops are known as such by every process.
UNDER_WAY = 12
#: Times the same without the front, without held bodies, without the flood.
COST, BESIDE, FLOOD = 1.25, 1.5, 2.0


@pytest.fixture(scope="module")
def room(world: World) -> Classroom:
    return classroom(world)


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    made = large_school(world)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    return made


def browser(world: World, port: int, school: School, role: Role) -> Browser:
    return browser_of(world.client(world.person(role, school), school), port, school)


def test_cost_of_a_request(world: World, room: Classroom, bench: Bench) -> None:
    with granian(MORNING) as port, granian(MORNING, front=False) as bare_port:
        ours, bare = (one_read(browser(world, one, room.school, Role.CLASS_TEACHER)) for one in (port, bare_port))
        bench.turns("The one-read page by the front and by WSGI alone", ours, bare, rounds=ROUNDS, warm=WARM)
    bench.line("with the front beside WSGI alone", ours, bare, aim=COST)


def test_beside_half_sent_bodies(world: World, room: Classroom, bench: Bench) -> None:
    """Held and let go in turn: some rounds of requests with, some without."""
    with granian(MORNING, workers=2) as port:
        who = browser(world, port, room.school, Role.CLASS_TEACHER)
        with ExitStack() as held:

            def hold() -> None:
                held.close()
                for _ in range(HELD):
                    half = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                    half.sendall(
                        f"POST /forgotten/ HTTP/1.1\r\nHost: id.{settings.DOMAIN}\r\nContent-Length: 1000\r\n\r\nx".encode()
                    )

            alone, beside = some(who, before=held.close), some(who, before=hold)
            bench.turns(f"The one-read page beside {HELD} half-sent bodies", alone, beside, rounds=12, warm=1)
    bench.line(f"an answer beside {HELD} half-sent bodies", beside, alone, aim=BESIDE)


def some(who: Browser, before: Callable[[], object], path: str = PATH) -> "Act[list[float]]":
    """So many requests one after the other, each timed."""

    def ask() -> list[float]:
        taken = []
        for _ in range(AT_ONCE):
            begun = time.perf_counter()
            who.get(path)
            taken.append((time.perf_counter() - begun) * 1000)
        return taken

    return Act(
        "alone", ask, right=lambda taken: f"{len(taken)} answers of 200", before=before, times=lambda taken: taken
    )


@pytest.mark.parametrize("front", [True, pytest.param(False, marks=pytest.mark.growth)], ids=["front", "wsgi"])
def test_flood(world: World, room: Classroom, large: Large, bench: Bench, *, front: bool) -> None:
    said = "with the front" if front else "with WSGI alone"
    with granian(MORNING, workers=2, front=front) as port:
        who = browser(world, port, room.school, Role.CLASS_TEACHER)
        with _Flood(browser(world, port, large.school, Role.ATTENDANCE_OFFICER)) as flood:
            alone, beside = some(who, flood.stop, room.path()), some(who, flood.go, room.path())
            bench.turns(f"A register beside {LOOPS} loops of another school's, {said}", alone, beside, rounds=8, warm=1)
    note = f"{flood.answered} answers to the flood"
    bench.line(f"a register beside a flood, {said}", beside, alone, aim=FLOOD, note=note)
    slow = bench.of(beside).p95
    right = bench.of(beside).right
    bench.quantity(f"its slowest twentieth, {said}", slow, "ms", beside=("alone", bench.of(alone).p95), right=right)


class _Flood:
    """Six loops of one browser on the dearest page of its school, when they are told to."""

    def __init__(self, who: Browser) -> None:
        self._who, self._over, self._going = who, threading.Event(), threading.Event()
        self.answered = 0
        self._loops = [threading.Thread(target=self._loop) for _ in range(LOOPS)]

    def __enter__(self) -> "_Flood":
        for loop in self._loops:
            loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._going.set()
        for loop in self._loops:
            loop.join()

    def go(self) -> None:
        """Wait until the loops are known as such by every process."""
        before = self.answered
        self._going.set()
        while self.answered - before < UNDER_WAY:
            time.sleep(0.05)

    def stop(self) -> None:
        """Wait until what was asked is answered."""
        self._going.clear()
        before = -1
        while before != self.answered:
            before = self.answered
            time.sleep(0.5)

    def _loop(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._who.cookies.items())
        while not self._over.is_set():
            self._going.wait()
            connection = http.client.HTTPConnection("127.0.0.1", self._who.port)
            while self._going.is_set() and not self._over.is_set():
                connection.request("GET", "/pupils/near/", headers={"Host": self._who.host, "Cookie": cookies})
                answer = connection.getresponse()
                answer.read()
                assert answer.status in (200, 503), answer.status
                self.answered += answer.status == 200
            connection.close()
