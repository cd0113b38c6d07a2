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
from tests.benchmarks.figures import line, middle, quarter
from tests.benchmarks.serving import Browser, granian
from tests.journeys.classroom import MORNING, Classroom, classroom
from tests.schools.registers.large import Large, large_school
from tests.world import World, host_of

ROUNDS, WARM = 60, 5
HELD, LOOPS = 50, 6
#: Answers after which the loops are known as such by every process.
UNDER_WAY = 40
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
    client = world.client(world.person(role, school), school)
    name = settings.SESSION_COOKIE_NAME
    return Browser(port, host_of(school), {name: client.cookies[name].value})


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def test_cost_of_a_request(world: World, room: Classroom) -> None:
    with granian(MORNING) as port, granian(MORNING, front=False) as bare_port:
        ours, bare = (browser(world, one, room.school, Role.CLASS_TEACHER) for one in (port, bare_port))
        rounds: dict[str, list[float]] = {"front": [], "wsgi": []}
        for number in range(WARM + ROUNDS):
            for name, who in (("front", ours), ("wsgi", bare)):
                took = timed(lambda who=who: who.ask("GET", "/page/"))
                if number >= WARM:
                    rounds[name].append(took)
    costs = quarter(rounds["front"]) - quarter(rounds["wsgi"])
    print("\nThe front")
    print(
        line(
            "a one-read page, beside WSGI alone",
            middle(rounds["front"]),
            middle(rounds["wsgi"]),
            unit="ms",
            aim=COST,
            note=f"{costs:.2f} ms of the lowest quarter",
        )
    )


def test_beside_half_sent_bodies(world: World, room: Classroom) -> None:
    with granian(MORNING, workers=2) as port:
        who = browser(world, port, room.school, Role.CLASS_TEACHER)
        ask = lambda: who.ask("GET", "/page/")  # noqa: E731 - named for what is timed
        alone = [timed(ask) for _ in range(WARM + ROUNDS)][WARM:]
        with ExitStack() as held:
            for _ in range(HELD):
                half = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                half.sendall(
                    f"POST /forgotten/ HTTP/1.1\r\nHost: id.{settings.DOMAIN}\r\nContent-Length: 1000\r\n\r\nx".encode()
                )
            beside = [timed(ask) for _ in range(ROUNDS)]
    print(line(f"an answer beside {HELD} half-sent bodies", middle(beside), middle(alone), unit="ms", aim=BESIDE))


@pytest.mark.parametrize("front", [True, False], ids=["front", "wsgi"])
def test_flood(world: World, room: Classroom, large: Large, *, front: bool) -> None:
    with granian(MORNING, workers=2, front=front) as port:
        who = browser(world, port, room.school, Role.CLASS_TEACHER)
        ask = lambda: who.ask("GET", room.path())  # noqa: E731 - named for what is timed
        alone = [timed(ask) for _ in range(WARM + ROUNDS)][WARM:]
        with _Flood(browser(world, port, large.school, Role.ATTENDANCE_OFFICER)) as flood:
            while flood.answered < UNDER_WAY:
                ask()
            beside = [timed(ask) for _ in range(WARM + ROUNDS)][WARM:]
    said = "with the front" if front else "with WSGI alone"
    slowest = sorted(beside)[-ROUNDS // 20] / sorted(alone)[-ROUNDS // 20]
    note = f"slowest twentieth {slowest:.2f}; {flood.answered} answers to the flood"
    print(
        line(f"a register beside {LOOPS} loops, {said}", middle(beside), middle(alone), unit="ms", aim=FLOOD, note=note)
    )


class _Flood:
    """Six loops of one browser on the dearest page of its school."""

    def __init__(self, who: Browser) -> None:
        self._who, self._over = who, threading.Event()
        self.answered = 0
        self._loops = [threading.Thread(target=self._loop) for _ in range(LOOPS)]

    def __enter__(self) -> "_Flood":
        for loop in self._loops:
            loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for loop in self._loops:
            loop.join()

    def _loop(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._who.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self._who.port)
        while not self._over.is_set():
            connection.request("GET", "/pupils/near/", headers={"Host": self._who.host, "Cookie": cookies})
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (200, 503), answer.status
            self.answered += answer.status == 200
