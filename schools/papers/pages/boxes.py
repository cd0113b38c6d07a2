"""Papers on a case's page, on a pupil's and on a meeting's: what there is, and what may be made."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.pages import boxes as case_boxes
from schools.cases.queries.rights import see_policy, work_policy
from schools.meetings.models import Meeting
from schools.meetings.pages import boxes as meeting_boxes
from schools.meetings.queries.rights import keep_meetings
from schools.meetings.rules.meetings import State as MeetingState
from schools.papers.models import Pack, Paper
from schools.papers.pages.files import paper_address
from schools.papers.queries.rights import pack_policy, prepare_policy
from schools.papers.rules.kinds import PaperKind, State
from schools.roll.models import Pupil
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper: what it is, for whom, how it stands."""

    paper: Paper
    words: str
    address: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class PapersOf:
    """What a case's box shows."""

    case: Case
    lines: Sequence[PaperLine]
    works: bool


@dataclass(frozen=True, slots=True)
class PageOf:
    """Whose page for a meeting a pupil's own page leads to."""

    pupil: Pupil


@dataclass(frozen=True, slots=True)
class PackOf:
    """What a meeting's box shows: the file, where there is one that the reader opens, and whether one may be asked for."""

    meeting: Meeting
    document: uuid.UUID | None
    made: str
    asked: bool
    keeps: bool


def line_of(paper: Paper) -> PaperLine:
    """One paper as lists show it."""
    kind = PaperKind(paper.kind)
    return PaperLine(paper, f"{kind.words}, {middle_date(paper.asked_on)}", paper_address(paper.pk), tag_of(paper))


def tag_of(paper: Paper) -> Tag:
    """How a paper stands."""
    if paper.state == State.APPROVED:
        return Tag("soon", "to be handed over") if paper.document else Tag("requested", "being made")
    if paper.state == State.HANDED and paper.handed_on:
        return Tag("sent", "handed over", middle_date(paper.handed_on))
    return Tag("off" if paper.state == State.DROPPED else "amending", State(paper.state).words)


def papers_box(case: Case, member: Member, _today: dt.date) -> case_boxes.Box:
    """On a case: the papers that the reader may prepare, and the way to each kind."""
    lines = [line_of(one) for one in prepare_policy.visible(member).filter(case=case)]
    works = work_policy.may(member, case)
    return case_boxes.Box("papers/box.html", PapersOf(case, lines, works))


def page_panel(about: PanelPupil, member: Member) -> Panel | None:
    """On a pupil's page, the way to the one page for a meeting."""
    if not may(member, Permission.SEE_CASES) or not see_policy.reaches(member, about.pupil):
        return None
    return Panel("papers/panel.html", PageOf(about.pupil))


def pack_box(meeting: Meeting, member: Member, _today: dt.date) -> meeting_boxes.Box | None:
    """On a meeting: a page of each pupil, and the pack for those who reach all of them."""
    if meeting.state == MeetingState.CALLED_OFF:
        return None
    asked = Pack.objects.filter(meeting=meeting).exists()
    pack = pack_policy.visible(member).filter(meeting=meeting).first() if asked else None
    made = f"made {middle_date(pack.made_at)}" if pack and pack.made_at else ""
    keeps = keep_meetings.may(member, meeting)
    document = pack.document if pack else None
    return meeting_boxes.Box("papers/pack_box.html", PackOf(meeting, document, made, asked, keeps))
