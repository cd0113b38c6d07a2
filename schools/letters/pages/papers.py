"""A letter as it is typeset: on paper it says what its email says, under the letterhead."""

import datetime as dt
from collections.abc import Sequence

from foundation.documents.typesetting import Document, typeset
from foundation.documents.typesetting import Letter as Paper
from foundation.ui.numbers import middle_date
from schools.letters.models import Letter
from schools.letters.operations.sending import signature_of_letter
from schools.letters.queries.templates import Head
from schools.letters.rules.standing import Standing
from schools.letters.rules.words import CLOSING


def paper_of(letter: Letter, *, school: str, standing: Standing, head: Head, today: dt.date) -> Paper:
    """The page of a letter: as it left, or as it would leave today."""
    left = letter.dated is not None
    lines = letter.head.get("lines", []) if left else head.lines
    to = letter.to_address.split("\n") if left else standing.lines
    return Paper(
        sender=[school, *lines],
        to=[letter.to_name if left else standing.name, *to],
        date=middle_date(letter.dated or today),
        reference=f"Our reference: {letter.reference}",
        heading=letter.heading,
        body=letter.body,
        closing=CLOSING,
        signature=signature_of_letter(letter) or ["(whoever approves it)"],
    )


def pdf_of(papers: Sequence[Paper], *, title: str, made_at: dt.datetime) -> bytes:
    """One PDF of these letters, each on pages of its own."""
    return typeset(Document(title, papers, made_at, numbered=False))


def left_pdf(letter: Letter, *, school: str) -> bytes:
    """The PDF of a letter that has left, the same whenever it is made."""
    paper = paper_of(
        letter, school=school, standing=Standing(letter.to_name), head=Head(), today=letter.state_at.date()
    )
    return pdf_of([paper], title=letter.heading, made_at=letter.approved_at or letter.drafted_at)
