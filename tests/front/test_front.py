"""The front before a stand-in of the application, on a real granian: slow clients, large bodies, those who go away."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from django.conf import settings

from rollcall.front.application import AWAITED_FROM_ADDRESS, FROM_ADDRESS, SMALL, Front
from tenants.trusts.middleware import KNOWN_HOST
from tenants.trusts.places import name_of
from tests.live import held_port, serving
from tests.waiting import wait_until

PAGES = {400: b"not readable", 408: b"too late", 413: b"too large", 503: b"too many"}
START = Callable[..., object]
LARGEST = settings.LARGEST_BODY


class Application:
    """Answers with the body it was sent, and knows hosts without a hyphen.

    `/wait/` waits to be let go, `/refused/` reads nothing, `/large/` is 3 MB.
    """

    front: Front

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked: list[dict[str, Any]] = []
        self.read = 0
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: START) -> Iterable[bytes]:
        self.asked.append(environ)
        path, host = environ["PATH_INFO"], environ["HTTP_HOST"]
        if "-" not in host:
            environ[KNOWN_HOST] = name_of(host)
        if path == "/wait/":
            assert self.go.wait(30)
        if path == "/refused/":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"no such page"]
        if path == "/large/":
            start_response("200 OK", [])
            return (letter * LARGEST for letter in (b"a", b"b", b"c"))
        body = b""
        while piece := environ["wsgi.input"].read(SMALL):
            self.read += len(piece)
            body = (body + piece)[:100]
        self.bodies.append(body)
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Read", str(self.read))])
        return [body]


@pytest.fixture
def application() -> Iterator[Application]:
    made = Application()
    yield made
    made.go.set()


@contextmanager
def at_port(application: Application, **options: Any) -> Iterator[int]:
    application.front = Front(application, pages=PAGES, largest=LARGEST, **options)
    with held_port() as port, serving(application.front, port):
        yield port


@pytest.fixture
def port(application: Application) -> Iterator[int]:
    with at_port(application) as number:
        yield number


@pytest.fixture
def hasty(application: Application) -> Iterator[int]:
    """A front that gives a body half a second."""
    with at_port(application, body_within=0.5) as number:
        yield number


def sent(port: int, head: str, body: bytes = b"") -> socket.socket:
    """A connection on which that was sent; nothing has been read from it yet."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)
    return line


def answer(line: socket.socket) -> tuple[int, bytes]:
    """Status and body of the answer on it."""
    response = http.client.HTTPResponse(line)
    response.begin()
    return response.status, response.read()


