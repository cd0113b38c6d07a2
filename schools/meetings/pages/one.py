"""One meeting: its agenda in parts, numbered through, and what was decided; the same rows on screen, paper and in a PDF."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from foundation.access.member import Member
from foundation.documents.typesetting import Block, Bullets, Document, Facts, Heading, Paragraph, Table, typeset
from foundation.ui.numbers import counted, middle_date, short_date
from schools.cases.models import Case
from schools.cases.pages.files import case_address
from schools.cases.pages.words import task_tag
from schools.cases.queries.rights import see_policy
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.meetings.models import Decision, Meeting
from schools.meetings.pages.league import LeagueYear, league_of_year
from schools.meetings.pages.listing import meeting_tag, meeting_title
from schools.meetings.queries.agenda import agenda_of
from schools.meetings.queries.meetings import added_by_hand, decisions_of, kept_lines
from schools.meetings.queries.rights import keep_meetings
from schools.meetings.rules.agenda import Line, Section
from schools.meetings.rules.meetings import MeetingKind, State, when_words
from schools.roll.models import Placement, Pupil
from schools.roll.pages.today_lists import Tag
from schools.roll.queries import holds_on


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, who does it and by when, and how far it has come."""

    decision: Decision
    today: dt.date

    @property
    def tag(self) -> Tag:
        if self.decision.task is not None:
            return task_tag(self.decision.task, self.today)
        if self.decision.done_at is not None:
            return Tag("sent", "done")
        return Tag("now" if self.decision.due_on < self.today else "requested", "open")

    @property
    def words(self) -> str:
        """In one line, as it is printed."""
        return f"{self.decision.what} ({self.decision.owner.name}, by {short_date(self.decision.due_on)})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the agenda under its number; `item` where somebody put it on and it may be taken off."""

    number: int
    line: Line
    pupil: Pupil | None
    form: str
    case: str
    decided: Sequence[Decided]
    item: uuid.UUID | None

    @property
    def name(self) -> str:
        return str(self.pupil) if self.pupil is not None else ""


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of the agenda with its rows."""

    section: Section
    rows: Sequence[Row]


@dataclass(frozen=True)
class MeetingPage:
    """The page as it stands for one reader."""

    meeting: Meeting
    parts: Sequence[PartOf]
    decided: Sequence[Decided]
    lines: Sequence[tuple[Line, Pupil | None]]
    since: dt.date | None
    today: dt.date
    keeps: bool
    league: LeagueYear | None

    @property
    def title(self) -> str:
        return meeting_title(self.meeting)

    @property
    def when(self) -> str:
        return when_words(self.meeting.on, self.meeting.starts_at, self.meeting.ends_at)

    @property
    def tag(self) -> Tag:
        return meeting_tag(self.meeting, self.today)

    @property
    def planned(self) -> bool:
        return self.meeting.state == State.PLANNED

    @property
    def held(self) -> bool:
        return self.meeting.state == State.HELD

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """When, where and who, in pairs."""
        comers = list(self.meeting.comers.select_related("post").order_by("post__name"))
        asked = [one.post.name for one in comers if one.came is not False]
        away = [one.post.name for one in comers if one.came is False]
        found = [("When", self.when), ("Where", self.meeting.where), ("Chair", self.meeting.chair.name)]
        found += [("Were there" if self.held else "Come", ", ".join(asked)), ("Were not", ", ".join(away))]
        found += [("Also", self.meeting.others)]
        return [(term, words) for term, words in found if words]

    @property
    def lede(self) -> str:
        lines = sum(len(part.rows) for part in self.parts)
        pupils = len({row.pupil.pk for part in self.parts for row in part.rows if row.pupil is not None})
        about = f"{counted(lines, 'line')} about {counted(pupils, 'pupil')}"
        decided = f"{counted(len(self.decided), 'decision')}"
        if not self.planned:
            return f"{about}, {decided}."
        return f"{about}, {decided} so far. The agenda follows the data until the meeting is written up."

    @property
    def keys(self) -> list[int]:
        """The compact keys of everybody who is named."""
        named = [row.pupil for part in self.parts for row in part.rows] + [one.decision.pupil for one in self.decided]
        return sorted({pupil.key for pupil in (*named, self.meeting.pupil) if pupil is not None})


def meeting_page(meeting: Meeting, member: Member, today: dt.date) -> MeetingPage:
    """A meeting as its reader may see it: of pupils out of their reach no line and no decision is shown."""
    visible = see_policy.pupils(member)
    lines: list[tuple[Line, Pupil | None]]
    since = None
    if meeting.state == State.HELD:
        allowed = set(
            visible.filter(pk__in=kept_lines(meeting).order_by().values("pupil")).values_list("pk", flat=True)
        )
        lines = [
            (Line(Section(item.section), item.pupil.key if item.pupil else None, item.words), item.pupil)
            for item in kept_lines(meeting)
            if item.pupil is None or item.pupil.pk in allowed
        ]
    else:
        agenda = agenda_of(meeting, today, visible=visible)
        lines = [(line, agenda.pupils.get(line.key or 0)) for line in agenda.lines]
        since = agenda.since
    decided = [
        Decided(one, today)
        for one in decisions_of(meeting)
        if one.pupil is None or visible.filter(pk=one.pupil.pk).exists()
    ]
    keeps = keep_meetings.may(member, meeting)
    parts = list(_parts(meeting, lines, decided, today))
    league = league_of_year(meeting.year_group, member, meeting.on) if meeting.year_group else None
    return MeetingPage(meeting, parts, decided, lines, since, today, keeps, league)


def _parts(
    meeting: Meeting, lines: Sequence[tuple[Line, Pupil | None]], decided: Sequence[Decided], today: dt.date
) -> Iterator[PartOf]:
    pupils = [pupil.pk for _, pupil in lines if pupil is not None]
    forms = dict(
        Placement.objects.filter(holds_on(today), pupil__in=pupils).order_by().values_list("pupil", "group__name")
    )
    cases = Case.objects.filter(pupil__in=pupils, kind=Kind.ATTENDANCE.value).exclude(state=states.CLOSED)
    case_of = {pupil: case_address(case) for pupil, case in cases.order_by().values_list("pupil", "pk")}
    items = {(item.pupil_id, item.words): item.pk for item in added_by_hand(meeting)}
    of_pupil: dict[uuid.UUID, list[Decided]] = defaultdict(list)
    for one in decided:
        if one.decision.pupil is not None:
            of_pupil[one.decision.pupil.pk].append(one)
    rows: dict[Section, list[Row]] = defaultdict(list)
    for number, (line, pupil) in enumerate(lines, start=1):
        key = pupil.pk if pupil is not None else None
        # What was decided stands beside the first line about its pupil.
        beside = of_pupil.pop(key, []) if key is not None else []
        item = items.get((key, line.words)) if line.section is Section.ADDED else None
        form = (forms.get(key) or "") if key is not None else ""
        rows[line.section].append(Row(number, line, pupil, form, case_of.get(key, "") if key else "", beside, item))
    for section in Section:
        if rows[section]:
            yield PartOf(section, rows[section])


def agenda_pdf(page: MeetingPage, *, school: str, made_at: dt.datetime) -> bytes:
    """The agenda as a PDF: the screen's rows under their numbers, in its order, with what was decided beside them."""
    title = f"{page.title}, {middle_date(page.meeting.on)}"
    footer = "Confidential. For those who were asked to this meeting."
    return typeset(Document(title, list(agenda_blocks(page, school)), made_at, footer=footer))


