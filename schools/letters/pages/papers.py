"""A letter as it is typeset: on paper it says what its email says, under the letterhead."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from foundation.documents.typesetting import Document, typeset
from foundation.documents.typesetting import Letter as Paper
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import middle_date
from schools.letters.models import Letter
from schools.letters.operations.sending import signature_of_letter
from schools.letters.queries.standing import standing_of
from schools.letters.queries.templates import letterhead_now
from schools.letters.rules.standing import Standing
from schools.letters.rules.states import State
from schools.letters.rules.words import CLOSING

#: What stands on each page of a letter that has not left: whoever holds it must not take it for one that has.
_NOT_SENT: Final = "Not sent: to be read"
_WITHDRAWN: Final = Fault("It was withdrawn and does not go.", "withdrawn")


def left_paper(letter: Letter, *, school: str) -> Paper:
    """The page of a letter as it left."""
    assert letter.dated is not None
    lines, to = letter.head.get("lines", []), letter.to_address.split("\n")
    return _paper(letter, sender=[school, *lines], to=[letter.to_name, *to], day=letter.dated)


def pdf_of(papers: Sequence[Paper], *, title: str, made_at: dt.datetime, footer: str = "") -> bytes:
    """One PDF of these letters, each on pages of its own."""
    return typeset(Document(title, papers, made_at, footer=footer, numbered=False))


def left_pdf(letter: Letter, *, school: str) -> bytes:
    """The PDF of a letter that has left, the same whenever it is made."""
    return pdf_of([left_paper(letter, school=school)], title=letter.heading, made_at=_made_at(letter))


def unsent_pdf(letter: Letter, *, school: str, today: dt.date) -> bytes:
    """A letter as it would leave today, for reading: every page says that it has not.

    Refused where `against_unsent` says why.
    """
    standing = standing_of(letter, today)
    fault = against_unsent(letter, standing)
    if fault is not None:
        raise Refused.because(fault)
    sender, to = [school, *letterhead_now().lines], [standing.name, *standing.lines]
    paper = _paper(letter, sender=sender, to=to, day=today)
    return pdf_of([paper], title=letter.heading, made_at=_made_at(letter), footer=_NOT_SENT)


def against_unsent(letter: Letter, standing: Standing) -> Fault | None:
    """Why nobody is given the page of a letter that has not left: it is signed, and would do if it were handed over."""
    return _WITHDRAWN if letter.state == State.WITHDRAWN else standing.against_reaching


def _paper(letter: Letter, *, sender: list[str], to: list[str], day: dt.date) -> Paper:
    return Paper(
        sender=sender,
        to=to,
        date=middle_date(day),
        reference=f"Our reference: {letter.reference}",
        heading=letter.heading,
        body=letter.body,
        closing=CLOSING,
        signature=signature_of_letter(letter) or ["(whoever approves it)"],
    )


def _made_at(letter: Letter) -> dt.datetime:
    return letter.approved_at or letter.drafted_at
