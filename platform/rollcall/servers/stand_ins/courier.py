"""Tells of every message by itself, as carriers do: late, and where that is asked doubled and the wrong way round."""

import datetime as dt
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from rollcall.servers.stand_ins.serving import Server, go_all

_LOOKS: Final = 0.1


class Courier:
    """Follows one stand-in until it is closed, and says of each message that it got to these statuses in turn."""

    def __init__(self, server: Server, statuses: Sequence[str], *, after: float, untidy: bool = False) -> None:
        self._server, self._statuses = server, statuses
        self._after, self._untidy = dt.timedelta(seconds=after), untidy
        self._told: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="Courier", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._ended.wait(_LOOKS):
            before = dt.datetime.now(dt.UTC) - self._after
            with self._server.lock:
                due = [kept.key for kept in self._server.kept if kept.key not in self._told and kept.made_at <= before]
            for key in due:
                self._told.add(key)
                posts = [self._server.receipt(key, status) for status in self._statuses]
                go_all(posts, times=2 if self._untidy else 1, backwards=self._untidy)