def agenda_blocks(page: MeetingPage, school: str) -> Iterator[Block]:
    """The agenda as it is typeset, under its title."""
    yield Heading(f"{page.title}, {middle_date(page.meeting.on)}")
    pairs = [("School", school), *page.facts]
    if page.meeting.kind == MeetingKind.FAMILY and page.meeting.pupil is not None:
        pairs.append(("About", str(page.meeting.pupil)))
    yield Facts(pairs)
    for part in page.parts:
        yield Heading(part.section.words, level=2)
        rows = [
            (str(row.number), row.name, row.form, row.line.words, "; ".join(one.words for one in row.decided))
            for row in part.rows
        ]
        heads = ("No", "Pupil", "Form", "What", "Decided")
        yield Table(part.section.why or part.section.words, heads, rows, shares=(0, 0, 0, 3, 2))
    if not page.parts:
        yield Paragraph("Nothing is on the agenda.")
    if page.league is not None:
        yield Heading("Tutor groups", level=2)
        groups = [(row.group, row.tutors, row.place, row.rate, row.before, row.change) for row in page.league.rows]
        yield Table(page.league.week, ("Group", "Tutor", "Place", "Attended", "Week before", "Change"), groups)
    general = [one.words for one in page.decided if one.decision.pupil is None]
    if general:
        yield Heading("Decided about nobody in particular", level=2)
        yield Bullets(general)
    if page.meeting.minutes:
        yield Heading("Minutes", level=2)
        yield Paragraph(page.meeting.minutes)


def meeting_address(meeting: Meeting) -> str:
    """Where a meeting is."""
    return reverse("meeting", args=[meeting.pk])
