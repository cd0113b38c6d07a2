"""The HTTP side of every stand-in: its carrier's protocol, its faults, and its own addresses under /_/ to look and steer."""

import abc
import contextlib
import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from rollcall.servers.stand_ins.faults import Fault
from rollcall.servers.stand_ins.kept import Kept, Post

#: How long a silent fault holds a connection when nobody lets go of it.
HOLDS: Final = 30.0
LARGEST_BODY: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One that came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to it."""

    status: int
    said: Any
    headers: Mapping[str, str]


def answer(status: int, said: Any, **headers: str) -> Answer:
    """An answer in JSON; the names of headers with _ for -."""
    return Answer(status, said, {name.replace("_", "-"): value for name, value in headers.items()})


class Server(abc.ABC):
    """A stand-in that serves from when it is made until it is closed. Port 0 takes a free one; `tls` makes it https."""

    def __init__(self, port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        self.kept: list[Kept] = []
        self.asked: list[str] = []
        self.lock = threading.RLock()
        self.released = threading.Event()
        self._faults: dict[str, deque[Fault]] = {"POST": deque(), "GET": deque()}
        self._http = _Listener(("127.0.0.1", port), _handler_of(self))
        self.port: int = self._http.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        if tls is not None:
            self.address = f"https://localhost:{self.port}"
            # Hands are shaken by the thread that serves, not by the one that takes connections.
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._http.serve_forever, args=[0.05], name=type(self).__name__, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving, and let go of whoever is kept waiting."""
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def forget(self) -> None:
        """Begin anew: no messages, no faults to come, and nobody kept waiting."""
        with self.lock:
            self.kept.clear()
            self.asked.clear()
            self.spare()
        let_go, self.released = self.released, threading.Event()
        let_go.set()

    # -- what a carrier is -------------------------------------------------------------------------------------------

    @abc.abstractmethod
    def answered(self, request: Request) -> Answer:
        """The carrier's answer to a request of its protocol."""

    @abc.abstractmethod
    def refused(self, status: int) -> Any:
        """What the carrier says with a status that is no success."""

    def receipt(self, key: str, status: str, error: int = 0) -> Post:
        """Let a message get so far, and the callback that tells of it."""
        raise NotImplementedError

    def reply(self, sender: str, recipient: str, text: str) -> Post:
        """The callback of a text that somebody wrote."""
        raise NotImplementedError

    # -- steering ----------------------------------------------------------------------------------------------------

    def strike(self, *faults: Fault, on: str = "POST") -> None:
        """Let the next exchanges of that method go wrong, one each, in this order."""
        with self.lock:
            self._faults[on].extend(faults)

    def spare(self) -> None:
        """Let no more exchanges go wrong."""
        with self.lock:
            for due in self._faults.values():
                due.clear()

    def next_fault(self, method: str) -> Fault | None:
        """The fault that is due, which is then over."""
        with self.lock:
            due = self._faults[method]
            return due.popleft() if due else None

    def find(self, key: str) -> Kept:
        """The message of that key."""
        return next(kept for kept in self.kept if kept.key == key)

    def steered(self, request: Request) -> Answer:
        """Look and steer from another process: messages, a fault, a receipt, a reply."""
        told = json.loads(request.body or b"{}")
        match request.method, request.path:
            case "GET", "/_/messages":
                with self.lock:
                    return answer(200, [kept.as_json() for kept in self.kept])
            case "POST", "/_/fault":
                self.strike(*(Fault(name) for name in told["faults"]), on=told.get("on", "POST"))
                return answer(200, {})
            case "POST", "/_/receipt":
                return answer(200, {"answered": self.receipt(**told).go()})
            case "POST", "/_/reply":
                return answer(200, {"answered": self.reply(**told).go()})
        return answer(404, {})


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up on us, as gateways do whose patience ends, is no news."""


def _handler_of(server: Server) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"stand_in": server})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
        """Nothing: addresses of requests hold numbers."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, query, headers, self.rfile.read(length))
        if parts.path.startswith("/_/"):
            self._say(self.stand_in.steered(request))
            return
        self.stand_in.asked.append(f"{self.command} {parts.path}")
        fault = self.stand_in.next_fault(self.command)
        if fault is None:
            self._say(self.stand_in.answered(request))
        elif fault.keeps:
            self._spoil(fault, self.stand_in.answered(request))
        else:
            self._spoil(fault, answer(fault.status, self.stand_in.refused(fault.status)))

    def _spoil(self, fault: Fault, due: Answer) -> None:
        self.close_connection = True
        if fault.status:
            self._say(answer(fault.status, self.stand_in.refused(fault.status)))
            return
        match fault:
            case Fault.SILENT | Fault.SILENT_AFTER:
                self.stand_in.released.wait(HOLDS)
            case Fault.ELSEWHERE:
                self._say(answer(302, {}, Location=f"{self.stand_in.address}/elsewhere"))
            case Fault.CUT_AFTER:
                self._begin(due, len(self._bytes(due)))
                self.wfile.write(self._bytes(due)[: len(self._bytes(due)) // 2])
            case Fault.GARBLED_AFTER:
                self._begin(due, 40)
                self.wfile.write(b"<html><body>It works!</body></html>     ")
            case Fault.ENDLESS_AFTER:
                self._begin(due, None)
                self._drip(b" " * 65536, every=0.0)
            case Fault.DRIPPING_AFTER:
                self.wfile.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
                self._drip(b"x", every=0.02)
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _drip(self, part: bytes, every: float) -> None:
        until = time.monotonic() + HOLDS
        with contextlib.suppress(OSError):
            while not self.stand_in.released.wait(every) and time.monotonic() < until:
                self.wfile.write(part)

    def _say(self, said: Answer) -> None:
        body = self._bytes(said)
        self._begin(said, len(body))
        self.wfile.write(body)

    def _begin(self, said: Answer, length: int | None) -> None:
        self.send_response(said.status)
        self.send_header("Content-Type", "application/json")
        for name, value in said.headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    @staticmethod
    def _bytes(said: Answer) -> bytes:
        return json.dumps(said.said).encode()


def go_all(posts: Sequence[Post], *, times: int = 1, backwards: bool = False) -> list[int]:
    """Send callbacks as carriers do: doubled, and in any order."""
    ordered = list(reversed(posts)) if backwards else list(posts)
    return [post.go() for post in ordered for _time in range(times)]
