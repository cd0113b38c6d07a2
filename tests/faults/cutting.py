"""A proxy between the application and PostgreSQL that cuts the connection at a COMMIT, before or after the server has it.

It knows PostgreSQL's messages (a type, a length, a body; the first of a connection has no type) well enough to see whose
transaction a `BEGIN` opens and where its `COMMIT` goes up. Everything else passes as it came.
"""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote

#: `BEGIN; SET LOCAL ROLE "<database>__s_<hex>"` opens a school's transaction; identity's has another role.
_BEGINS = re.compile(rb'BEGIN; SET LOCAL ROLE "[a-z_0-9]+__s_[0-9a-f]{32}"')
PATIENCE = 20.0


class Cut(StrEnum):
    """Where the connection is cut: the server never gets the COMMIT, gets it but its answer is lost, or both race."""

    BEFORE = "before the server had it"
    AFTER = "after the server had answered"
    RACING = "as the server was at it"


class Cutter:
    """The proxy. `arm` it, and the next COMMIT of a school's transaction that wrote marks is cut; `fired` says it was."""

    def __init__(self, url: str, folder: Path) -> None:
        found = re.search(r"host=([^&]+)", url)
        assert found is not None, "the address names no socket"
        self._server = f"{unquote(found.group(1))}/.s.PGSQL.5432"
        self.url = url.replace(found.group(0), f"host={quote(str(folder), safe='')}")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{folder}/.s.PGSQL.5432")
        self._listener.listen(64)
        self._lock = threading.Lock()
        self._armed: Cut | None = None
        self.fired = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, cut: Cut) -> None:
        """Cut the next one."""
        self.fired.clear()
        with self._lock:
            self._armed = cut

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _take(self) -> Cut | None:
        """The cut that is due; nobody else gets it."""
        with self._lock:
            cut, self._armed = self._armed, None
        return cut

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """One connection: this thread carries upwards, another downwards."""
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._server)
        except OSError:
            client.close()
            return
        line = _Line(client, server)
        threading.Thread(target=line.down, daemon=True).start()
        with contextlib.suppress(OSError, EOFError):
            self._up(line)
        line.hang_up()

    def _up(self, line: "_Line") -> None:
        school = wrote = False
        for message in _messages(line.client):
            if _BEGINS.search(message):
                school, wrote = True, False
            wrote = wrote or b"INSERT INTO registers_entry" in message
            if school and _is_commit(message):
                cut = self._take() if wrote else None
                if cut is not None:
                    line.cut(cut, message)
                    self.fired.set()
                    return
                school = False
            line.server.sendall(message)


class _Line:
    """Both ends of one connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self._swallows = False
        self._answered = threading.Event()

    def down(self) -> None:
        """Server to application, untouched, until either is gone; once the answer is to be lost, only noticed."""
        with contextlib.suppress(OSError):
            while piece := self.server.recv(65536):
                if self._swallows:
                    self._answered.set()
                else:
                    self.client.sendall(piece)
        self._answered.set()
        self.hang_up()

    def cut(self, cut: Cut, commit: bytes) -> None:
        """End the connection around this COMMIT."""
        if cut is Cut.AFTER:
            self._swallows = True
        if cut is not Cut.BEFORE:
            self.server.sendall(commit)
        if cut is Cut.AFTER:
            self._answered.wait(PATIENCE)
        self.hang_up()

    def hang_up(self) -> None:
        """End both ways; whoever waits on either hears of it."""
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _messages(client: socket.socket) -> Iterator[bytes]:
    """Each message of the application's, whole; the first has no type. Raises EOFError when it has gone."""
    (length,) = struct.unpack("!I", head := _exactly(client, 4))
    yield head + _exactly(client, length - 4)
    while True:
        head = _exactly(client, 5)
        (length,) = struct.unpack("!I", head[1:])
        yield head + _exactly(client, length - 4)


def _exactly(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = client.recv(size - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found


def _is_commit(message: bytes) -> bool:
    """COMMIT as a simple query, or as the text of a prepared one."""
    return message[:1] in b"QP" and message[5:].lstrip(b"\0").upper().startswith(b"COMMIT")
