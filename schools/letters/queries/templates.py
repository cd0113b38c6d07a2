"""The school's own texts and its letterhead, or ours until it has any."""

import datetime as dt
from dataclasses import dataclass

from schools.absence.queries.ladders import settings_now
from schools.letters.models import Letterhead, LetterTemplate
from schools.letters.rules.kinds import LetterKind

NOBODY_TO_RING = "the school office"


@dataclass(frozen=True, slots=True)
class Text:
    """The template of a kind as it now stands. `version` is 0 for the one we ship."""

    heading: str
    text: str
    version: int = 0
    at: dt.datetime | None = None
    by_name: str = ""


def text_of(kind: LetterKind) -> Text:
    """The template that a letter of this kind begins with. One query."""
    row = LetterTemplate.objects.filter(kind=kind.name).order_by("-pk").first()
    return Text(kind.heading, kind.text) if row is None else _text(row)


def texts_kept() -> dict[str, Text]:
    """The school's own templates, by kind. One query."""
    rows = LetterTemplate.objects.order_by("kind", "-pk").distinct("kind")
    return {row.kind: _text(row) for row in rows}


def _text(row: LetterTemplate) -> Text:
    return Text(row.heading, row.text, row.pk, row.at, row.by_name)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of a letter beside the school's name. `version` is 0 until the school has said any."""

    address: str = ""
    telephone: str = ""
    email: str = ""
    ring: str = ""
    version: int = 0

    @property
    def lines(self) -> list[str]:
        """Line by line."""
        return [line.strip() for line in (*self.address.split("\n"), self.telephone, self.email) if line.strip()]


def letterhead_now() -> Head:
    """The letterhead. Whom to ring is as the messages to families say it, until the letterhead says otherwise."""
    row = Letterhead.objects.order_by("-pk").first()
    if row is None:
        return Head(ring=settings_now().ring or NOBODY_TO_RING)
    ring = row.ring or settings_now().ring or NOBODY_TO_RING
    return Head(row.address, row.telephone, row.email, ring, row.pk)
