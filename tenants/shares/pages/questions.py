"""Questions between authorities, as their page shows them: who asked whom, when, and the answer. Never of which child."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.ui.numbers import counted, middle_date
from tenants.journal.models import AuditLine
from tenants.shares.models import Question
from tenants.shares.rules.asking import MOST_A_DAY, NONE_FOUND


@dataclass(frozen=True, slots=True)
class Line:
    """One question. `tag` is the shape of its state."""

    at: dt.datetime
    of: str
    by: str
    said: str
    tag: str


def lines_of(rows: Iterable[Question]) -> list[Line]:
    """Questions in words."""
    return [Line(row.at, row.asked_name, row.by_name, *_answer(row)) for row in rows]


def _answer(row: Question) -> tuple[str, str]:
    if row.answer is None:
        return "Being asked", "soon"
    if row.issued_on is not None:
        return f"Yes, the newest first issued on {middle_date(row.issued_on)}", "now"
    return NONE_FOUND, "sent"


def asked_by(lines: Iterable[AuditLine]) -> list[tuple[dt.datetime, str]]:
    """When others asked of this authority's ledger, and which."""
    return [(line.at, str(line.details.get("authority", ""))) for line in lines]


def lede(asked: int, waiting: int, heard: int) -> str:
    """The page's first sentence."""
    waits = f", {waiting} of them without an answer yet" if waiting else ""
    return (
        f"Your authority has asked {counted(asked, 'question')}{waits}, and others have asked it {heard}. "
        f"The answer is yes or no, and the day; an officer may ask {MOST_A_DAY} a day."
    )
