"""The list of panels that somebody sits on, and the clerk's page of one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import long_date
from schools.exclusions.models import Board, Exclusion, PackItem, PanelMember
from schools.exclusions.pages.words import span_words
from schools.exclusions.queries.board import board_of
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.queries.panels import more_came
from schools.exclusions.rules.periods import Kind


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel that the reader sits on."""

    address: str
    key: int
    name: str
    what: str
    meets: str
    by: str


def panel_lines(boards: Iterable[Board], today: dt.date) -> list[PanelLine]:
    """The panels of one reader, the soonest first."""
    found = []
    for board in boards:
        row = board.exclusion
        standing = standing_of(row, ledger_of(row.pupil, today), today)
        at = local(board.meets_at) if board.meets_at else None
        found.append(
            PanelLine(
                reverse("panel", args=[board.pk]),
                row.pupil.key,
                str(row.pupil),
                f"{Kind(row.kind).words}, {span_words(row)}",
                f"{long_date(at.date())}, {at:%H:%M}" if at else "not set yet",
                long_date(standing.duty.by) if standing.duty.by else "",
            )
        )
    return sorted(found, key=lambda line: (line.by or "~", line.name))


@dataclass(frozen=True)
class PanelOfClerk:
    """One panel as the clerk keeps it."""

    row: Exclusion
    board: Board | None

    @property
    def members_rows(self) -> QuerySet[PanelMember]:
        """Who was ever named."""
        return PanelMember.objects.filter(board__exclusion=self.row).select_related("post")

    @property
    def items_rows(self) -> QuerySet[PackItem]:
        """What was ever in the pack."""
        return PackItem.objects.filter(board__exclusion=self.row).select_related("board__exclusion")

    @property
    def members(self) -> list[PanelMember]:
        return list(self.members_rows.filter(ended_at__isnull=True))

    @property
    def items(self) -> list[tuple[PackItem, bool]]:
        """What is in the pack, and whether more has come in for it since it was looked through."""
        return [(item, more_came(item, self.row.pk)) for item in self.items_rows.filter(taken_out_at__isnull=True)]

    @property
    def stood_down(self) -> bool:
        return self.board is not None and self.board.withdrawn_at is not None

    @property
    def over(self) -> bool:
        """Whether the board has decided, or the exclusion was cancelled: nobody of the panel reads any more."""
        decided = self.board is not None and self.board.decided_on is not None
        return decided or self.row.cancelled_at is not None


def board_of_clerk(row: Exclusion) -> PanelOfClerk:
    """The clerk's page of a panel."""
    return PanelOfClerk(row, board_of(row))
