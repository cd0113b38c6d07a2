"""What was and is to be told the authority about one pupil, on the pupil's page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import middle_date
from schools.returns.models import Return
from schools.returns.pages.words import kind_words
from schools.returns.rules.kinds import STATE_WORDS, State
from schools.roll.pages.pupil_panels import Panel, PanelPupil

MOST = 8


@dataclass(frozen=True, slots=True)
class ReturnsPanel:
    """The newest returns about a pupil: each with its kind, and how far it has come."""

    pupil: uuid.UUID
    lines: Sequence[tuple[Return, str, str]]


def returns_panel(about: PanelPupil, member: Member) -> Panel | None:
    """Nothing for who makes no returns."""
    if not may(member, Permission.MAKE_RETURNS):
        return None
    rows = Return.objects.filter(pupil=about.pupil).order_by("-found_at", "pk")[:MOST]
    panel = ReturnsPanel(about.pupil.pk, [(row, kind_words(row), _stands(row)) for row in rows])
    return Panel("returns/panel_returns.html", panel)


def _stands(row: Return) -> str:
    if row.state == State.SENT and row.sent_on:
        return f"sent {middle_date(row.sent_on)}"
    words = STATE_WORDS[State(row.state)]
    open_ = row.state in (State.DETECTED, State.DRAFTED, State.APPROVED)
    return f"{words}, due {middle_date(row.due_on)}" if open_ else words
