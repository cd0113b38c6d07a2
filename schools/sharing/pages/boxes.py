"""Shares on a case's page, on a pupil's, and beside the evidence that they are of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.audit.actors import Actor
from schools.bundles.models import Bundle
from schools.bundles.pages.beside import Beside
from schools.bundles.rules.kinds import FROZEN, BundleKind
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.journal.models import Shown
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.queries.restricted import workers_of
from schools.sharing.operations.seeing import note_restricted
from schools.sharing.pages.listing import ShareLine, lines_of
from schools.sharing.queries.listing import with_clocks
from schools.sharing.queries.rights import keep_restricted, prepare_shares, see_shares
from schools.sharing.queries.whom import whom_of
from schools.sharing.rules.states import DROPPED, OPEN
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.places import Place


@dataclass(frozen=True, slots=True)
class Begin:
    """What a button that begins a share says, and where it leads."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class SharesOf:
    """What a box shows."""

    lines: Sequence[ShareLine]
    begins: Sequence[Begin] = ()
    none: str = ""


def shares_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """On a case: what of it is or was shared, for who sees shares; nothing while nothing was."""
    if not may(member, Permission.SEE_AUTHORITY_SHARES):
        return None
    lines = lines_of(list(with_clocks(see_shares.visible(member).filter(case=case))), today)
    return Box("sharing/box.html", SharesOf(lines)) if lines else None


def shares_panel(about: PanelPupil, member: Member) -> Panel | None:
    """On a pupil's page: what is shared of them, with whom, until when, opened by whom."""
    if not may(member, Permission.SEE_AUTHORITY_SHARES):
        return None
    rows = with_clocks(see_shares.visible(member).filter(pupil=about.pupil))
    lines = lines_of(list(rows), about.today)
    return Panel("sharing/panel.html", SharesOf(lines), shown=Shown.What.CASE) if lines else None


def restricted_panel(about: PanelPupil, member: Member) -> Panel | None:
    """On a pupil's page, for who keeps restricted flags: the social workers whose names may be shared, and what is shared.

    Others learn nothing of it, nor by who saw the pupil: each look is written down by the flags and the shares themselves.
    """
    if not keep_restricted.may(member):
        return None
    by = Actor.of(member)
    rows = list(with_clocks(keep_restricted.visible(member).filter(pupil=about.pupil).exclude(state=DROPPED)))
    begins = [
        Begin(worker.name, reverse("worker_share_begin", args=[worker.row]))
        for worker in workers_of(about.pupil, about.today, by=by)
    ]
    note_restricted([row.pk for row in rows], by=by)
    lines = lines_of(rows, about.today)
    return Panel("sharing/restricted_panel.html", SharesOf(lines, begins)) if lines or begins else None


def shares_beside(bundle: Bundle, place: Place, member: Member, today: dt.date) -> Beside | None:
    """Beside evidence: its shares, and once it is frozen a button for the authority it is for, while that is in Rollcall."""
    asks_for_notice = bundle.kind == BundleKind.PENALTY
    if place.school is None or not asks_for_notice or not may(member, Permission.SEE_AUTHORITY_SHARES):
        return None
    rows = see_shares.visible(member).filter(purpose=Purpose.PENALTY_PACK, source=bundle.pk)
    lines = lines_of(list(with_clocks(rows)), today)
    begins, none = [], ""
    begun = any(line.row.state in OPEN for line in lines)
    if bundle.state == FROZEN and not begun and prepare_shares.may(member):
        found = whom_of(bundle.case.pupil, place.school, place.authorities, today)
        begins = [
            Begin(
                f"Share it with {one.name} in Rollcall",
                reverse("authority_share_begin", args=[Purpose.PENALTY_PACK.value, bundle.pk, one.slug]),
            )
            for one in found
            if one.slug == bundle.authority
        ]
        if not begins:
            none = f"{bundle.authority_name} cannot be given it in Rollcall: send it another way, and write that down."
    return Beside("sharing/beside.html", SharesOf(lines, begins, none)) if lines or begins or none else None
