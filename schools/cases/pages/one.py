"""One case: the ribbon of stages, what is missing, the timeline of every room, tasks, and what was found out and agreed."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse

from foundation.access.member import Member
from foundation.clock import local
from foundation.london import LONDON
from foundation.ui.numbers import middle_date, short_date
from schools.cases.models import Case, Event, Plan, PlanReview, Task
from schools.cases.pages.boxes import Box, boxes_of
from schools.cases.pages.words import case_tag, kind_words, owner_words, state_tag, task_tag, whose_words
from schools.cases.queries.contents import Contents, Rights, cases_of_siblings, contents_of, rights_of
from schools.cases.queries.stages import stages_on
from schools.cases.rules import states
from schools.cases.rules.missing import Held, Missing, missing
from schools.cases.rules.opening import Source
from schools.cases.rules.plans import Found, PlanKind
from schools.cases.rules.stages import Stage, stage_of
from schools.cases.rules.tasks import TaskKind
from schools.roll.pages.timelines import Asked, Happened, happened_to
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils

#: How long before a case was opened its timeline begins.
BEFORE: Final = dt.timedelta(weeks=6)
#: So many of the newest lines are shown, until all are asked for.
NEWEST: Final = 40
_KEY: Final = frozenset({"opened", "stage", "closed", "reopened", "plan"})
_OPENED: Final = {
    Source.HAND: "opened by hand",
    Source.PATTERN: "opened from a pattern",
    Source.DECISION: "opened by a decision that was agreed",
}
#: What is missing leads to the act that gives it, or to the part of the page where it is.
_ACTS: Final[dict[str, tuple[str, Callable[[object], str]]]] = {
    "give": ("Give it to somebody", lambda key: reverse("case_give", args=[key])),
    "view": ("Write it down", lambda key: reverse("case_view", args=[key])),
    "barrier": ("Note one", lambda key: reverse("case_barrier", args=[key])),
    "offer": ("Write one down", lambda key: reverse("case_offer", args=[key])),
    "task": ("Add a task", lambda key: reverse("case_task", args=[key])),
}
_PARTS: Final = {
    "tasks": "See the tasks",
    "offers": "See the offers",
    "plans": "See the plans",
    "go_on": "Take it up again",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the ribbon: "past", "step" (where the case is) or nothing; and since when."""

    stage: Stage
    state: str
    since: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is missing, with the act that gives it."""

    missing: Missing
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task under the hand; `ends` is where it is ended, for who may."""

    task: Task
    kind: str
    whose: str
    tag: Tag
    ends: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line of the timeline; `key` for a turn of the case itself."""

    on: dt.date
    words: str
    more: str
    by: str
    address: str
    key: bool
    at: dt.datetime | None

    @property
    def place(self) -> tuple[dt.date, dt.datetime]:
        """Its place in the order of time; of a day, what has no hour comes first."""
        return self.on, self.at or dt.datetime.combine(self.on, dt.time.min, LONDON)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan with its reviews."""

    plan: Plan
    kind: str
    tag: Tag
    held: Sequence[tuple[PlanReview, str]]
    due: PlanReview | None


