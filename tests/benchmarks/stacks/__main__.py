"""One stack as a process: reads a number of requests from its input, answers with microseconds per request and a page.

Requests go through the whole WSGI application in this process; nothing of a server or network is in the figures.
"""

import io
import os
import sys
from collections.abc import Iterator
from time import perf_counter_ns
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.stacks.settings")

from django.core.wsgi import get_wsgi_application
from django.db import connections


def environ() -> dict[str, Any]:
    host = os.environ["STACK_HOST"]
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/page/",
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_COOKIE": f"__Host-session={os.environ['STACK_SESSION']}",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }


def main() -> None:
    application = get_wsgi_application()
    statements: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        statements.append(str(sql))
        return execute(sql, params, many, context)

    def ask() -> tuple[str, bytes]:
        status: list[str] = []
        answer: Iterator[bytes] = application(environ(), lambda said, _headers: status.append(said))
        body = b"".join(answer)
        answer.close()
        return status[0], body

    for _ in range(20):
        said = ask()
    with connections["default"].execute_wrapper(count):
        ask()
    print(len(statements), *said[0].split(), said[1].decode(), flush=True)
    for order in sys.stdin:
        requests = int(order)
        begun = perf_counter_ns()
        for _ in range(requests):
            said = ask()
        took = (perf_counter_ns() - begun) / requests / 1000
        print(took, *said[0].split(), said[1].decode(), flush=True)


main()
