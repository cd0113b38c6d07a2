"""A port that one process holds for as long as it runs.

The web server binds with SO_REUSEPORT, so a second one on the same port starts without complaint and the two share the
traffic: one demo would answer for another. So the launcher first binds the port itself, without that option, which
fails when anyone else has it; then it sets the option on its bound socket and keeps it. A bound socket that does not
listen gets no connections, but it makes every other launcher's attempt fail. Launchers choose one at a time.
"""

import contextlib
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

TRIED = 100


class PortError(Exception):
    """No port is free; the message says which were tried."""


@dataclass(frozen=True, slots=True)
class HeldPort:
    """A port of 127.0.0.1 (and of ::1 where there is one) that only our own web server can use."""

    number: int
    sockets: tuple[socket.socket, ...]

    def release(self) -> None:
        """Let others have it."""
        for held in self.sockets:
            held.close()


def hold(first: int) -> HeldPort:
    """Take `first` or the next port that is free. Raises PortError."""
    with _one_at_a_time():
        return _hold(first)


def _hold(first: int) -> HeldPort:
    for number in range(first, min(first + TRIED, 65536)):
        sockets: list[socket.socket] = []
        try:
            sockets.append(_bind(socket.AF_INET, "127.0.0.1", number))
            # Browsers may ask ::1 for *.localhost; whoever listens there must not answer for us.
            if _has_ipv6():
                sockets.append(_bind(socket.AF_INET6, "::1", number))
        except OSError:
            for held in sockets:
                held.close()
            continue
        return HeldPort(number, tuple(sockets))
    message = f"none of the ports {first} to {first + TRIED - 1} is free; name another with --port"
    raise PortError(message)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Until its options are set, a socket that was just bound could be joined by another launcher's."""
    folder = os.open(tempfile.gettempdir(), os.O_RDONLY)  # a lock that needs no file of anyone's
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _bind(family: socket.AddressFamily, address: str, number: int) -> socket.socket:
    held = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            held.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        # Connections of an earlier run may linger; that is no reason to refuse the port.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((address, number))
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError:
        held.close()
        raise
    return held


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False
