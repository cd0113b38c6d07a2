"""The front itself: what granian calls for every request."""

import asyncio
import hashlib
import io
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings

from foundation.ui.views import page
from rollcall.front.answering import PIECE, Answer, Application, Headers, Send, ask, environ_of, tell
from rollcall.front.bodies import BODY_WITHIN, UPLOAD_WITHIN, BrokenOff, Gone, Late, Receive, TooLarge, Unread, whole
from rollcall.front.lines import Lines
from rollcall.front.turns import Crowded, Turns, Who
from tenants.trusts.middleware import KNOWN_HOST
from tenants.trusts.places import name_of

logger = logging.getLogger(__name__)

#: Threads of one process: of pages and saves; and of large bodies, which have their own. A place has half of them at most,
#: and the id host, where every school signs in at the same minute, all pages' but one.
THREADS: Final = 4
UPLOADS: Final = 2
#: Requests of one browser that one process works on at once: two in all, where there are two processes.
AT_ONCE: Final = 1
#: Bodies and answers of one address that are on their way: a whole trust behind one never has as many.
FROM_ADDRESS: Final = 500
#: Bytes of bodies that have come or are coming, and of answers being taken. Bodies up to `SMALL` are let in always, so that
#: saves are.
SMALL: Final = 64 * 1024
AWAITED_FROM_ADDRESS: Final = 16 * 1024 * 1024
AWAITED: Final = 64 * 1024 * 1024
TAKEN_BY_ADDRESS: Final = 64 * 1024 * 1024
TAKEN: Final = 256 * 1024 * 1024
#: Seconds after which waiting for a thread is hopeless, and after which it is worth asking again.
PATIENCE: Final = 10.0
AGAIN_AFTER: Final = 5
#: The value of a session's cookie, or of the one against forged requests.
_KEY: Final = re.compile(rb"[A-Za-z0-9]{32,64}")
#: The front's own answers, by what has come of the request.
#: A body that broke off is answered too: only the server knows whether its sender is still there.
_STATUS: Mapping[type[Exception], int] = {BrokenOff: 400, Late: 408, TooLarge: 413, Crowded: 503}


@dataclass(frozen=True, slots=True)
class _Threads:
    """Some threads and whose turn it is to have one."""

    turns: Turns
    pool: ThreadPoolExecutor


