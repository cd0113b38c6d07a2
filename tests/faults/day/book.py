"""What everybody outside the product kept of a simulated day: what was sent, and what was said to it."""

import datetime as dt
import threading
from dataclasses import dataclass, field

from rollcall.servers.stand_ins import Kept
from tests.faults.ledger import Ledger


@dataclass
class Book:
    """Only what was answered stands here; saves of registers keep their own account. Keys of pupils are the interface's.

    `texts` came to the carrier and were taken by us; `answers` are by the words a parent typed, each used once;
    `receipts` are by the carrier's key; `carried` is the carrier's own list of what it was given.
    """

    saves: Ledger = field(default_factory=Ledger)
    calls: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrivals: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    ruled: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    signed_off: set[str] = field(default_factory=set)
    carried: list[Kept] = field(default_factory=list)
    ended_at: dt.datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
