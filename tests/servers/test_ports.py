"""A port belongs to one demo, even against servers that would share it."""

import contextlib
import secrets
import socket
import threading
from contextlib import closing

import pytest

from rollcall.servers import ports


@pytest.fixture
def free() -> int:
    """A port that nobody has. Below those that the kernel gives away, so that nobody is given it before we take it."""
    while True:
        port = secrets.choice(range(20000, 32000))
        with closing(socket.socket()) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def sharing_server(number: int) -> socket.socket:
    """A listener as granian makes it."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    server.bind(("127.0.0.1", number))
    server.listen()
    return server


def test_two_launchers_get_two_ports(free):
    one, other = ports.hold(free), ports.hold(free)
    assert one.number == free
    assert other.number > free
    one.release()
    other.release()


def test_the_port_is_taken_between_the_look_and_the_server_s_start(free):
    """Any number of launchers at the same moment: each gets its own."""
    held: list[ports.HeldPort] = []
    together = threading.Barrier(8)

    def launch():
        together.wait(60)
        held.append(ports.hold(free))

    threads = [threading.Thread(target=launch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({port.number for port in held}) == 8
    for port in held:
        port.release()


def test_our_own_server_and_its_workers_can_use_the_port_we_hold(free):
    port = ports.hold(free)
    with sharing_server(port.number) as one, sharing_server(port.number) as two:
        for _time in range(20):  # none may go to the socket that only holds
            with socket.create_connection(("127.0.0.1", port.number), timeout=1) as connection:
                connection.send(b"x")
        accepted = 0
        for server in (one, two):
            server.setblocking(False)
            while True:
                try:
                    server.accept()[0].close()
                except BlockingIOError:
                    break
                accepted += 1
        assert accepted == 20
    port.release()
    ports.hold(free).release()  # connections that linger are no reason to refuse it


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_a_port_on_which_anyone_listens_is_passed_over(free, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        other = socket.socket(family)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((address, free))
    except OSError:
        pytest.skip(f"{address} cannot be used here")
    with other:
        other.listen()
        port = ports.hold(free)
        assert port.number != free
        port.release()


def test_no_free_port_is_said_in_words(free, monkeypatch):
    monkeypatch.setattr(ports, "TRIED", 1)
    port = ports.hold(free)
    with pytest.raises(ports.PortError, match=f"none of the ports {free} to {free} is free; name another with --port"):
        ports.hold(free)
    port.release()
