"""Asking clamd whether a file is clean, by its own protocol (INSTREAM): forty lines, and no library of 2014."""

import socket
import struct
from typing import Final

from foundation.documents.where import ScannerAt

#: Seconds for each step of the conversation: a large file of many parts takes some.
PATIENCE: Final = 30.0
_PIECE: Final = 1 << 16
_LONGEST_ANSWER: Final = 4096


class ScannerAwayError(Exception):
    """The scanner is down, slow, or did not look at the whole file: nothing is known of it."""


def found_in(content: bytes, *, at: ScannerAt, patience: float = PATIENCE) -> str:
    """What the scanner calls what it found; empty for a clean file. Raises ScannerAwayError."""
    try:
        with _connected(at, patience) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                clamd.sendall(struct.pack(">I", len(piece)) + piece)
            clamd.sendall(struct.pack(">I", 0))
            answer = _answer(clamd)
    except OSError as problem:
        raise ScannerAwayError from problem
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:100]
    raise ScannerAwayError(said[:200])  # "INSTREAM size limit exceeded. ERROR", or no clamd at all


def _connected(at: ScannerAt, patience: float) -> socket.socket:
    if not at.socket:
        return socket.create_connection((at.host, at.port), timeout=patience)
    held = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    held.settimeout(patience)
    try:
        held.connect(at.socket)
    except OSError:
        held.close()
        raise
    return held


def _answer(clamd: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER and (more := clamd.recv(_LONGEST_ANSWER)):
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