def _threads(number: int, name: str, places: Mapping[str, int]) -> _Threads:
    turns = Turns(
        number, place=max(1, number // 2), person=AT_ONCE, places=places, now=time.monotonic, later=_call_later
    )
    return _Threads(turns, ThreadPoolExecutor(number, thread_name_prefix=name))


def _call_later(seconds: float, act: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, act)


class Front:
    """Gives a WSGI application the requests whose bodies have come, on threads that places and people share fairly.

    `pages` are its own answers, by status: 400, 408, 413 and 503. `cookies` name what tells one browser from another, the
    first that is there; `proxies` is how many of ours add to X-Forwarded-For; `id_host` is where everybody signs in. A body
    of more than `largest` bytes is left to the application to read, for `upload_within` seconds; any other has
    `body_within`.
    """

    def __init__(
        self,
        application: Application,
        *,
        pages: Mapping[int, bytes],
        largest: int,
        cookies: tuple[str, ...] = (),
        id_host: str = "",
        proxies: int = 0,
        threads: int = THREADS,
        body_within: float = BODY_WITHIN,
        upload_within: float = UPLOAD_WITHIN,
    ) -> None:
        self._application, self._pages = application, pages
        self._cookies = tuple(name.encode() for name in cookies)
        self._proxies, self._largest = proxies, largest
        self._body_within, self._upload_within = body_within, upload_within
        self._ordinary = _threads(threads, "page", {id_host: max(1, threads - 1)} if id_host else {})
        self._uploads = _threads(UPLOADS, "upload", {})
        self._hosts: set[str] = set()
        self._coming = Lines(lines=FROM_ADDRESS, small=SMALL, of_address=AWAITED_FROM_ADDRESS, together=AWAITED)
        self._going = Lines(lines=FROM_ADDRESS, small=PIECE, of_address=TAKEN_BY_ADDRESS, together=TAKEN)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        who = self._who(scope)
        try:
            await self._take(scope, receive, send, who)
        except (BrokenOff, Late, TooLarge, Crowded) as fault:
            await self._tell(send, who, self._own(_STATUS[type(fault)]))
        except Gone:
            return
        except Exception:
            logger.exception("A request could not be answered")
            raise

    def _who(self, scope: dict[str, Any]) -> Who:
        """Whose request it is. The cookie is a secret: only its hash is kept."""
        address = str(scope["client"][0])
        headers = scope["headers"]
        if self._proxies:
            passed_on = _said(headers, b"x-forwarded-for", b",").decode("latin-1").split(",")
            address = passed_on[-self._proxies].strip() if len(passed_on) >= self._proxies else address
        address = truncate_ip(address)  # a line has as many IPv6 addresses as it likes
        host = name_of(_said(headers, b"host", b",").decode("latin-1"))
        # Hosts of which the application knows nothing (yet) share the turns of one: made-up names have none each.
        place = host if host in self._hosts else ""
        return Who(place, address, self._browser(_said(headers, b"cookie", b";")) or address)

    def _browser(self, cookies: bytes) -> str:
        """What tells a browser from another: nothing, where its cookie is not written as we write it.

        Django reads a value in quotes, and escapes in it, as the plain one: each spelling would be a browser of its own.
        """
        sent = dict(pair.strip(b" ").partition(b"=")[::2] for pair in cookies.split(b";"))
        found = next((sent[name] for name in self._cookies if sent.get(name)), b"")
        return hashlib.sha256(found).hexdigest() if _KEY.fullmatch(found) else ""

    async def _take(self, scope: dict[str, Any], receive: Receive, send: Send, who: Who) -> None:
        """Await a body that is small enough, and have the application read a larger one, if it wants to."""
        length = _length(scope["headers"])
        if length is not None and length > self._largest:
            await self._take_large(scope, receive, send, who, length)
            return
        with self._coming.line(who.address) as line:
            body = b""
            if length == 0:
                line.is_through()
            else:
                most = self._largest if length is None else length
                body = await whole(receive, line, most=most, within=self._body_within)
            async with _turn(self._ordinary.turns, who, receive):
                environ = environ_of(scope, io.BytesIO(body), len(body))
                answer = await self._asked(self._ordinary, environ)
        await self._tell(send, who, answer)

    async def _tell(self, send: Send, who: Who, answer: Answer) -> None:
        with self._going.line(who.address) as line:
            await tell(send, answer, line)

    async def _take_large(self, scope: dict[str, Any], receive: Receive, send: Send, who: Who, length: int) -> None:
        body = Unread(receive, length, within=self._body_within, all_within=self._upload_within)
        async with _turn(self._uploads.turns, who):
            try:
                answer = await self._asked(self._uploads, environ_of(scope, body, length))
            except OSError:
                if not body.late:
                    raise Gone from None
        if body.late:  # whatever the application made of half a body
            raise Late
        if body.is_whole:
            await self._tell(send, who, answer)
        else:
            await self._tell(send, who, Answer(answer.status, [*answer.headers, ("Connection", "close")], answer.body))
            if not _said(scope["headers"], b"expect", b","):  # who asks first has sent nothing yet
                await body.linger()

    async def _asked(self, threads: _Threads, environ: dict[str, Any]) -> Answer:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(threads.pool, ask, self._application, environ)
        if KNOWN_HOST in environ:
            self._hosts.add(environ[KNOWN_HOST])
        return answer

    def _own(self, status: int) -> Answer:
        """A page of the front's own, after which the connection is closed: what is left of the request is not read."""
        headers: Headers = [
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'self'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
        ]
        if status == _STATUS[Crowded]:
            headers.append(("retry-after", str(AGAIN_AFTER)))
        return Answer(status, headers, self._pages[status])


def _said(headers: list[tuple[bytes, bytes]], wanted: bytes, between: bytes) -> bytes:
    """The value of a header, with those of its repetitions."""
    return between.join(value for name, value in headers if name == wanted)


def _length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """How long the body is said to be; None when it does not say. hyper has refused what is no number."""
    if _said(headers, b"transfer-encoding", b","):
        return None
    return int(_said(headers, b"content-length", b",") or b"0")


async def _gone(receive: Receive) -> None:
    """Until the client goes away. Its body has been received, or it has none."""
    while (await receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def _turn(turns: Turns, who: Who, receive: Receive | None = None) -> AsyncIterator[None]:
    """Wait for a thread and have it for the block. Crowded when it takes too long.

    Gone when the client goes away meanwhile, which `receive` tells once the body has been received.
    """
    begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    turn = turns.ask(who, lambda: begun.set_result(None), begun.cancel)
    try:
        if not begun.done():
            gone = [asyncio.ensure_future(_gone(receive))] if receive else []
            await asyncio.wait((begun, *gone), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            went = any(one.done() for one in gone)
            for one in gone:
                one.cancel()
            if not begun.done():
                raise Gone if went else Crowded
        if begun.cancelled():
            raise Crowded
        yield
    finally:
        turns.leave(turn)


def front_of(application: Application) -> Front:
    """The front before a WSGI application, as the settings have it. Django is set up by then."""
    return Front(
        application,
        pages={status: page(status).content for status in _STATUS.values()},
        cookies=(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
        largest=settings.LARGEST_BODY,
        id_host=settings.ID_HOST,
        proxies=getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0),
    )
