"""Referrals and shares on a case's page and on a pupil's."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.queries.rights import sensitive_exists_policy, work_policy
from schools.cases.rules import states as case_states
from schools.journal.models import Shown
from schools.referrals.models import AttendCopy, Referral, Share
from schools.referrals.pages.words import referral_address, referral_tag, reply_tag
from schools.referrals.queries.rights import see_referrals, shares_of
from schools.referrals.queries.standing import open_first
from schools.referrals.rules.states import ASKED
from schools.referrals.rules.wanted import HEALTH, PARTED, part
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.pages.today_lists import Tag

#: So many of the newest shares stand in a box; the others are in the log.
NEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One referral in a box."""

    row: Referral
    address: str
    tag: Tag
    reply: Tag | None


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One share in a box; `what` leaves the sensitive part out for who is not to know that there is one."""

    row: Share
    what: str


@dataclass(frozen=True, slots=True)
class ReferralsOf:
    """What the box shows. `case` is the case whose page it stands on, if the reader may refer from it."""

    lines: Sequence[Line]
    shares: Sequence[ShareLine]
    more: int
    case: Case | None = None
    copy: AttendCopy | None = None


def _lines(rows: Iterable[Referral], today: dt.date) -> list[Line]:
    return [Line(row, referral_address(row.pk), referral_tag(row), reply_tag(row, today)) for row in open_first(rows)]


def _shares(rows: Iterable[Share], *, exists: bool) -> list[ShareLine]:
    health = part(HEALTH).words

    def line(row: Share) -> ShareLine:
        parts = row.what.split(PARTED) if not exists else []
        return ShareLine(row, PARTED.join(one for one in parts if one != health) if parts else row.what)

    return [line(row) for row in rows]


def referrals_box(case: Case, member: Member, today: dt.date) -> Box | None:
    """A case's referrals, its form and what was shared, to who sees the case. Three queries."""
    if not may(member, Permission.SEE_REFERRALS):
        return None
    lines = _lines(see_referrals.visible(member).filter(case=case).select_related("reply"), today)
    shares = _shares(Share.objects.filter(case=case), exists=sensitive_exists_policy.may(member, case))
    works = case.state != case_states.CLOSED and work_policy.may(member, case)
    copy = AttendCopy.objects.filter(case=case).first()
    box = ReferralsOf(lines, shares[:NEWEST], len(shares[NEWEST:]), case if works else None, copy)
    shown = works or lines or shares or copy
    return (
        Box("referrals/box.html", box, asks=any(line.row.state == ASKED for line in lines) and works) if shown else None
    )


def referrals_panel(about: PanelPupil, member: Member) -> Panel | None:
    """A pupil's referrals and what was shared of them, to who sees their case; nothing where there is neither."""
    if not may(member, Permission.SEE_REFERRALS):
        return None
    lines = _lines(see_referrals.visible(member).filter(case__pupil=about.pupil).select_related("reply"), about.today)
    exists = sensitive_exists_policy.reaches(member, about.pupil)
    shares = _shares(shares_of(member).filter(pupil=about.pupil), exists=exists)
    if not lines and not shares:
        return None
    panel = ReferralsOf(lines, shares[:NEWEST], len(shares[NEWEST:]))
    return Panel("referrals/panel.html", panel, shown=Shown.What.CASE)