@dataclass(frozen=True)
class CasePage:
    """A case as one reader sees it."""

    case: Case
    rights: Rights
    contents: Contents
    siblings: Sequence[Case]
    happened: Sequence[Happened]
    form: str
    contact_first: bool
    today: dt.date
    boxes: Sequence[Box]

    @property
    def asks(self) -> bool:
        """Whether a box of another room asks the reader for an answer."""
        return any(one.asks for one in self.boxes)

    @property
    def live(self) -> bool:
        """Whether anything may be added."""
        return self.rights.works and self.case.state != states.CLOSED

    @cached_property
    def _stages(self) -> Sequence[Stage]:
        return stages_on(self.today)

    @property
    def stage(self) -> Stage:
        return stage_of(self._stages, self.case.stage)

    @property
    def tag(self) -> Tag:
        return case_tag(self.case, self.today)

    @property
    def lede(self) -> str:
        case = self.case
        how = _OPENED[Source(case.source)]
        since = f"{kind_words(case)}. Open since {middle_date(case.opened_on)}, {how}. Owner {owner_words(case)}."
        others = "".join(
            f" {one.post.name} stands in {'until' if one.starts_on <= self.today else 'from'} "
            f"{short_date(one.ends_on if one.starts_on <= self.today else one.starts_on)}."
            for one in self.contents.delegations
        )
        waits = f" Waits for: {case.waits_for}" if case.state == states.WAITING else ""
        ended = f" Closed {middle_date(case.closed_on)}: {case.closed_as}" if case.closed_on else ""
        return f"{since}{others}{waits}{ended}"

    @property
    def steps(self) -> list[Step]:
        """The ribbon."""
        now = self.stage.place
        return [
            Step(
                one,
                "step" if one.place == now else "past" if one.place < now else "",
                f"since {short_date(self.case.stage_since)}" if one.place == now else "",
            )
            for one in self._stages
        ]

    @property
    def evidence(self) -> str:
        """The days it was opened on."""
        return ", ".join(short_date(day) for day in self.case.evidence)

    @cached_property
    def open_tasks(self) -> list[TaskLine]:
        return [self._task(one) for one in self.contents.tasks if one.state == states.OPEN]

    @property
    def ended_tasks(self) -> list[TaskLine]:
        """The newest ended first."""
        rows = [(one.ended_at, one) for one in self.contents.tasks if one.ended_at is not None]
        return [self._task(one) for _, one in sorted(rows, key=lambda row: row[0], reverse=True)]

    def _task(self, task: Task) -> TaskLine:
        ends = reverse("case_task_end", args=[task.pk]) if task.state == states.OPEN else ""
        return TaskLine(task, TaskKind(task.kind).words, whose_words(task), task_tag(task, self.today), ends)

    @property
    def plans(self) -> list[PlanLine]:
        found = []
        for plan in self.contents.plans:
            reviews = [one for one in plan.reviews.all() if one.dropped_at is None]
            held = [(one, Found(one.found).words.lower()) for one in reviews if one.held_on is not None]
            due = next((one for one in reviews if one.held_on is None), None)
            found.append(PlanLine(plan, PlanKind(plan.kind).words, state_tag(states.PLAN, plan.state), held, due))
        return found

    @property
    def offers(self) -> list[tuple[object, Tag]]:
        return [(one, state_tag(states.OFFER, one.state)) for one in self.contents.offers]

    @property
    def lacking(self) -> list[Lacking]:
        """What is missing; of an open case, to who works on it."""
        if not self.live:
            return []
        return [self._lacking(one) for one in missing(self._held, self.today)]

    def _lacking(self, one: Missing) -> Lacking:
        if one.act in _ACTS:
            words, address = _ACTS[one.act]
            return Lacking(one, words, address(self.case.pk))
        return Lacking(one, _PARTS[one.act], f"#{one.act}")

    @property
    def _held(self) -> Held:
        inside = self.contents
        due = [line.due.due_on for line in self.plans if line.due is not None]
        open_offers = [one for one in inside.offers if one.state == states.MADE]
        return Held(
            owner=self.case.owner_id is not None,
            open_tasks=len(self.open_tasks),
            overdue_tasks=sum(line.task.due_on < self.today for line in self.open_tasks),
            child_heard=any(one.whose == "child" for one in inside.views),
            parent_heard=any(one.whose == "parent" for one in inside.views),
            barriers=len(inside.barriers) + len(inside.sensitive) + inside.hidden_barriers,
            offers=len(inside.offers),
            unanswered_offers=len(open_offers),
            plans_without_review=sum(line.due is None for line in self.plans if line.plan.state == states.RUNNING),
            first_review_due=min(due, default=None),
            wait_until=self.case.wait_until,
        )

    @cached_property
    def timeline(self) -> list[TimelineLine]:
        """Every room's lines and the case's own, the newest first."""
        own = [_own(one) for one in self.contents.events]
        others = [
            TimelineLine(one.on, one.words, one.more, one.by, one.address, key=False, at=one.at)
            for one in self.happened
        ]
        return sorted(own + others, key=lambda line: line.place, reverse=True)


def _own(event: Event) -> TimelineLine:
    key = event.kind in _KEY
    return TimelineLine(event.on, event.words, event.more, event.by_name, "", key=key, at=event.at)


def case_page(case: Case, member: Member, today: dt.date) -> CasePage:
    """One case as a reader sees it."""
    rights = rights_of(member, case)
    placed = placed_pupils([case.pupil.key], today, today).get(case.pupil.key)
    since = min(case.opened_on, local(case.opened_at).date()) - BEFORE
    return CasePage(
        case=case,
        rights=rights,
        contents=contents_of(case, member, rights, today),
        siblings=cases_of_siblings(case, member, today),
        happened=happened_to(Asked(case.pupil, since, member)),
        form=placed.form if placed else "",
        contact_first=placed.contact_first if placed else False,
        today=today,
        boxes=boxes_of(case, member, today),
    )
