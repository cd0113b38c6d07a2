"""What a carrier was sent, and what it sends of its own accord."""

import datetime as dt
import http.client
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Kept:
    """A message the carrier took, and how far it says it got."""

    key: str
    channel: str
    to: str
    text: str
    status: str
    reference: str = ""
    sender: str = ""
    subject: str = ""
    error: int = 0
    made_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def as_json(self) -> dict[str, Any]:
        """For whoever looks from another process."""
        return asdict(self) | {"made_at": self.made_at.isoformat()}


@dataclass(frozen=True, slots=True)
class Post:
    """A request of the carrier's to an address of ours, ready to go, once or again."""

    address: str
    headers: dict[str, str]
    body: bytes

    def go(self, patience: float = 10.0) -> int:
        """The status that answered it; 0 when nothing did."""
        parts = urlsplit(self.address)
        host = parts.hostname
        if host is None:  # nobody asked to be told
            return 0
        # Names under localhost are this machine's; not every resolver knows that.
        there = "127.0.0.1" if host.endswith("localhost") else host
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(there, parts.port, timeout=patience)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            connection.request("POST", path, self.body, {**self.headers, "Host": parts.netloc})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
