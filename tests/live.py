"""The product on a port of this machine, for a real browser: every host of `*.rollcall.localhost` answers.

    @pytest.fixture(scope="module")
    def live(world): with served() as server: yield server

    page.goto(server.address("id.rollcall.localhost", "/sign-in/"))

The product's own front serves it, on threads of this process and the session's own database; a request is two real
transactions, as in production. Addresses that pages and redirects name carry the server's port (`settings.PORT`).
"""

import asyncio
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from rollcall.front.answering import Application
from rollcall.front.application import Front, front_of
from rollcall.front.command import CONNECTIONS, HEADERS_WITHIN


@dataclass(frozen=True, slots=True)
class Live:
    """A running server."""

    port: int

    def address(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def served(**settings: Any) -> Iterator[Live]:
    """Serve the product until the block ends; `settings` replace those of the tests."""
    with (
        held_port() as port,
        override_settings(PORT=str(port), **settings),
        serving(front_of(_letting_go(get_wsgi_application())), port),
    ):
        yield Live(port)


@contextmanager
def serving(front: Front, port: int) -> Iterator[None]:
    """Serve a front of any kind by granian, on a thread of its own, until the block ends."""
    server = _Serving(front, port)
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def held_port() -> Iterator[int]:
    """A port that nobody else takes meanwhile: granian would share it without a word (`rollcall.servers.ports`)."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        yield holder.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _letting_go(application: Application) -> Application:
    """The application, which keeps no connection to the database once it has answered: a test may drop what it made."""

    def answering(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        result: Any = application(environ, start_response)
        try:
            return [b"".join(result)]
        finally:
            result.close()
            connections.close_all()

    return answering


class _Serving(Thread):
    """granian with the front, on an event loop of this thread."""

    def __init__(self, front: Front, port: int) -> None:
        super().__init__(daemon=True)
        self.front, self.port = front, port

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.server = Server(
            self.front,
            port=self.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
            log_enabled=False,
        )
        await self.server.serve()

    def start(self) -> None:
        super().start()
        while not _answers(self.port):
            assert self.is_alive(), "the server did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.server.stop)
        self.join()
