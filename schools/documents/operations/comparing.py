"""Comparing rows with what the store has, both ways: what is in it that no row wants, and what rows want that is not there.

A row is committed before its bytes are sent, so what has no row is nobody's. The rows are read before the store is listed
and again after, and only what both say counts; the store is listed with no transaction open.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.documents.store import Stored
from schools.documents.models import Document
from schools.documents.operations.checking import look_again
from schools.journal.operations import record_each

State = Document.State
#: How long something in the store may be without a row: what comes by a link has none until the worker takes it in.
UNCLAIMED_FOR: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """What does not agree. `unwanted` are names in the store, `lost` and `late` keys of documents.

    `late` are files that were taken for not arrived and are there after all.
    """

    unwanted: tuple[str, ...]
    lost: tuple[uuid.UUID, ...]
    late: tuple[uuid.UUID, ...]

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.unwanted or self.lost or self.late)


def wanted() -> frozenset[str]:
    """The names of what the store has to have now."""
    return frozenset(Document.objects.filter(state__in=Document.KEPT).values_list("stored_as", flat=True))


def compared(before: Collection[str], stored: Collection[Stored], *, now: dt.datetime) -> Compared:
    """Compare the rows with what was listed since `before`, which is what was `wanted` then. Changes nothing."""
    there = {one.name for one in stored}
    rows = Document.objects.exclude(state__in=Document.GONE).values_list("stored_as", "pk", "state")
    known = {name: (key, state) for name, key, state in rows}
    return Compared(
        unwanted=tuple(sorted(one.name for one in stored if one.name not in known and one.at <= now - UNCLAIMED_FOR)),
        lost=tuple(
            key
            for name, (key, state) in known.items()
            if state in Document.KEPT and name in set(before) and name not in there
        ),
        late=tuple(key for name, (key, state) in known.items() if state == State.MISSING and name in there),
    )


def mend(found: Compared, *, now: dt.datetime) -> None:
    """Ask for what is lost again, and look at what came late. What is unwanted is deleted by whoever holds the shelf."""
    lost = Document.objects.filter(pk__in=found.lost, state__in=Document.KEPT)
    keys = list(lost.values_list("pk", flat=True))
    lost.update(state=State.MISSING)
    record_each("document.lost", about=[("document", key) for key in keys], by=SYSTEM)
    for row in Document.objects.filter(pk__in=found.late, state=State.MISSING).select_for_update(no_key=True):
        row.state, row.tries = State.COMING, row.tries + 1
        row.save(update_fields=["state", "tries"])
        look_again(row, at=now)
