"""The pack of a meeting: its agenda, and of each pupil on it attendance, stage, agreement and chronology."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from foundation.access.member import Member
from foundation.documents.typesetting import Block, Break, Contents, Document, Heading, Paragraph, typeset
from foundation.ui.numbers import counted, middle_date, short_date
from schools.cases.models import Case, Plan
from schools.cases.queries.rights import see_policy
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.cases.rules.plans import Found, PlanKind
from schools.decisions.queries.decided import newest_of
from schools.meetings.models import Meeting
from schools.meetings.pages.one import MeetingPage, agenda_blocks, meeting_page
from schools.papers.pages.attendance import attendance_of
from schools.papers.pages.chronology import Chronology
from schools.papers.pages.composing import LINE_SHARES, LINES
from schools.papers.pages.printing import blocks_of
from schools.papers.pages.stage import stage_part
from schools.papers.rules.shapes import Part, in_order
from schools.papers.rules.sifting import Others
from schools.roll.models import Pupil


@dataclass(frozen=True)
class MeetingPack:
    """A pack as it is typeset, and whom it tells of."""

    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    pupils: tuple[uuid.UUID, ...]

    @property
    def digest(self) -> str:
        """What tells it from the one before."""
        return hashlib.sha256(repr(self.blocks).encode()).hexdigest()


def pack_of(meeting: Meeting, reader: Member, today: dt.date, *, school: str) -> MeetingPack:
    """The pack of a meeting. `reader` reads cases as officers do: no sensitive barrier and no restricted note is in it."""
    page = meeting_page(meeting, reader, today)
    pupils = _pupils(page)
    title = f"{page.title}, {middle_date(meeting.on)}"
    blocks = tuple(_blocks(page, pupils, reader, today, title=title, school=school))
    return MeetingPack(title, blocks, tuple(sorted(pupil.pk for pupil in pupils)))


def pack_pdf(pack: MeetingPack, *, made_at: dt.datetime) -> bytes:
    """The pack, typeset, a bookmark and a page of its own for each pupil."""
    footer = "Confidential. For those who were asked to this meeting."
    return typeset(Document(pack.title, pack.blocks, made_at, footer=footer, dense=True))


def _pupils(page: MeetingPage) -> list[Pupil]:
    """Those on the agenda in its order, and those something was decided about."""
    named = [row.pupil for part in page.parts for row in part.rows] + [one.decision.pupil for one in page.decided]
    found = {pupil.pk: pupil for pupil in (page.meeting.pupil, *named) if pupil is not None}
    return list(found.values())


def _blocks(
    page: MeetingPage, pupils: list[Pupil], reader: Member, today: dt.date, *, title: str, school: str
) -> Iterator[Block]:
    yield Heading(f"Pack: {title}", listed=False)
    yield Paragraph(f"{school}. {page.when}. The agenda, and {counted(len(pupils), 'pupil')} in its order.")
    yield Contents()
    yield from agenda_blocks(page, school)
    decided = newest_of([pupil.pk for pupil in pupils])
    for pupil in pupils:
        yield Break()
        yield Heading(str(pupil))
        case = _case_of(pupil, reader)
        parts = [attendance_of(pupil, today), stage_part(case, decided.get(pupil.pk), today)]
        if case is not None:
            parts += [_agreement(case), _chronology(case, reader)]
        yield from blocks_of(parts)


def _case_of(pupil: Pupil, reader: Member) -> Case | None:
    rows = see_policy.visible(reader).filter(pupil=pupil, kind=Kind.ATTENDANCE.value)
    return rows.exclude(state=states.CLOSED).first()


def _agreement(case: Case) -> Part:
    """The attendance contract, or whatever plan is running in its place."""
    plans = list(Plan.objects.filter(case=case, state=states.RUNNING).prefetch_related("reviews"))
    plans.sort(key=lambda one: one.kind != PlanKind.CONTRACT)
    facts: list[tuple[str, str]] = []
    for plan in plans:
        kind = PlanKind(plan.kind).words
        facts.append((kind, f"agreed {middle_date(plan.agreed_on)} with {plan.agreed_with}"))
        facts.append(("What was agreed", plan.words))
        if plan.helps:
            facts.append(("Helps in class", plan.helps))
        facts.append(("Reviews", _reviews(plan)))
    return Part("Agreement", facts=tuple(facts), none="No attendance contract or plan is running.")


def _reviews(plan: Plan) -> str:
    said = []
    for one in plan.reviews.all():
        if one.dropped_at is None and one.held_on is not None:
            said.append(f"{short_date(one.held_on)}, {Found(one.found).words.lower()}: {one.words}")
        elif one.dropped_at is None:
            said.append(f"next {middle_date(one.due_on)}")
    return "; ".join(said) or "none is to come"


def _chronology(case: Case, reader: Member) -> Part:
    lines = Chronology(case, reader, Others())
    entries = in_order([*lines.told(), *lines.views()])
    rows = tuple((f"{short_date(one.on)} {one.on.year}", one.what, one.more, one.by) for one in entries)
    return Part("Chronology", heads=LINES, rows=rows, none="Nothing is written down.", shares=LINE_SHARES)
