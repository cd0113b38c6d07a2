"""Letters on a pupil's page, and the way to begin one."""

import uuid
from dataclasses import dataclass
from typing import Final

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.letters.pages.letters import Row
from schools.letters.queries.letters import letters_for
from schools.roll.pages.pupil_panels import Panel, PanelPupil

#: The newest, which a page shows.
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class PupilLetters:
    """The panel."""

    pupil: uuid.UUID
    rows: tuple[Row, ...]


def letters_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The newest letters about a pupil; nothing for who writes none."""
    if not may(member, Permission.WRITE_LETTERS):
        return None
    rows = letters_for(member).filter(pupil=about.pupil).order_by("-drafted_at", "-pk")[:_SHOWN]
    panel = PupilLetters(about.pupil.pk, tuple(Row(one) for one in rows))
    return Panel("letters/panel.html", panel, act="letters/panel_act.html")
