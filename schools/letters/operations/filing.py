"""Keeping what has left as it left: the letter's PDF, in the school's documents.

It is made in the worker, after the act: a file store that is down or slow holds up nobody who prints, and is asked again.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from foundation.audit.actors import SYSTEM
from schools.journal.operations import promise, record
from schools.letters.models import Letter

#: Outbox topic: letters have left, and what left is to be kept ({"letters": [keys]}).
FILE: Final = "letters.file"


def file_later(letters: Iterable[Letter]) -> None:
    """Have the worker keep these letters as they left."""
    promise(FILE, {"letters": [str(one.pk) for one in letters]})


def unfiled(keys: Iterable[str]) -> list[Letter]:
    """Those of these letters of which no file is kept yet."""
    rows = Letter.objects.filter(pk__in=list(keys), sha256="", dated__isnull=False)
    return list(rows.select_related("pupil", "contact").order_by("pk"))


def note_filed(filed: Sequence[tuple[Letter, bytes, uuid.UUID | None]]) -> None:
    """Write down what is kept of each letter. Safe to repeat: the first file stays."""
    for letter, content, document in filed:
        sha256 = hashlib.sha256(content).hexdigest()
        if Letter.objects.filter(pk=letter.pk, sha256="").update(sha256=sha256, document=document):
            record("letters.filed", about=("letter", letter.pk), by=SYSTEM, details={"sha256": sha256})
