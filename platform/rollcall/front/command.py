"""How the product is served: granian's command line."""

import sys
from typing import Final

#: Milliseconds until the headers of a request must be there, the first and every later one on its connection.
HEADERS_WITHIN: Final = 10_000
#: Connections of one process. An idle one costs a few kilobytes and is closed after `HEADERS_WITHIN`.
CONNECTIONS: Final = 4096
#: Seconds that what is under way has once the end was asked for: more than a statement may run (STATEMENT_TIMEOUT).
ENDED_WITHIN: Final = 40
#: Seconds until a worker that died is started anew, while the others serve on.
ANEW_AFTER: Final = 1


def command(host: str, port: int, *, workers: int, application: str = "rollcall.asgi:application") -> list[str]:
    """The program that serves, with so many processes; one that dies is started anew.

    SIGTERM or SIGINT end it once what is under way is answered, or killed after `ENDED_WITHIN`: undone whole, then.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface=asginl", f"--host={host}", f"--port={port}"),
        *("--http=1", "--no-ws", f"--workers={workers}"),
        *("--respawn-failed-workers", f"--respawn-interval={ANEW_AFTER}", f"--workers-kill-timeout={ENDED_WITHIN}"),
        *(f"--backpressure={CONNECTIONS}", f"--http1-header-read-timeout={HEADERS_WITHIN}"),
        application,
    ]
