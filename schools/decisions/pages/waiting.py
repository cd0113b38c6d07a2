"""Decisions that wait for a person: the list, what of them is agreed together, and the same on Today."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.clock import local
from foundation.ui.numbers import counted, short_date
from foundation.ui.sentences import Said
from schools.cases.queries.stages import policies_of, policy_on, stages_on
from schools.cases.rules.stages import Stage
from schools.decisions.models import Decision
from schools.decisions.pages.told import Told
from schools.decisions.queries.decided import waiting
from schools.decisions.rules.agreeing import may_agree, may_raise
from schools.policy.rules import decisions as rules
from schools.roll.pages.today_lists import Answer, Asked, Line, LinesTogether, Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils
from schools.staff.queries import roles_on

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One proposal of the list."""

    told: Told
    name: str
    form: str
    contact_first: bool
    since: str


@dataclass(frozen=True)
class Waiting:
    """The list as it stands for one reader: all that waits, and a page of what it is narrowed to by `stage`."""

    everything: Sequence[Decision]
    stage: str
    stages: Sequence[Stage]
    shown: "Page[Decision]"
    lines: Sequence[WaitingLine]

    @property
    def keys(self) -> list[int]:
        """The compact keys of everybody who is named."""
        return [line.told.row.pupil.key for line in self.lines]

    @property
    def agrees(self) -> bool:
        """Whether the reader may agree to any line of this page."""
        return any(line.told.agrees for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """What is proposed, with how many, the highest stage first; what nothing is proposed for is left out."""
        places = {stage.key: stage.place for stage in self.stages}
        names = {stage.key: stage.name for stage in self.stages}
        count = Counter(row.stage for row in self.everything)
        ordered = sorted(count.items(), key=lambda one: -places.get(one[0], 0))
        return [(key, names.get(key, "closing the case"), number) for key, number in ordered]

    @property
    def lede(self) -> str:
        if not self.everything:
            return "No decision waits for a person."
        waits = counted(len(self.everything), "decision waits", "decisions wait")
        by_stage = ", ".join(f"{number} for {words}" for _, words, number in self.counts)
        return f"{waits} for a person: {by_stage}. Nothing is done about a family before somebody answers."


def told_of(rows: Iterable[Decision], *, roles: Collection[Role] = ()) -> list[Told]:
    """Decisions with the policies they cite, and whether somebody with these roles may agree. One query."""
    held = list(rows)
    cited = {row.pk: rules.Decision.read(row.text) for row in held}
    policies = policies_of(made.policy for made in cited.values())
    return [
        Told(row, policy := policies[cited[row.pk].policy], agrees=may_agree(roles, cited[row.pk], policy))
        for row in held
    ]


def waiting_list(member: Member, today: dt.date, stage: str, page: str) -> Waiting:
    """What waits, of the pupils whose stage the reader sees: the highest stage first. A fixed number of statements."""
    stages = stages_on(today)
    places = {one.key: one.place for one in stages}
    rows = sorted(waiting(member), key=lambda row: -places.get(row.stage, 0))
    shown = Paginator([row for row in rows if stage in {"", row.stage}], PER_PAGE).get_page(page)
    return Waiting(rows, stage, stages, shown, lines_of(list(shown), member, today))


def lines_of(rows: Sequence[Decision], member: Member, today: dt.date) -> list[WaitingLine]:
    """Proposals as the list has them, and whether the reader may agree to each."""
    placed = placed_pupils({row.pupil.key for row in rows}, today, today)
    return [_line(told, placed.get(told.row.pupil.key)) for told in told_of(rows, roles=roles_on(member, today))]


def _line(told: Told, where: PlacedPupil | None) -> WaitingLine:
    since = short_date(local(told.row.made_at).date())
    form = where.form if where else ""
    return WaitingLine(told, str(told.row.pupil), form, bool(where and where.contact_first), since)


def decisions_waiting(asked: Asked) -> Answer:
    """Decisions that wait for an answer: what the reader may agree to first, of that what was handed on, then the oldest.

    Of those that are not drawn, no more is read than that they wait, for which stage, and whether they were handed on.
    Whose stage it is to agree to is asked of today's policy, which orders the list; each line is told by its own.
    """
    roles, policy = roles_on(asked.member, asked.today), policy_on(asked.today)

    def first(row: tuple[uuid.UUID, str, uuid.UUID | None]) -> tuple[bool, bool]:
        _, stage, handed_on = row
        return (policy is not None and not may_raise(roles, stage, policy), handed_on is None)

    found = sorted(waiting(asked.member).values_list("pk", "stage", "handed_on"), key=first)

    def lines(some: Sequence[tuple[uuid.UUID, str, uuid.UUID | None]]) -> list[Line]:
        rows = waiting(asked.member).in_bulk([key for key, *_ in some])
        return [_today_line(one) for one in lines_of([rows[key] for key, *_ in some], asked.member, asked.today)]

    said = Said(strong=counted(len(found), "decision"), after=" waiting.", href="#decisions")
    count = Counter(stage for _, stage, _ in found)
    names = {stage.key: stage.name for stage in stages_on(asked.today)} if found else {}
    by_stage = ", ".join(f"{number} {names.get(key, 'may close')}" for key, number in count.items())
    return Answer(
        ("Pupil", "What is proposed", "Since", "Next"),
        LinesTogether(found, lines),
        aside=by_stage or "proposals of the policy that nobody has answered",
        hint=Tag("soon", f"{len(found)} waiting") if found else "",
        lede=(said,) if found else (),
    )


def _today_line(one: WaitingLine) -> Line:
    return Line(
        key=str(one.told.row.pk),
        head=one.name,
        note=one.form,
        address=one.told.address,
        pupil=one.told.row.pupil.key,
        contact_first=one.contact_first,
        cells=(one.told.words, one.since),
        act="Answer" if one.told.agrees else f"Waits for {one.told.approver}",
        act_address=one.told.address,
        now=False,
    )
