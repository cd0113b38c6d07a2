"""What the worker does about exclusions: makes each panel member's own copy of a pack, between two transactions, and has E
follow what it hangs on."""

import uuid

from foundation import clock
from foundation.documents.store import NothingThereError, StoreAwayError
from foundation.outbox.handlers import Message
from schools.documents.operations import Copy, copy_of
from schools.exclusions.operations.absences import follow_absences
from schools.exclusions.operations.copies import keep_copy
from schools.exclusions.pages.pack import pack_of, pack_pdf
from schools.exclusions.queries.panels import in_pack, open_board, sitting, stored
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def follow(school: School, _messages: list[Message]) -> None:
    """Let E follow the calendar, the roll and what is planned elsewhere."""
    with school_work(school):
        follow_absences(now=clock.now())


def make_packs(school: School, messages: list[Message]) -> None:
    """Make the copies of these panels anew, each bearing its reader's name on every page.

    Raises StoreAwayError when the store does not give a document out, so that the message comes again.
    """
    for key in dict.fromkeys(message.payload["board"] for message in messages):
        _make(school, uuid.UUID(key))


def _make(school: School, key: uuid.UUID) -> None:
    from foundation.documents.binding import Appended, bound, stamped  # noqa: PLC0415 - pypdf, for packs alone

    now = clock.now()
    with school_work(school):
        board = open_board(key)
        if board is None:
            return
        pack, items = pack_of(board, clock.local(now).date()), in_pack(board)
        ours = [
            (member.pk, member.post.name, pack_pdf(pack, reader=member.post.name, made_at=now))
            for member in sitting(board)
        ]
        documents = [(title, copy_of(document)) for title, document in stored(items)]
    appended = [Appended(title, _read(copy)) for title, copy in documents]
    for member, reader, pages in ours:
        content = stamped(bound(pages, appended), f"{reader}: for this panel alone")
        with school_work(school):
            keep_copy(board, member, content, items=[item.pk for item in items], now=now)


def _read(copy: Copy) -> bytes:
    try:
        return copy.read()
    except NothingThereError as gone:
        raise StoreAwayError from gone
