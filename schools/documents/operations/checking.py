"""Looking after a file: is it in the store, is it clean, is it gone. Store and scanner are asked outside any transaction.

`job_of` reads what is to be done, `done` does it with no transaction open, `note` writes down what became of it unless
the row has gone on meanwhile: so each may be repeated, and a worker killed between any two has lost nothing.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from foundation.audit.actors import SYSTEM
from foundation.documents.kinds import OURS
from foundation.documents.scanning import ScannerAwayError, found_in
from foundation.documents.store import NothingThereError, Shelf, StoreAwayError, shelf
from foundation.documents.where import scanner_at
from schools.documents.models import Document, Held
from schools.documents.rules import LOOKED_FOR_AFTER, again_in
from schools.journal.operations import promise_at, record

#: Outbox topic and topic of the due list: a file is to be looked after ({"document"}).
LOOK: Final = "documents.look"

State = Document.State
_KINDS: Final = {kind.code: kind for kind in OURS}


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done about a file, as plain values: it outlives the transaction that read it."""

    document: uuid.UUID
    stored_as: str
    state: str
    kind: str
    sha256: str
    is_ours: bool
    shelf: Shelf = field(repr=False)
    held: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of it: the new state, None when store or scanner gave no answer; and what a scanner called it."""

    state: str | None
    what: str = ""


def job_of(document: uuid.UUID) -> Job | None:
    """What is to be done about a file; None for nothing."""
    row = Document.objects.filter(pk=document).select_related("held").first()
    if row is None or row.state in (*Document.OPENED, State.MISSING) or (row.state in Document.GONE and row.gone_at):
        return None
    held = bytes(row.held.content) if row.is_ours and hasattr(row, "held") else None
    return Job(row.pk, row.stored_as, row.state, row.kind, row.sha256, row.is_ours, shelf(), held)


def done(job: Job) -> Found:
    """Do it. No transaction may be open: whom this asks may take its time."""
    try:
        if job.state in Document.GONE:
            job.shelf.remove(job.stored_as)
            return Found(job.state)
        if job.held is not None:
            return _kept(job, job.held)
        return _looked_at(job)
    except (StoreAwayError, ScannerAwayError):
        return Found(None)


def put(job_shelf: Shelf, stored_as: str, content: bytes, kind: str) -> None:
    """Put a file into the store, under a name of ours. Raises StoreAwayError."""
    job_shelf.put(stored_as, content, content_type=_KINDS[kind].content_type, shown_as=shown_as(stored_as, kind))


def shown_as(stored_as: str, kind: str) -> str:
    """What a download is called: it tells nobody of whom it is."""
    return f"document-{stored_as[:8]}.{kind}"


def put_once(place: Shelf, stored_as: str, content: bytes, kind: str) -> None:
    """Put a file where it is not yet: a store that took it and whose answer was lost has it already."""
    try:
        put(place, stored_as, content, kind)
    except StoreAwayError:
        try:
            there = place.get(stored_as)
        except NothingThereError:
            raise StoreAwayError from None
        if there != content:
            raise


def _kept(job: Job, content: bytes) -> Found:
    put_once(job.shelf, job.stored_as, content, job.kind)
    return Found(State.CLEAN)


def _looked_at(job: Job) -> Found:
    try:
        content = job.shelf.get(job.stored_as)
    except NothingThereError:
        return Found(State.MISSING)
    if hashlib.sha256(content).hexdigest() != job.sha256:
        return Found(State.MISSING)
    at = scanner_at(settings.ANTIVIRUS)
    if at is None:
        return Found(State.UNSCANNED)
    what = found_in(content, at=at)
    return Found(State.REFUSED, what) if what else Found(State.CLEAN)


def note(job: Job, found: Found, *, now: dt.datetime) -> None:
    """Write down what became of a file, unless the row has gone on meanwhile."""
    row = Document.objects.select_for_update(no_key=True).filter(pk=job.document).first()
    if row is None or (row.state, row.stored_as) != (job.state, job.stored_as):
        return
    if found.state is None or (found.state == State.MISSING and _is_on_its_way(row, now)):
        row.tries += 1
        row.save(update_fields=["tries"])
        look_again(row, at=now + again_in(row.tries))
        return
    if job.state in Document.GONE:
        row.gone_at = now
        row.save(update_fields=["gone_at"])
        return
    row.state, row.found, row.tries, row.checked_at = found.state, found.what, 0, now
    row.save(update_fields=["state", "found", "tries", "checked_at"])
    if job.held is not None:
        Held.objects.filter(document=row).delete()
    if not row.is_ours:
        record("document.checked", about=("document", row.pk), by=SYSTEM, details={"state": row.state})
    if row.state == State.REFUSED:
        look_again(row, at=now)


def _is_on_its_way(row: Document, now: dt.datetime) -> bool:
    """What is not there yet may still come: whoever took it in sends it on once the row stands."""
    return row.state == State.COMING and now < row.received_at + LOOKED_FOR_AFTER


def look_again(row: Document, *, at: dt.datetime) -> None:
    """Have a file looked after at a moment. A key of its own for each time: one that was promised is not put in again."""
    promise_at(LOOK, {"document": str(row.pk)}, key=f"{row.stored_as} {row.state} {row.tries}", at=at)
