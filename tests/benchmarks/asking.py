"""Requests through the whole application in this process, without the test client, which copies every template's context."""

import io
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client


class Asking:
    """Somebody's browser on one host: `get("/week/?year=9")` gives the body of a 200."""

    def __init__(self, client: Client, host: str) -> None:
        self._application = get_wsgi_application()
        self._host = host
        name = settings.SESSION_COOKIE_NAME
        self._cookie = f"{name}={client.cookies[name].value}"

    def get(self, address: str) -> bytes:
        """The page. AssertionError for anything but a 200."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": self._host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._host,
            "HTTP_COOKIE": self._cookie,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        status: list[str] = []
        answer: Iterator[bytes] = self._application(environ, lambda said, _headers: status.append(said))
        body = b"".join(answer)
        answer.close()
        assert status == ["200 OK"], status
        return body
