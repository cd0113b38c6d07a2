"""How the product is served: granian's command line."""

import sys
from typing import Final

#: Milliseconds until the headers of a request must be there, the first and every later one on its connection.
HEADERS_WITHIN: Final = 10_000
#: Connections of one process. An idle one costs a few kilobytes and is closed after `HEADERS_WITHIN`.
CONNECTIONS: Final = 4096


def command(host: str, port: int, *, workers: int, application: str = "rollcall.asgi:application") -> list[str]:
    """The program that serves, with so many processes. Stopped by SIGTERM or SIGINT."""
    return [
        *(sys.executable, "-m", "granian", "--interface=asginl", f"--host={host}", f"--port={port}"),
        *("--http=1", "--no-ws", f"--workers={workers}", "--workers-kill-timeout=3"),
        *(f"--backpressure={CONNECTIONS}", f"--http1-header-read-timeout={HEADERS_WITHIN}"),
        application,
    ]