def got(port: int, path: str = "/", **headers: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().read()


HALF = "POST / HTTP/1.1\nHost: a\nContent-Length: 1000"


def test_who_sends_half_a_body_keeps_nobody_waiting(port: int) -> None:
    with ExitStack() as held:
        for _ in range(50):
            held.enter_context(sent(port, HALF, b"x"))
        with sent(port, "POST / HTTP/1.1\nHost: a\nContent-Length: 5", b"whole") as line:
            assert answer(line) == (200, b"whole")


@pytest.mark.parametrize("head", [HALF, "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked"])
def test_a_body_that_drips_is_ended_at_the_deadline_and_told_so(
    hasty: int, application: Application, head: str
) -> None:
    with sent(hasty, head, b"1\r\nx\r\n") as line:
        assert answer(line) == (408, b"too late")
        assert line.recv(1) == b""
    assert application.asked == []


def test_a_large_body_that_stops_coming_is_ended_too_and_frees_its_thread(hasty: int, application: Application) -> None:
    for _ in range(3):  # one more than there are threads for them
        with sent(hasty, f"POST / HTTP/1.1\nHost: a\nContent-Length: {2 * LARGEST}", b"x" * SMALL) as line:
            assert answer(line) == (408, b"too late")


@pytest.mark.parametrize("length", [SMALL, LARGEST, 3 * LARGEST])
def test_a_whole_body_reaches_the_application_as_it_was_sent(port: int, application: Application, length: int) -> None:
    with sent(port, f"POST / HTTP/1.1\nHost: a\nContent-Length: {length}", b"abc" + b"x" * (length - 3)) as line:
        assert answer(line)[1].startswith(b"abcxxx")
    assert application.read == length
    assert application.asked[0]["CONTENT_LENGTH"] == str(length)


def test_a_body_of_undeclared_length_is_counted(port: int, application: Application) -> None:
    undeclared = "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked"
    with sent(port, undeclared, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") as line:
        assert answer(line) == (200, b"abcde")
    assert application.asked[0]["CONTENT_LENGTH"] == "5"
    assert "HTTP_TRANSFER_ENCODING" not in application.asked[0]
    with sent(port, undeclared, b"%x\r\n" % (LARGEST + 1) + b"x" * (LARGEST + 1) + b"\r\n") as line:
        assert answer(line) == (413, b"too large")
    assert len(application.asked) == 1


@pytest.mark.parametrize("broken", [b"ffffffffffffffff1\r\nx", b"zz\r\nx\r\n", b"-1\r\nx\r\n"])
def test_a_body_whose_pieces_are_not_told_as_http_has_it_is_a_bad_request(
    port: int, application: Application, broken: bytes
) -> None:
    with sent(port, "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked", broken) as line:
        assert answer(line) == (400, b"not readable")
    assert not application.asked


@pytest.mark.parametrize("head", ["Content-Length: 10", "Transfer-Encoding: chunked", f"Content-Length: {2 * LARGEST}"])
def test_half_a_body_of_who_went_away_is_never_taken_for_a_whole_one(
    port: int, application: Application, head: str
) -> None:
    sent(port, f"POST / HTTP/1.1\nHost: a\n{head}", b"3\r\nabc\r\n").close()
    assert got(port, "/after/") == b""
    wait_until(lambda: not application.front._coming._slow)
    assert application.bodies == [b""]


@pytest.mark.parametrize(
    ("asks_first", "length", "sends"),
    [("\nExpect: 100-continue", 200, 0), ("", 2, 2), ("", 200, 3)],
    ids=["asks first", "sends all of it", "sends on"],
)
def test_a_large_body_stays_with_its_sender_until_the_application_wants_it(
    port: int, application: Application, asks_first: str, length: int, sends: int
) -> None:
    head = f"POST /refused/ HTTP/1.1\nHost: a\nContent-Length: {length * LARGEST}{asks_first}"
    with sent(port, head) as line:
        with suppress(ConnectionError):
            line.sendall(b"x" * sends * LARGEST)
        assert answer(line) == (404, b"no such page")
        with suppress(ConnectionError):
            assert line.recv(1) == b""
    assert application.read == 0


def test_of_many_who_stop_sending_a_body_that_nobody_wants_none_keeps_its_connection(
    port: int, application: Application
) -> None:
    """Many, as one in a dozen was kept once: the server let go of what had been broken off a moment too late."""
    with ExitStack() as held:
        lines = [
            held.enter_context(
                sent(port, f"POST /refused/ HTTP/1.1\nHost: a\nContent-Length: {200 * LARGEST}", b"x" * SMALL)
            )
            for _ in range(40)
        ]
        assert [answer(line) for line in lines] == [(404, b"no such page")] * len(lines)
        for line in lines:
            with suppress(ConnectionError):
                assert line.recv(1) == b""
    assert application.read == 0


def test_who_goes_away_while_waiting_is_never_asked_for(port: int, application: Application) -> None:
    waiting = "GET /wait/ HTTP/1.1\nHost: a"
    with sent(port, waiting):
        wait_until(lambda: len(application.asked) == 1)
        turns = application.front._ordinary.turns
        with sent(port, "GET /gone/ HTTP/1.1\nHost: a"):
            wait_until(lambda: len(turns._waiting) == 1)
        wait_until(lambda: not turns._waiting)
        application.go.set()
        assert got(port, "/after/", Host="a") == b""
    assert [environ["PATH_INFO"] for environ in application.asked] == ["/wait/", "/after/"]


def test_a_reader_however_slow_holds_no_thread(port: int, application: Application) -> None:
    with ExitStack() as held:
        for number in range(6):  # more than there are threads
            held.enter_context(sent(port, f"GET /large/ HTTP/1.1\nHost: school-{number}"))
        wait_until(lambda: len(application.asked) == 6)
        assert got(port) == b""


def test_a_large_answer_comes_whole_and_the_connection_is_kept(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(2):
        connection.request("GET", "/large/")
        line = connection.sock
        assert connection.getresponse().read() == b"".join(letter * LARGEST for letter in (b"a", b"b", b"c"))
        assert connection.sock is line
    connection.request("HEAD", "/large/")
    assert connection.getresponse().read() == b""


def test_headers_and_addresses_are_as_wsgi_has_them(port: int, application: Application) -> None:
    head = "GET /caf%C3%A9/%ff/a%2Fb?q=%20x HTTP/1.1\nHost: a\nX-Said: 1\nX-Said: 2\nX_Said: 3\nCookie: \xe2=1\nCookie: b=2"
    with sent(port, head) as line:
        assert answer(line) == (200, b"")
    (environ,) = application.asked
    assert environ["PATH_INFO"] == "/caf\xc3\xa9/\xff/a/b"
    assert environ["QUERY_STRING"] == "q=%20x"
    assert environ["HTTP_X_SAID"] == "1,2"
    assert environ["HTTP_COOKIE"] == "\xe2=1; b=2"
    assert environ["HTTP_HOST"] == "a"


def test_of_an_address_with_too_many_half_sent_bodies_the_oldest_are_dropped_and_saves_go_on(
    application: Application,
) -> None:
    proxied = "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nX-Forwarded-For: 10.9.9.9, 203.0.113.1"
    with at_port(application, proxies=1) as port, ExitStack() as held:
        lines = [held.enter_context(sent(port, proxied, b"x")) for _ in range(FROM_ADDRESS)]
        with sent(port, proxied, b"whole") as line:
            assert answer(line) == (200, b"whole")
        assert answer(lines[0]) == (503, b"too many")


def test_who_promises_large_bodies_and_sends_none_takes_no_room(port: int) -> None:
    promise = f"POST / HTTP/1.1\nHost: a\nContent-Length: {LARGEST}"
    with ExitStack() as held:
        for _ in range(AWAITED_FROM_ADDRESS // LARGEST):
            held.enter_context(sent(port, promise))
        with sent(port, promise, b"x" * LARGEST) as line:
            assert answer(line)[0] == 200


def test_an_upload_ends_though_it_goes_on_coming(application: Application) -> None:
    head = f"POST / HTTP/1.1\nHost: a\nContent-Length: {2 * LARGEST}"
    with at_port(application, body_within=60, upload_within=0.5) as port, sent(port, head, b"x" * SMALL) as line:
        assert answer(line) == (408, b"too late")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8:0:0:1::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.1", "203.0.113.2", False),
    ],
)
def test_an_address_is_its_network_however_it_is_written(
    application: Application, one: str, other: str, *, same: bool
) -> None:
    proxied = "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nX-Forwarded-For: {}"
    with at_port(application, proxies=1) as port:
        coming = application.front._coming
        with sent(port, proxied.format(one), b"x"), sent(port, proxied.format(other), b"x"):
            wait_until(lambda: sum(map(len, coming._slow.values())) == 2)
            assert len(coming._slow) == (1 if same else 2)


def test_a_host_is_the_same_by_every_port_and_spelling(port: int, application: Application) -> None:
    for number in range(100):
        assert got(port, Host=f"Alder.x.:{number}") == b""
    assert application.front._hosts == {"alder.x"}
    assert {key for key in application.front._ordinary.turns._last if isinstance(key, str)} == {"", "alder.x"}


def test_where_waiting_is_hopeless_it_is_told_when_to_come_again(port: int, application: Application) -> None:
    waiting = "GET /wait/ HTTP/1.1\nHost: a"
    for host in ("a", "b"):
        assert got(port, Host=host) == b""
    with ExitStack() as held:
        for _ in range(1 + 256):
            held.enter_context(sent(port, waiting))
        wait_until(lambda: len(application.front._ordinary.turns._waiting) == 256)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/", headers={"Host": "a"})
        response = connection.getresponse()
        assert (response.status, response.headers["Retry-After"], response.read()) == (503, "5", b"too many")
        assert got(port, "/", Host="b") == b""
        application.go.set()


def test_names_that_are_made_up_have_the_turns_of_one_school(port: int, application: Application) -> None:
    assert got(port, Host="b") == b""
    with ExitStack() as held:
        for number in range(6):  # more than there are threads
            line = sent(port, f"GET /wait/ HTTP/1.1\nHost: made-up-{number}\nCookie: session={number}")
            held.enter_context(line)
        wait_until(lambda: application.asked[-1]["PATH_INFO"] == "/wait/")
        assert got(port, Host="b") == b""
        application.go.set()
