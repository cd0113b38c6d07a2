"""A virus scanner that knows one virus, the test file of EICAR, bare and inside zip archives. It speaks clamd's protocol."""

import contextlib
import io
import socketserver
import struct
import threading
import time
import zipfile
from types import TracebackType
from typing import Final, Self

#: Put together here, so that no scanner takes this file for what it looks for.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
#: Bytes that are taken at most, as clamd's StreamMaxLength, and how deep and far an archive is looked into.
LARGEST: Final = 64 * 1024 * 1024
_DEEPEST, _UNPACKED = 3, 64 * 1024 * 1024


class ClamdServer:
    """Serves from when it is made until it is closed. Port 0 takes a free one. `slow` waits before each answer."""

    def __init__(self, port: int = 0) -> None:
        self.looked_at = 0
        self.slow = 0.0
        self.cut = False
        self._server = _Listener(("127.0.0.1", port), _Handler)
        self._server.stand_in = self
        self.port: int = self._server.server_address[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=[0.05], name="clamd", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    stand_in: ClamdServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up on us is no news."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        command = self._command()
        if command == b"PING":
            self.wfile.write(b"PONG\0")
        elif command == b"INSTREAM":
            self.wfile.write(self._looked_at())
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _command(self) -> bytes:
        """A command begins with z and ends with a zero, in the one form that is spoken here."""
        said = bytearray()
        while len(said) < 20 and (byte := self.rfile.read(1)) and byte != b"\0":
            said += byte
        return bytes(said).removeprefix(b"z")

    def _looked_at(self) -> bytes:
        stand_in, content = self.server.stand_in, bytearray()
        while (length := struct.unpack(">I", self.rfile.read(4))[0]) > 0:
            if len(content) + length > LARGEST:
                return b"INSTREAM size limit exceeded. ERROR\0"
            content += self.rfile.read(length)
        stand_in.looked_at += 1
        if stand_in.cut:
            return b""
        time.sleep(stand_in.slow)
        return b"stream: Eicar-Test-Signature FOUND\0" if _holds(bytes(content)) else b"stream: OK\0"


def _holds(content: bytes, depth: int = 0) -> bool:
    """Whether the virus is in it: as it is, or in an archive that can be read."""
    if EICAR in content:
        return True
    if depth == _DEEPEST or not content.startswith(b"PK"):
        return False
    unreadable = (zipfile.BadZipFile, RuntimeError, OSError, ValueError, NotImplementedError)
    with contextlib.suppress(*unreadable), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            with archive.open(member) as opened:
                if _holds(opened.read(_UNPACKED), depth + 1):
                    return True
    return False
