"""Panels whose pack may still be read, and what is in it."""

import uuid

from django.db.models import QuerySet

from schools.documents.models import Document
from schools.exclusions.models import Board, Notice, PackItem, PanelMember, Representation
from schools.exclusions.queries.rights import open_panels
from schools.exclusions.rules.notices import To
from schools.exclusions.rules.packs import Page


def open_board(key: uuid.UUID) -> Board | None:
    """A board whose panel may read its pack; None once it has decided, was stood down or the exclusion was cancelled."""
    return Board.objects.filter(open_panels(), pk=key).select_related("exclusion__pupil").first()


def sitting(board: Board) -> QuerySet[PanelMember]:
    """Who sits on a panel, the earliest named first."""
    return board.members.filter(ended_at__isnull=True).select_related("post")


def in_pack(board: Board) -> list[PackItem]:
    """What is in a pack, in the order it was put in."""
    return list(board.pack.filter(taken_out_at__isnull=True))


def more_came(item: PackItem, exclusion: uuid.UUID) -> bool:
    """Whether words have come in for a page of ours since somebody looked through it: they wait for another look."""
    if item.page == Page.NOTICES:
        later = Notice.objects.filter(exclusion=exclusion, recorded_at__gt=item.struck_out_at)
        return later.exclude(to=To.LEAD).exists()
    if item.page == Page.REPRESENTATIONS:
        return Representation.objects.filter(exclusion=exclusion, at__gt=item.struck_out_at).exists()
    return False


def stored(items: list[PackItem]) -> list[tuple[str, Document]]:
    """The documents of a pack, by title; those that can be opened alone."""
    keys = [item.document for item in items if item.document]
    rows = {row.pk: row for row in Document.objects.filter(pk__in=keys, state__in=Document.OPENED)}
    return [(item.title, rows[item.document]) for item in items if item.document in rows]
