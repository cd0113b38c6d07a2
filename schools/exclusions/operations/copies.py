"""Keeping each panel member's copy of a pack, once it is made."""

import datetime as dt
import uuid

from foundation.audit.actors import SYSTEM
from foundation.documents.kinds import PDF
from schools.documents.models import Document
from schools.documents.operations import keep_own
from schools.exclusions.models import Board
from schools.exclusions.operations.panels import COPY, remove_copies
from schools.exclusions.queries.panels import in_pack, open_board, sitting


def keep_copy(
    board: Board, member: uuid.UUID, content: bytes, *, items: list[uuid.UUID], now: dt.datetime
) -> Document | None:
    """Keep a member's copy in place of those before. None where it is overtaken: the pack has changed since it was made
    (its own message makes another), the panel is over, or the member was taken off.
    """
    held = Board.objects.select_for_update(no_key=True).filter(pk=board.pk).first()
    if held is None or open_board(held.pk) is None or [item.pk for item in in_pack(held)] != items:
        return None
    row = sitting(held).filter(pk=member).first()
    if row is None:
        return None
    name = "Panel pack.pdf"
    kept = keep_own(content, name=name, kind=PDF, about=(COPY, row.pk), by=SYSTEM, now=now)
    remove_copies(row, by=SYSTEM, now=now, but=kept.pk)
    return kept
