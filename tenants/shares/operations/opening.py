"""Noting that a share was opened, a file of it downloaded, a list taken away, or something not shared asked for.

Reading a page leaves these lines and nothing else, and they stand even where the page is then refused.
"""

import datetime as dt
import uuid
from typing import Final

from foundation.database.scope import keep
from tenants.journal.operations import record
from tenants.shares.models import Act, File, Share
from tenants.shares.operations.answering import Officer, note_opened
from tenants.shares.operations.publishing import ABOUT
from tenants.shares.rules.states import DOWNLOAD, OPEN

#: Opened again by the same officer within this time, a share is not opened once more: enough for the school to know.
ONCE_IN: Final = dt.timedelta(minutes=15)


def note_opening(share: Share, officer: Officer) -> None:
    """Note that an officer opened a share, unless they did so in the last quarter of an hour."""
    since = officer.now - ONCE_IN
    theirs = Act.objects.filter(share_id=share.pk, move=OPEN, person_id=officer.by.person_id, at__gt=since)
    if not theirs.exists():
        keep(lambda: note_opened(share, OPEN, officer))


def note_download(share: Share, file: File, officer: Officer) -> None:
    """Note that a file of a share was given to an officer."""
    keep(lambda: note_opened(share, DOWNLOAD, officer, file=str(file.pk)))


def note_list_taken(what: str, rows: int, officer: Officer, *, authority_id: uuid.UUID) -> None:
    """Note that an officer took a list away as a file, and how many lines it had."""
    record(
        "share_list_taken",
        by=officer.by,
        about_kind="list",
        about_id=what,
        details={"rows": rows},
        authority_id=authority_id,
    )


def note_denied(asked: uuid.UUID, officer: Officer, *, authority_id: uuid.UUID) -> None:
    """Note that an officer asked for what is not shared with the authority, or no more: the key they asked for."""
    keep(
        lambda: record("share_denied", by=officer.by, about_kind=ABOUT, about_id=asked, authority_id=authority_id),
    )
