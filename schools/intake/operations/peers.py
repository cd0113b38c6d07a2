"""Which systems imports may come from. Each connector declares its own when it loads; the intake knows none by name."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.core.exceptions import ImproperlyConfigured

from schools.intake.rules.records import Progress, Source


class OpenSource(Protocol):
    """Opens a file of one system. Refused when it is not one of that system's."""

    def __call__(self, stream: BinaryIO, /, *, progress: Progress | None = None) -> Source:
        """`progress` is called now and then with the share of the file that has been read."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A system that files come from: the key that imports carry, its name for people, and how its files are opened."""

    key: str
    name: str
    open_source: OpenSource


_peers: dict[str, Peer] = {}


def declare_peer(peer: Peer) -> None:
    """Let imports come from this system; a second one of that key is a fault."""
    if peer.key in _peers:
        message = f"{peer.key} is declared already"
        raise ImproperlyConfigured(message)
    _peers[peer.key] = peer


def peers() -> list[Peer]:
    """Every system that files may come from, by name."""
    return sorted(_peers.values(), key=lambda peer: peer.name.casefold())


def peer_of(key: str) -> Peer:
    """The system of that key; ImproperlyConfigured when no connector declares it."""
    try:
        return _peers[key]
    except KeyError:
        message = f"No connector declares {key}"
        raise ImproperlyConfigured(message) from None
