"""The school's texts: which kinds there are, whose text each has, and how one reads when it is filled in."""

from dataclasses import dataclass

from foundation.documents.typesetting import paragraphs
from foundation.ui.numbers import middle_date
from schools.letters.queries.templates import Text, texts_kept
from schools.letters.rules.kinds import LetterKind, kinds


@dataclass(frozen=True, slots=True)
class TextRow:
    """A kind of letter in the list."""

    kind: LetterKind
    whose: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A text filled in with invented values."""

    heading: str
    body: list[list[str]]


def texts_page() -> list[TextRow]:
    """Every kind, with who changed its text last."""
    kept = texts_kept()
    return [TextRow(kind, _whose(kind, kept)) for kind in kinds() if not kind.worded]


def _whose(kind: LetterKind, kept: dict[str, Text]) -> str:
    own = kept.get(kind.name)
    if own is None or own.at is None:
        return "As shipped"
    return f"Changed by {own.by_name} on {middle_date(own.at)}"


def sample_of(kind: LetterKind, heading: str, text: str) -> Sample:
    """How a letter with these texts, which have no fault, reads."""
    return Sample(kind.sample(heading), paragraphs(kind.sample(text)))
