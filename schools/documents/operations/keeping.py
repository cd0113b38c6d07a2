"""Keeping files: those that people send, and those that we make.

The row comes first, with whatever it belongs to, in one transaction. The bytes go to the store when that has committed, and
no transaction waits for a store: one that is down, slow or refuses leaves the act saved and the file asked for again.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import Scope, afterwards, current_scope, work
from foundation.documents.kinds import Kind
from foundation.documents.sent import Sent
from foundation.documents.store import Shelf, StoreAwayError, new_name, shelf
from foundation.refusals import Overtaken, Refused
from schools.documents.models import Document, Held
from schools.documents.operations.checking import LOOK, done, job_of, look_again, note, put
from schools.documents.queries.files import documents_of
from schools.documents.queries.owners import About, owner_of
from schools.documents.rules import LOOKED_FOR_AFTER
from schools.journal.operations import promise, record

State = Document.State
#: Files that one thing may have, and bytes that one of ours may.
MOST_OF_ONE: Final = 50
LARGEST_OWN: Final = 100 << 20


def receive(sent: Sent, *, about: About, by: Actor, now: dt.datetime) -> Document:
    """Keep a file that somebody sent, for what it is about.

    The same file sent twice for one thing is one file. One that did not arrive is taken again in its place. Refused when
    there are too many.
    """
    same = _same(about, sent.sha256)
    if same is not None:
        return _again(same, sent, by=by, now=now) if same.state == State.MISSING else same
    kind, key = about
    row = Document.objects.create(
        about_kind=kind,
        about_id=key,
        name=sent.name,
        kind=sent.kind.code,
        size=len(sent.content),
        sha256=sent.sha256,
        stored_as=new_name(),
        by_person_id=by.person_id,
        by_name=by.name,
        received_at=now,
    )
    record("document.received", about=("document", row.pk), by=by, details={"of": kind, "key": str(key)})
    _send_on(row, sent, now=now)
    return row


def _same(about: About, sha256: str) -> Document | None:
    """The same file of the same thing, if it is kept; Refused when nothing more may be."""
    owner_of(about[0])
    rows = list(documents_of(about).exclude(state__in=Document.GONE))
    same = next((row for row in rows if row.sha256 == sha256 and not row.is_ours), None)
    if same is None and len(rows) >= MOST_OF_ONE:
        raise Refused(
            f"{MOST_OF_ONE} files are kept here already.", code="too_many", remedy="Remove those that are not needed."
        )
    return same


def take_by_link(sent: Sent) -> dict[str, Any]:
    """As a link: send a file on, and say what the inbox is to keep of it, for `receive_by_link`.

    There is no row yet: the school's own worker makes it. What nobody takes in is deleted after a day (`rollcall files`).
    """
    stored_as = new_name()
    afterwards(partial(_bring_by_link, shelf(), stored_as, sent))
    return {
        "stored_as": stored_as,
        "name": sent.name,
        "kind": sent.kind.code,
        "size": len(sent.content),
        "sha256": sent.sha256,
    }


def _bring_by_link(place: Shelf, stored_as: str, sent: Sent) -> None:
    with contextlib.suppress(StoreAwayError):  # the worker finds that nothing came, and the file is asked for again
        put(place, stored_as, sent.content, sent.kind.code)


def receive_by_link(told: Mapping[str, Any], *, about: About, by: Actor, now: dt.datetime) -> Document:
    """Keep a file that came in by a link, as `take_by_link` told of it. Told twice, it is one file."""
    row = Document.objects.filter(stored_as=told["stored_as"]).first() or _same(about, told["sha256"])
    if row is not None:
        return row
    row = Document.objects.create(
        **{name: told[name] for name in ("stored_as", "name", "kind", "size", "sha256")},
        about_kind=about[0],
        about_id=about[1],
        by_person_id=by.person_id,
        by_name=by.name,
        received_at=now,
    )
    record("document.received", about=("document", row.pk), by=by, details={"of": about[0], "key": str(about[1])})
    promise(LOOK, {"document": str(row.pk)})
    return row


def send_again(document: Document, sent: Sent, *, by: Actor, now: dt.datetime) -> Document:
    """Take a file that did not arrive, in the place that waits for it. Overtaken when it has arrived meanwhile.

    Any other than was lost is in nothing that the lost one was put into: nobody has looked through it.
    """
    row = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if row.state != State.MISSING:
        raise Overtaken("This file is not asked for any more.", code="not_missing", remedy="Look at what it is of.")
    if sent.sha256 != row.sha256:
        owner_of(row.about_kind).tell_removed(row.pk, by, now)
    return _again(row, sent, by=by, now=now)


def _again(row: Document, sent: Sent, *, by: Actor, now: dt.datetime) -> Document:
    """Under a name of its own in the store: nobody knows what became of the first."""
    row.name, row.kind, row.size, row.sha256 = sent.name, sent.kind.code, len(sent.content), sent.sha256
    row.stored_as, row.state, row.tries = new_name(), State.COMING, 0
    row.by_person_id, row.by_name, row.received_at = by.person_id, by.name, now
    row.save()
    record("document.sent_again", about=("document", row.pk), by=by)
    _send_on(row, sent, now=now)
    return row


def _send_on(row: Document, sent: Sent, *, now: dt.datetime) -> None:
    """Have the bytes sent to the store once the row stands; and looked for later, should this process end before."""
    look_again(row, at=now + LOOKED_FOR_AFTER)
    afterwards(partial(_bring, _scope(), shelf(), row.pk, row.stored_as, sent))


def _bring(scope: Scope, place: Shelf, document: uuid.UUID, stored_as: str, sent: Sent) -> None:
    """Send the bytes, with no transaction open, and note at once whether they arrived."""
    try:
        put(place, stored_as, sent.content, sent.kind.code)
    except StoreAwayError:
        state = State.MISSING
    else:
        state = State.WAITING
    with work(scope):
        rows = Document.objects.filter(pk=document, stored_as=stored_as, state=State.COMING)
        if rows.update(state=state):
            if state == State.WAITING:
                promise(LOOK, {"document": str(document)})
            else:
                record("document.missing", about=("document", document), by=SYSTEM)


def keep_own(content: bytes, *, name: str, kind: Kind, about: About, by: Actor, now: dt.datetime) -> Document:
    """Keep a file that we made. Its bytes are saved with the row and go to the store afterwards, however often that takes.

    `name` is what it is called on pages. It is not scanned: what people sent and went into it was, where there is a scanner.
    """
    owner_of(about[0])
    if not 0 < len(content) <= LARGEST_OWN:
        raise Refused(f"The file would be larger than {LARGEST_OWN >> 20} MB.", code="too_large")
    sent = Sent(name, kind, content)
    row = Document.objects.create(
        about_kind=about[0],
        about_id=about[1],
        name=name,
        kind=kind.code,
        size=len(content),
        sha256=sent.sha256,
        stored_as=new_name(),
        is_ours=True,
        by_person_id=by.person_id,
        by_name=by.name,
        received_at=now,
    )
    Held.objects.create(document=row, content=content)
    record("document.kept", about=("document", row.pk), by=by, details={"of": about[0], "key": str(about[1])})
    promise(LOOK, {"document": str(row.pk)})
    afterwards(partial(_bring_own, _scope(), row.pk, now))
    return row


def _bring_own(scope: Scope, document: uuid.UUID, now: dt.datetime) -> None:
    """Try at once, so that it can be opened at once; the worker tries after us."""
    with work(scope):
        job = job_of(document)
    if job is not None:
        found = done(job)
        if found.state is not None:
            with work(scope):
                note(job, found, now=now)


def _scope() -> Scope:
    scope = current_scope()
    assert scope is not None
    return scope
