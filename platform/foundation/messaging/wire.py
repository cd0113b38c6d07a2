"""One exchange with a carrier over HTTP, which answers the question that matters: did it get what we sent?

Before the first byte left, a failure is `Unsent` and the same may be sent again. From then on it is `Cut`: the carrier may
have taken it. Client libraries fold both into one error, follow redirects, and read without end (ADR 0021).
"""

import contextlib
import functools
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from foundation.refusals import Malformed

#: Bytes of an answer that are read; what is longer is no answer of a carrier. 250 messages of Notify take 250 kB.
LARGEST_ANSWER: Final = 512 * 1024
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LONGEST_WAIT: Final = 3600


class Unsent(Exception):
    """There was no connection: nothing of the request left us."""


class Cut(Exception):
    """The request left us and no whole answer came: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back whole. Its body is a stranger's."""

    status: int
    body: bytes = field(repr=False)
    wait: int = 0

    @property
    def is_taken(self) -> bool:
        """The carrier says that it did what was asked."""
        return 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        """The carrier says that it did not. 408 is its own impatience, and says nothing of what it had got."""
        return 400 <= self.status < 500 and self.status != 408

    def read(self) -> dict[str, Any]:
        """The JSON object it is; empty when it is anything else."""
        return json_object(self.body) or {}


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in the bytes, or None: of no other kind, and not nested beyond what Python reads."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text_of(found: Mapping[str, Any], name: str) -> str:
    """The text under a name; empty when there is none or something else is there."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


class Wire:
    """Exchanges with one carrier. Each has its own connection: a kept one that the carrier has closed is a doubt."""

    def __init__(self, base: str, *, patience: float) -> None:
        parts = urlsplit(base)
        if not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
        ):
            raise Malformed("A carrier's address begins with https://.", field="address")
        self._secure = parts.scheme == "https"
        self._host, self._port, self._prefix = parts.hostname, parts.port, parts.path.rstrip("/")
        self._patience = patience

    def exchange(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """The answer, whatever its status; a redirect is one too. Raises Unsent and Cut."""
        connection = self._connected()
        deadline = threading.Timer(self._patience, hang_up, [connection.sock])
        deadline.daemon = True
        deadline.start()
        try:
            connection.request(method, self._prefix + path, body, {**headers, "Accept": "application/json"})
            return _whole(connection.getresponse())
        except (OSError, HTTPException) as problem:
            raise Cut from problem
        finally:
            deadline.cancel()
            connection.close()

    def _connected(self) -> HTTPConnection:
        connection: HTTPConnection
        if self._secure:
            connection = HTTPSConnection(self._host, self._port, timeout=self._patience, context=trusted())
        else:
            connection = HTTPConnection(self._host, self._port, timeout=self._patience)
        try:
            connection.connect()
        except (OSError, UnicodeError) as problem:  # no such host or no name of one, nobody there, not who they say
            connection.close()
            raise Unsent from problem
        return connection


@functools.cache
def trusted() -> ssl.SSLContext:
    """Whom we believe to be who they say: read once, because it takes longer than an exchange."""
    return ssl.create_default_context()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, where stand-ins are."""
    return host in _LOOPBACK


def hang_up(held: socket.socket | None) -> None:
    """End a connection under whoever reads it: a time-out of the socket begins anew with every byte that drips in."""
    if held is not None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(held, socket.SHUT_RDWR)


def _whole(response: HTTPResponse) -> Answer:
    body = response.read(LARGEST_ANSWER + 1)
    if len(body) > LARGEST_ANSWER or response.length:
        raise Cut
    wait = response.headers.get("Retry-After", "")
    return Answer(response.status, body, min(int(wait), _LONGEST_WAIT) if wait.isdecimal() and len(wait) < 9 else 0)
