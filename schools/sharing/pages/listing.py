"""The list of what the school shares, on a case's page, on a pupil's, and beside the evidence it is of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator

from foundation.access.member import Member
from foundation.ui.numbers import counted
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils
from schools.sharing.models import Share
from schools.sharing.pages.words import answer_tag, opened_words, share_address, state_tag, what_words
from schools.sharing.queries.listing import with_clocks
from schools.sharing.queries.rights import see_shares
from schools.sharing.rules.states import OPEN, PUBLISHED, SHARE
from tenants.shares.rules.states import UNANSWERED

PER_PAGE: Final = 50
SHOWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "": ("Shared or being prepared", OPEN),
    "over": ("Over", tuple(one.key for one in SHARE.states if one.over)),
}


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One share of a list."""

    row: Share
    form: str
    what: str
    tag: Tag
    answer: Tag | None
    opened: str
    new: bool
    address: str


@dataclass(frozen=True)
class Listing:
    """A page of the list as one reader sees it."""

    show: str
    open: int
    late: int
    new: int
    shown: "Page[Any]"
    lines: Sequence[ShareLine]

    @property
    def shows(self) -> list[tuple[str, str]]:
        return [(key, words) for key, (words, _) in SHOWS.items()]

    @property
    def heading(self) -> str:
        return SHOWS[self.show][0]

    @property
    def lede(self) -> str:
        if not self.open:
            return (
                "Nothing is shared with an authority in Rollcall. Evidence that is frozen is shared from its own page."
            )
        said = f"{counted(self.open, 'thing')} shared with authorities or being prepared"
        late = f", {self.late} past the day of the answer" if self.late else ""
        new = f", {self.new} with something new to look at" if self.new else ""
        return f"{said}{late}{new}. An authority sees a copy of what was agreed to, and nothing else of the school."


def share_list(member: Member, today: dt.date, show: str, page: str) -> Listing:
    """The shares that a reader sees: what has something new first, then what is past its day."""
    show = show if show in SHOWS else ""
    rows = with_clocks(see_shares.visible(member))
    held = list(rows.filter(state__in=OPEN))
    found = list(rows.filter(state__in=SHOWS["over"][1])) if show else sorted(held, key=lambda row: _need(row, today))
    shown = Paginator(found, PER_PAGE).get_page(page)
    late, new = sum(_is_late(row, today) for row in held), sum(row.unseen for row in held)
    return Listing(show, len(held), late, new, shown, lines_of(list(shown), today))


def _is_late(row: Any, today: dt.date) -> bool:
    due = row.answer_by is not None and row.answer_by < today
    return row.state == PUBLISHED and row.answer in UNANSWERED and due


def _need(row: Any, today: dt.date) -> tuple[bool, bool, dt.date]:
    return not row.unseen, not _is_late(row, today), row.answer_by or dt.date.max


def lines_of(rows: Sequence[Any], today: dt.date) -> list[ShareLine]:
    """Shares as lists have them, of rows with their clocks. One query."""
    placed = placed_pupils({row.pupil.key for row in rows if row.pupil is not None}, today, today)

    def line(row: Any) -> ShareLine:
        where = placed.get(row.pupil.key) if row.pupil is not None else None
        answer = answer_tag(row, row.answer_by, today)
        words, form = opened_words(row), where.form if where else ""
        return ShareLine(row, form, what_words(row), state_tag(row), answer, words, row.unseen, share_address(row.pk))

    return [line(row) for row in rows]
