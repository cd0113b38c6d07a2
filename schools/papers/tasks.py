"""What the worker does about papers: makes what was approved, and keeps the packs of meetings in step with what is in them.

Files are read from the store between two transactions. A message seen twice makes nothing twice.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.urls import set_urlconf

from foundation import clock
from foundation.documents.store import NothingThereError, StoreAwayError
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from schools.documents.models import Document
from schools.documents.operations import Copy, copy_of
from schools.meetings.rules.meetings import State as MeetingState
from schools.papers.models import Pack, Paper
from schools.papers.operations.making import drop_unmade, keep_pack, keep_paper, remove_pack
from schools.papers.operations.packs import remake
from schools.papers.pages.pack import pack_of, pack_pdf
from schools.papers.pages.printing import paper_pdf
from schools.papers.queries.packs import by_compact_keys, is_settled, open_packs, pack_held, packs_of
from schools.papers.queries.rights import as_officer
from schools.papers.rules.kinds import State
from schools.registers.operations import ALL
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def make_papers(school: School, messages: list[Message]) -> None:
    """Make these papers as they were approved, once.

    Raises StoreAwayError when the store does not give a file out, so that the message comes again.
    """
    for key in dict.fromkeys(message.payload["paper"] for message in messages):
        _make(school, uuid.UUID(key))


def _make(school: School, key: uuid.UUID) -> None:
    now = clock.now()
    with school_work(school):
        paper = Paper.objects.filter(pk=key, state=State.APPROVED.value, document=None).first()
        if paper is None:
            return
        copies = _copies(paper)
        if copies is None:
            drop_unmade(paper)
            return
    content = paper_pdf(paper, [(title, _read(copy)) for title, copy in copies], school=school.name)
    with school_work(school):
        keep_paper(paper, content, now=now)


def _copies(paper: Paper) -> list[tuple[str, Copy]] | None:
    """What is bound behind a paper; None where one of them is there no more."""
    rows = {str(row.pk): row for row in Document.objects.filter(pk__in=[key for _, key in paper.bound])}
    try:
        return [(title, copy_of(rows[key])) for title, key in paper.bound]
    except (KeyError, Refused):
        return None


def _read(copy: Copy) -> bytes:
    try:
        return copy.read()
    except NothingThereError as gone:
        raise StoreAwayError from gone


def make_packs(school: School, messages: list[Message]) -> None:
    """Make these packs anew, each in a transaction of its own; of what is as it was, none."""
    for key in dict.fromkeys(key for message in messages for key in message.payload["packs"]):
        with school_work(school), _addresses():
            pack = pack_held(uuid.UUID(key))
            if pack is not None:
                _remake(school, pack, clock.now())


def _remake(school: School, pack: Pack, now: dt.datetime) -> None:
    if pack.meeting.state == MeetingState.CALLED_OFF:
        remove_pack(pack, now=now)
    elif not is_settled(pack):
        made = pack_of(pack.meeting, as_officer(school.pk), clock.local(now).date(), school=school.name)
        if made.digest != pack.digest:
            content = pack_pdf(made, made_at=now)
            keep_pack(pack, content, pupils=list(made.pupils), digest=made.digest, now=now)


@contextmanager
def _addresses() -> Iterator[None]:
    """Within, names of addresses are those of a school's host, which no request has come to."""
    set_urlconf(settings.PLACE_URLCONFS["school"])
    try:
        yield
    finally:
        set_urlconf(None)


def case_changed(school: School, messages: list[Message]) -> None:
    """Something happened in the case of somebody whom a pack tells of."""
    with school_work(school):
        remake(packs_of([uuid.UUID(message.payload["pupil"]) for message in messages]))


def marks_changed(school: School, messages: list[Message]) -> None:
    """Marks of somebody whom a pack tells of; of everybody, where that is not said."""
    named: Sequence[Iterable[int] | str] = [message.payload.get("pupils", ALL) for message in messages]
    with school_work(school):
        if ALL in named:
            remake(open_packs())
        else:
            remake(packs_of(by_compact_keys({int(key) for keys in named for key in keys})))
