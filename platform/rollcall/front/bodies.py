"""Bodies of requests: awaited under a deadline, or left with the client until a thread asks for them."""

import asyncio
import contextlib
import io
from collections.abc import Awaitable, Callable
from typing import Any, Final

from rollcall.front.lines import Line
from rollcall.front.turns import Crowded

Receive = Callable[[], Awaitable[dict[str, Any]]]

#: Seconds that all of an ordinary body may take, and that may pass between two pieces of a large one.
BODY_WITHIN: Final = 15.0
#: The least a large body must come to, all in all, in bytes a second: a school's slow line manages many times that.
SLOWEST: Final = 16 * 1024
#: Seconds that any body may take, however large: a thread, a connection and a transaction are held for it.
UPLOAD_WITHIN: Final = 15 * 60.0
#: What is still taken, unread, of a body that was refused: else a browser reports a broken line instead of our answer.
LINGER_BYTES: Final = 2 * 1024 * 1024
LINGER_WITHIN: Final = 2.0
#: Seconds it gets to let go of a receive that was broken off.
LET_GO: Final = 0.05


class Late(Exception):
    """The body did not come in time."""


class TooLarge(Exception):
    """The body is larger than it may be."""


class Gone(Exception):
    """The client went away; nobody waits for an answer."""


class BrokenOff(Gone):
    """The body ended before it was whole: its sender went away, or told its pieces as HTTP does not have them."""


async def piece_of(receive: Receive) -> tuple[bytes, bool]:
    """What has come of a body, and whether there is more. BrokenOff when it ended before."""
    message = await receive()
    if message["type"] != "http.request":
        raise BrokenOff
    return message.get("body", b""), message.get("more_body", False)


async def whole(receive: Receive, line: Line, *, most: int, within: float) -> bytes:
    """All of a body, of a length that was declared or not.

    Late, TooLarge, Crowded when there was no room for it, or BrokenOff.
    """
    pieces: list[bytes] = []
    had, more = 0, True
    try:
        async with asyncio.timeout(within) as deadline:
            line.drop = lambda: deadline.reschedule(asyncio.get_running_loop().time())
            while more:
                piece, more = await piece_of(receive)
                line.carries(len(piece))
                pieces.append(piece)
                had += len(piece)
                if had > most:
                    raise TooLarge
    except TimeoutError:
        raise Crowded if line.is_dropped else Late from None
    line.is_through()
    return b"".join(pieces)


class Unread(io.RawIOBase):
    """A large body, which stays where it is until the application's thread reads it: `wsgi.input`.

    The thread waits for each piece, under a deadline, and for all of them at no less than `SLOWEST` and no longer than
    `all_within`. Raises OSError when
    they do not come, which Django takes for a broken line; `late` says that it was the deadline.
    """

    def __init__(
        self, receive: Receive, length: int, *, within: float = BODY_WITHIN, all_within: float = UPLOAD_WITHIN
    ) -> None:
        self._receive, self._within, self._all_within = receive, within, all_within
        self._loop = asyncio.get_running_loop()
        self._piece = memoryview(b"")
        self._left, self._ends = length, 0.0
        self.late = False

    @property
    def is_whole(self) -> bool:
        """Whether all of it has been received."""
        return self._left <= 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._piece and not self.is_whole:
            self._piece = memoryview(asyncio.run_coroutine_threadsafe(self._next(), self._loop).result())
        size = min(len(buffer), len(self._piece))
        buffer[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size

    async def _next(self) -> bytes:
        now = self._loop.time()
        self._ends = self._ends or now + min(self._within + self._left / SLOWEST, self._all_within)
        try:
            async with asyncio.timeout_at(min(now + self._within, self._ends)):
                return await self._taken()
        except (TimeoutError, Gone) as fault:
            self.late = isinstance(fault, TimeoutError)
            message = "The body did not come"
            raise OSError(message) from None

    async def _taken(self) -> bytes:
        piece, more = await piece_of(self._receive)
        self._left -= len(piece)
        if self._left > 0 and not more:
            raise Gone
        return piece

    async def linger(self) -> None:
        """Take a little of a body that was answered unread."""
        least = max(0, self._left - LINGER_BYTES)
        with contextlib.suppress(TimeoutError, Gone):
            async with asyncio.timeout(LINGER_WITHIN):
                while self._left > least:
                    await self._taken()
        # A receive that was broken off is let go on another thread. Until it is, the server would take the body for still
        # wanted when we return, and keep the connection for as long as its sender likes.
        await asyncio.sleep(LET_GO)
