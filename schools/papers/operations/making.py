"""Keeping what the worker made of a paper or of a pack; nothing is kept of what was overtaken meanwhile."""

import datetime as dt
import uuid
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.documents.kinds import PDF
from schools.documents.models import Document
from schools.documents.operations import keep_own, remove
from schools.documents.queries.files import documents_of
from schools.journal.operations import record
from schools.papers.models import Pack, Paper
from schools.papers.rules.kinds import State

#: What the files are of.
PAPER: Final = "case_paper"
PACK: Final = "meeting_pack"


def keep_paper(paper: Paper, content: bytes, *, now: dt.datetime) -> None:
    """Keep a paper's PDF. Safe to repeat: the first stays."""
    row = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if row.state != State.APPROVED or row.document is not None:
        return
    kept = keep_own(content, name="Paper.pdf", kind=PDF, about=(PAPER, row.pk), by=SYSTEM, now=now)
    row.document = kept.pk
    row.save(update_fields=["document"])


def drop_unmade(paper: Paper) -> None:
    """Give up a paper of which a file that was approved with it is gone: it would be another than was approved."""
    row = Paper.objects.select_for_update(no_key=True).select_related("case").get(pk=paper.pk)
    if row.state == State.APPROVED and row.document is None:
        row.state = State.DROPPED.value
        row.save(update_fields=["state"])
        details = {"case": str(row.case_id), "paper": str(row.pk)}
        record("paper.not_made", about=("pupil", row.case.pupil_id), by=SYSTEM, details=details)


def keep_pack(pack: Pack, content: bytes, *, pupils: list[uuid.UUID], digest: str, now: dt.datetime) -> None:
    """Keep a pack in the place of the one before, which nobody opens any more."""
    row = Pack.objects.select_for_update(no_key=True).get(pk=pack.pk)
    if row.digest == digest:
        return
    kept = keep_own(content, name="Meeting pack.pdf", kind=PDF, about=(PACK, row.pk), by=SYSTEM, now=now)
    row.pupils, row.digest, row.document, row.made_at = pupils, digest, kept.pk, now
    row.save(update_fields=["pupils", "digest", "document", "made_at"])
    _remove_files(row, but=kept.pk, now=now)
    details = {"pack": str(row.pk), "pupils": len(pupils)}
    record("meeting.pack_made", about=("meeting", row.meeting_id), by=SYSTEM, details=details)


def remove_pack(pack: Pack, *, now: dt.datetime) -> None:
    """Remove the pack of a meeting that was called off."""
    row = Pack.objects.select_for_update(no_key=True).get(pk=pack.pk)
    _remove_files(row, but=None, now=now)
    row.document, row.digest, row.pupils = None, "", []
    row.save(update_fields=["document", "digest", "pupils"])


def _remove_files(pack: Pack, *, but: uuid.UUID | None, now: dt.datetime) -> None:
    for document in documents_of((PACK, pack.pk)).exclude(state__in=Document.GONE):
        if document.pk != but:
            remove(document, by=SYSTEM, now=now)
