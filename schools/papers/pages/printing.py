"""Papers typeset: the parts that a page shows, in their order, and nothing beside them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from foundation.clock import local
from foundation.documents.typesetting import (
    Block,
    Break,
    Contents,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    typeset,
)
from foundation.ui.numbers import middle_date
from schools.papers.models import Paper
from schools.papers.pages.sheet import Sheet
from schools.papers.rules.kinds import PaperKind
from schools.papers.rules.shapes import Part

#: What stands at the foot of a page for a meeting.
FOR_A_MEETING = "Confidential. For those who are at this meeting; take it away with you or hand it back."


def blocks_of(parts: Iterable[Part], *, level: int = 2) -> Iterator[Block]:
    """Parts as they are typeset."""
    for part in parts:
        yield Heading(part.heading, level=level)
        if part.facts:
            yield Facts(part.facts)
        if part.rows:
            yield Table("", part.heads, part.rows, part.shares)
        for words in part.words:
            yield Paragraph(words)
        if part.is_empty and part.none:
            yield Paragraph(part.none)


def sheets_pdf(sheets: Sequence[Sheet], *, title: str, school: str, today: str, made_at: dt.datetime) -> bytes:
    """One PDF of these pages, a bookmark each."""
    return typeset(Document(title, list(_sheets(sheets, school, today)), made_at, footer=FOR_A_MEETING, dense=True))


def _sheets(sheets: Sequence[Sheet], school: str, today: str) -> Iterator[Block]:
    for number, sheet in enumerate(sheets):
        if number:
            yield Break()
        yield Heading(f"{sheet.pupil}{f', {sheet.form}' if sheet.form else ''}")
        first = " Contact first." if sheet.contact_first else ""
        yield Paragraph(" ".join(f"{school}, {today}. {sheet.lede}{first} {sheet.note}".split()))
        yield from blocks_of(sheet.parts)


def paper_pdf(paper: Paper, bound_in: Sequence[tuple[str, bytes]], *, school: str) -> bytes:
    """A paper as it was approved: its parts, and what is bound behind them, with contents and the number of every page."""
    from foundation.documents.binding import Appended, bound, numbered, pages_in  # noqa: PLC0415 - pypdf, for papers alone

    assert paper.approved_at is not None
    begins, places = 1, []
    for title, content in bound_in:
        places.append((title, begins))
        begins += pages_in(content)
    kind = PaperKind(paper.kind)
    blocks: list[Block] = [
        Heading(kind.words, listed=False),
        Paragraph(_approved(paper, school)),
        Contents(bound=places),
    ]
    for part in map(Part.of, paper.parts):
        blocks += blocks_of([part], level=1)
    footer = f"{kind.words}. For {paper.recipient}."
    own = typeset(Document(kind.words, blocks, paper.approved_at, footer=footer, dense=True))
    if not bound_in:
        return own
    whole = bound(own, [Appended(title, content) for title, content in bound_in])
    return numbered(whole, after=pages_in(own))


def _approved(paper: Paper, school: str) -> str:
    assert paper.approved_at is not None
    day = middle_date(local(paper.approved_at).date())
    return f"{school}. Approved by {paper.approved_by}, {paper.approved_position}, on {day}."
