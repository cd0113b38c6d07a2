"""A panel's pack: the same pages of ours on screen and typeset, of one pupil and no other."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.documents.typesetting import Block, Break, Document, Facts, Heading, Paragraph, Table, typeset
from foundation.ui.numbers import as_at, middle_date
from schools.exclusions.models import Board, Exclusion, PackItem, Representation
from schools.exclusions.pages.one import ExclusionPage, exclusion_page
from schools.exclusions.pages.told import BoardPage, board_page
from schools.exclusions.pages.words import span_words
from schools.exclusions.queries.notices import Standing, standing_of
from schools.exclusions.queries.panels import more_came
from schools.exclusions.rules.notices import About, How, To
from schools.exclusions.rules.packs import Page
from schools.exclusions.rules.periods import Kind, days_words
from schools.exclusions.rules.reasons import reason_words

#: What every pack begins with.
DUTY: Final = "What the panel must do"
MORE: Final = "More has come in since this was put together. The clerk has still to look through it."


@dataclass(frozen=True, slots=True)
class PackPage:
    """One page of ours: its heading, facts in pairs, or rows under heads, or paragraphs."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A panel's pack as it stands: whose it is, what the board must do and by when, and what was chosen."""

    row: Exclusion
    board: BoardPage
    pages: tuple[PackPage, ...]
    documents: tuple[PackItem, ...]

    @property
    def title(self) -> str:
        """What the pack is called."""
        return f"{Kind(self.row.kind).words}: {self.row.pupil}"


def pack_of(board: Board, today: dt.date) -> Pack:
    """The pack of a panel. Nothing is in it that the clerk has not chosen."""
    row = board.exclusion
    page = exclusion_page(row, today)
    standing = standing_of(row, page.ledger, today)
    about = board_page(standing, today)
    items = list(board.pack.filter(taken_out_at__isnull=True))
    pages = tuple(_Pages(page, standing, about, item).made for item in items if item.page)
    return Pack(row, about, pages, tuple(item for item in items if item.document))


@dataclass(frozen=True)
class _Pages:
    """Makes a page of ours. Of what people have written it holds what was there when somebody looked through it."""

    page: ExclusionPage
    standing: Standing
    board: BoardPage
    item: PackItem

    @property
    def made(self) -> PackPage:
        return {
            Page.EXCLUSION: self._exclusion,
            Page.NOTICES: self._notices,
            Page.EARLIER: self._earlier,
            Page.REPRESENTATIONS: self._representations,
        }[Page(self.item.page)]()

    @property
    def _more(self) -> tuple[str, ...]:
        return (MORE,) if more_came(self.item, self.page.row.pk) else ()

    def _exclusion(self) -> PackPage:
        facts = [("Pupil", str(self.page.row.pupil)), *self.page.facts, *self.page.counted]
        return PackPage(Page.EXCLUSION.words, facts=tuple(facts))

    def _notices(self) -> PackPage:
        given = [one for one in self.standing.given if one.to != To.LEAD and one.recorded_at <= self.item.struck_out_at]
        rows = [
            (
                To(one.to).words,
                About(one.about).words,
                as_at(one.given_at, self.page.today),
                How(one.how).words,
                one.whom,
                one.proof,
            )
            for one in given
        ]
        heads = ("To", "Of", "When", "How", "Whom", "What shows it")
        written = [one.words for one in given if one.to == To.PARENTS and one.words]
        return PackPage(Page.NOTICES.words, heads=heads, rows=tuple(rows), words=(*written, *self._more))

    def _earlier(self) -> PackPage:
        ledger = self.page.ledger
        year = ledger.calendar.year_of(self.page.row.starts_on)
        first, last = ledger.calendar.year_span(year)
        rows = []
        for row in ledger.rows:
            weighed = ledger.weighed.get(str(row.pk))
            if weighed is None or not first <= row.starts_on <= last:
                continue
            state = "cancelled" if row.cancelled_at else ""
            rows.append(
                (
                    Kind(row.kind).words,
                    span_words(row),
                    days_words(weighed.taken.half_days),
                    weighed.words,
                    reason_words(row.reasons),
                    state,
                )
            )
        return PackPage(Page.EARLIER.words, heads=("What", "When", "Takes", "With it", "Reasons", ""), rows=tuple(rows))

    def _representations(self) -> PackPage:
        words = [_represented(one) for one in self.board.representations if one.at <= self.item.struck_out_at]
        words += self._more
        return PackPage(Page.REPRESENTATIONS.words, words=tuple(words) or ("None were received.",))


def _represented(one: Representation) -> str:
    remote = " (asks for a remote meeting)" if one.remote else ""
    return f"{middle_date(one.received_on)}, {one.from_whom}{remote}: {one.words}"


def pack_pdf(pack: Pack, *, reader: str, made_at: dt.datetime) -> bytes:
    """Our own pages of the pack, typeset, a bookmark each; what was uploaded is bound behind them."""
    footer = f"For {reader} alone, for this panel"
    return typeset(Document(pack.title, list(_blocks(pack)), made_at, footer=footer))


def _blocks(pack: Pack) -> Iterator[Block]:
    yield Heading(DUTY)
    yield Facts(pack.board.facts)
    for page in pack.pages:
        yield Break()
        yield Heading(page.heading)
        yield from _body(page)


def _body(page: PackPage) -> Iterator[Block]:
    if page.facts:
        yield Facts(page.facts)
    if page.heads:
        rows: Sequence[Sequence[str]] = page.rows
        if rows:
            yield Table(page.heading, page.heads, rows)
        else:
            yield Paragraph("None.")
    for one in page.words:
        yield Paragraph(one)
