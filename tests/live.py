"""The product on a port of this machine, for a real browser: every host of `*.rollcall.localhost` answers.

    @pytest.fixture(scope="module")
    def live(world): with served() as server: yield server

    page.goto(server.address("id.rollcall.localhost", "/sign-in/"))

Threads of this process serve it, on the session's own database; a request is two real transactions, as in production.
Addresses that pages and redirects name carry the server's port (`settings.PORT`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing: a test's output is its own."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer in this thread, which has a database connection of its own, and close that."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@dataclass(frozen=True, slots=True)
class Live:
    """A running server."""

    port: int

    def address(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def served(**settings: Any) -> Iterator[Live]:
    """Serve the product until the block ends; `settings` replace those of the tests."""
    server = _Server(("127.0.0.1", 0), _QuietHandler, allow_reuse_address=False)
    port = server.server_address[1]
    with override_settings(PORT=str(port), **settings):
        server.set_app(get_wsgi_application())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Live(port)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
