"""The product behind its front: saves beside clients that send half a request, and rights asked before bytes are taken."""

import http.client
import json
import re
import socket
import uuid
from contextlib import ExitStack

import pytest
from django.conf import settings

from foundation.access.roles import Role
from tests.front.test_front import answer, sent
from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.live import Live, served
from tests.world import World, host_of

HELD = 50
LARGEST = settings.LARGEST_BODY


@pytest.fixture(scope="module")
def room(world: World) -> Classroom:
    return classroom(world)


@pytest.fixture(scope="module")
def live(room: Classroom) -> Live:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


class Teacher:
    """A class teacher's browser, which keeps its connection."""

    def __init__(self, world: World, room: Classroom, port: int) -> None:
        client = world.client(world.person(Role.CLASS_TEACHER, room.school), room.school)
        self.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.host = host_of(room.school)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        self.line.request(method, path, body, {"Host": self.host, "Cookie": self.cookie, **headers})
        response = self.line.getresponse()
        for name, value in re.findall(r"([\w-]+)=([^;]+);", response.getheader("Set-Cookie") or ""):
            self.cookies[name] = value
        return response.status, response.read()


@pytest.fixture
def teacher(world: World, room: Classroom, live: Live) -> Teacher:
    return Teacher(world, room, live.port)


def half_sent(port: int) -> socket.socket:
    """A form that anybody may send, whose second byte never comes."""
    head = f"POST /forgotten/ HTTP/1.1\nHost: id.{settings.DOMAIN}:{port}\nCookie: __Host-csrf={'a' * 32}\n"
    return sent(port, f"{head}Content-Type: application/x-www-form-urlencoded\nContent-Length: 1000", b"c")


def test_every_save_is_answered_beside_fifty_who_send_half_a_form(
    live: Live, room: Classroom, teacher: Teacher
) -> None:
    with ExitStack() as held:
        for _ in range(HELD):
            held.enter_context(half_sent(live.port))
        _, page = teacher.ask("GET", room.path())
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()
        for version, code in enumerate("/N/N/"):
            was = {"code": "/N"[version % 2 - 1], "minutes": None} if version else None
            marks = [{"pupil": str(one.pk), "was": was, "code": code, "minutes": None} for one in room.pupils]
            status, said = teacher.ask(
                "POST",
                f"/api{room.path()}",
                json.dumps({"version": version, "reason": "", "marks": marks}),
                **{"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": uuid.uuid4().hex},
            )
            assert (status, json.loads(said)["saved"]) == (200, len(room.pupils))
    assert set(room.marks().values()) == {"/"}


@pytest.mark.parametrize("signed_in", [True, False], ids=["without the right", "a stranger"])
def test_who_may_not_import_sends_no_file_first(
    live: Live, room: Classroom, teacher: Teacher, *, signed_in: bool
) -> None:
    cookie = f"\nCookie: {teacher.cookie}" if signed_in else ""
    head = f"POST /imports/ HTTP/1.1\nHost: {teacher.host}{cookie}\nContent-Type: multipart/form-data; boundary=x\n"
    with sent(live.port, f"{head}Content-Length: {200 * LARGEST}", b"x") as line:
        status, page = answer(line)
        assert status == 404
        assert page == teacher.ask("GET", "/no-such-page/")[1]


def test_what_is_larger_than_its_address_takes_is_refused_with_the_limit(live: Live, teacher: Teacher) -> None:
    head = f"POST /pupils/ HTTP/1.1\nHost: {teacher.host}\nCookie: {teacher.cookie}\n"
    with sent(live.port, f"{head}Content-Length: {200 * LARGEST}", b"x") as line:
        status, page = answer(line)
    assert status == 413
    assert b"may have 1 MB at most" in page
