"""One request as WSGI has it: its environment, the application's answer, and how that is sent."""

import asyncio
import contextlib
import io
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from rollcall.front.bodies import Gone
from rollcall.front.lines import Line
from rollcall.front.turns import Crowded

Headers = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
#: As WSGI has it; what it returns is iterated over, for bytes.
Application = Callable[[dict[str, Any], Any], Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: Bytes of an answer that are sent at once, and seconds a client may take to make room for the next.
PIECE: Final = 64 * 1024
TAKEN_WITHIN: Final = 30.0

_PLAIN = {"CONTENT_TYPE", "CONTENT_LENGTH"}
#: Belongs to the line the request came by, not to the request.
_DROPPED = {"TRANSFER_ENCODING", "EXPECT", "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application said."""

    status: int
    headers: Headers
    body: bytes


def environ_of(scope: dict[str, Any], body: io.IOBase, length: int) -> dict[str, Any]:
    """The environment of a request. A header with an underscore is left out: it could pass for one with a hyphen."""
    host, port = scope["server"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if b"_" in name or key in _DROPPED:
            continue
        key = key if key in _PLAIN else f"HTTP_{key}"
        said = environ.get(key)
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = value.decode("latin-1") if said is None else f"{said}{between}{value.decode('latin-1')}"
    return environ


def ask(application: Application, environ: dict[str, Any]) -> Answer:
    """Ask the application, in its thread, for the whole of its answer: no thread waits for whoever reads it slowly."""
    said: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: ExcInfo | None = None) -> None:
        del exc_info
        said[:] = [(int(status.split(" ", 1)[0]), headers)]

    result = application(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Answer(*said[0], body)


async def tell(send: Send, answer: Answer, line: Line) -> None:
    """Send an answer as fast as the client takes it. Gone when it takes none for too long, or others need its room."""
    with contextlib.suppress(Crowded):  # it is there already: what else could be done with it
        line.carries(len(answer.body))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    rest = memoryview(answer.body)
    try:
        while len(rest) > PIECE:
            async with asyncio.timeout(TAKEN_WITHIN) as deadline:
                line.drop = partial(_end, deadline)
                await send({"type": "http.response.body", "body": bytes(rest[:PIECE]), "more_body": True})
            line.drop = _wait_for_nothing
            if line.is_dropped:
                raise Gone
            rest = rest[PIECE:]
    except TimeoutError:
        raise Gone from None
    await send({"type": "http.response.body", "body": bytes(rest)})


def _end(deadline: asyncio.Timeout) -> None:
    deadline.reschedule(asyncio.get_running_loop().time())


def _wait_for_nothing() -> None:
    """Between two pieces there is no waiting to end."""
