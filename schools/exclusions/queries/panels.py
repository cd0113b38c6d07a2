"""Panels whose pack may still be read, and what is in it."""

import uuid

from django.db.models import QuerySet

from schools.documents.models import Document
from schools.exclusions.models import Board, PackItem, PanelMember
from schools.exclusions.queries.rights import open_panels


def open_board(key: uuid.UUID) -> Board | None:
    """A board whose panel may read its pack; None once it has decided, was stood down or the exclusion was cancelled."""
    return Board.objects.filter(open_panels(), pk=key).select_related("exclusion__pupil").first()


def sitting(board: Board) -> QuerySet[PanelMember]:
    """Who sits on a panel, the earliest named first."""
    return board.members.filter(ended_at__isnull=True).select_related("post")


def in_pack(board: Board) -> list[PackItem]:
    """What is in a pack, in the order it was put in."""
    return list(board.pack.filter(taken_out_at__isnull=True))


def stored(items: list[PackItem]) -> list[tuple[str, Document]]:
    """The documents of a pack, by title; those that can be opened alone."""
    keys = [item.document for item in items if item.document]
    rows = {row.pk: row for row in Document.objects.filter(pk__in=keys, state__in=Document.OPENED)}
    return [(item.title, rows[item.document]) for item in items if item.document in rows]
