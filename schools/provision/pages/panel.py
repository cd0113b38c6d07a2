"""The panel of a pupil's page: where they are educated elsewhere, and how to record it."""

import uuid
from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.ui.numbers import span
from schools.provision.models import ProvisionPlacement
from schools.provision.queries.placements import placements_of
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.rules.week_slots import slots_label


@dataclass(frozen=True, slots=True)
class ProvisionPanel:
    """A pupil's placements, the newest first; whether the reader may record one."""

    pupil: uuid.UUID
    lines: tuple[tuple[ProvisionPlacement, str, str], ...]
    keeps: bool


def provision_panel(about: PanelPupil, member: Member) -> Panel | None:
    """Where a pupil is or was educated elsewhere. None for who may not see it, and where there is nothing to see or do."""
    if not policy_for(Permission.SEE_PROVISION).may(member, about.pupil):
        return None
    rows = list(placements_of(about.pupil))
    keeps = may(member, Permission.KEEP_PROVISION)
    if not rows and not keeps:
        return None
    lines = tuple((row, slots_label(row.slots), span(row.starts_on, row.ends_on)) for row in rows)
    return Panel("provision/panel.html", ProvisionPanel(about.pupil.pk, lines, keeps), act="provision/panel_act.html")
