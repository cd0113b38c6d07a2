"""Keeping what has left as it left: the letter's PDF, in the school's documents.

It is made in the worker, after the act, and a file store that is down or slow holds up nobody who prints.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.documents.kinds import PDF
from schools.documents.operations import keep_own
from schools.journal.operations import promise, record
from schools.letters.models import Letter

#: Outbox topic: letters have left, and what left is to be kept ({"letters": [keys]}).
FILE: Final = "letters.file"
#: What the files of letters are of.
KEPT_OF: Final = "letter"


def file_later(letters: Iterable[Letter]) -> None:
    """Have the worker keep these letters as they left."""
    promise(FILE, {"letters": [str(one.pk) for one in letters]})


def unfiled(keys: Iterable[str]) -> list[Letter]:
    """Those of these letters of which no file is kept yet."""
    rows = Letter.objects.filter(pk__in=list(keys), sha256="", dated__isnull=False)
    return list(rows.select_related("pupil", "contact").order_by("pk"))


def keep(letter: Letter, content: bytes, *, now: dt.datetime) -> None:
    """Keep what left of a letter in the school's documents. Safe to repeat: the first file stays."""
    row = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)
    if row.sha256:
        return
    name = f"Letter {row.reference}.pdf"
    document = keep_own(content, name=name, kind=PDF, about=(KEPT_OF, row.pk), by=SYSTEM, now=now)
    row.sha256, row.document = document.sha256, document.pk
    row.save(update_fields=["sha256", "document"])
    record("letters.filed", about=("letter", row.pk), by=SYSTEM, details={"sha256": row.sha256})
