"""The one page of a pupil for a meeting: what whoever sits there needs, said the same on screen, printed and as a PDF.

What is clipped is clipped in all three. A restricted note never stands on it: who may read one, reads it in the case.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.access.member import Member
from foundation.ui.numbers import counted, middle_date, percent, sessions_and_days, short_date, thousands
from schools.calendar.queries import school_calendar
from schools.cases.models import Case, Plan
from schools.cases.pages.words import task_tag, whose_words
from schools.cases.queries.contents import Contents, contents_of, rights_of
from schools.cases.queries.rights import see_policy
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.cases.rules.plans import Found, PlanKind
from schools.decisions.models import Decision
from schools.decisions.queries.decided import newest_of
from schools.papers.pages.attendance import attendance_part
from schools.papers.pages.stage import stage_part
from schools.papers.rules.shapes import Part, clipped
from schools.registers.queries.newest import marked_through
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: So many of each stand on the page, and so many letters of each: with all of them it is still one page.
OFFERS, EVENTS, BARRIERS, VIEWS, PLANS, TASKS = 3, 2, 3, 3, 2, 5
LONG, SHORT, WHY = 160, 75, 280
#: What of a case's timeline was done with the family.
_DONE = ("conversation", "meeting", "visit", "letter", "referral")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: whose it is, where they are placed, its parts; and whether sensitive barriers stand on it or are left out."""

    pupil: Pupil
    form: str
    contact_first: bool
    case: Case | None
    parts: tuple[Part, ...]
    sensitive: int
    left_out: int
    year: Totals

    @property
    def lede(self) -> str:
        """Its figures, in a sentence."""
        rate = percent(self.year.attendance, self.year.possible)
        missed = sessions_and_days(self.year.absence)
        figures = f"Attended {rate} of {thousands(self.year.possible)} possible sessions this year and missed {missed}."
        if self.case is None:
            return f"{figures} No attendance case is open."
        return f"{figures} Case open since {middle_date(self.case.opened_on)}."

    @property
    def note(self) -> str:
        """What is not on it, for its reader."""
        if self.left_out:
            return f"{counted(self.left_out, 'sensitive barrier')} left out."
        return ""


def sheet_of(pupil: Pupil, member: Member, today: dt.date, *, sensitive: bool = False) -> Sheet:
    """The page of one pupil."""
    return next(iter(sheets_of([pupil], member, today, sensitive=sensitive)))


def sheets_of(pupils: Sequence[Pupil], member: Member, today: dt.date, *, sensitive: bool = False) -> Iterator[Sheet]:
    """The pages of several, in their order. What all share is read once."""
    keys = [pupil.key for pupil in pupils]
    year = school_calendar().year_of(today)
    shared = _Shared(
        member=member,
        today=today,
        year=year,
        through=marked_through(today),
        halves=totals_by_half_term(year, keys),
        cases=_open_cases(pupils, member),
        decided=newest_of([pupil.pk for pupil in pupils]),
        placed=placed_pupils(keys, today, today),
        sensitive=sensitive,
    )
    return (shared.sheet(pupil) for pupil in pupils)


def _open_cases(pupils: Sequence[Pupil], member: Member) -> dict[uuid.UUID, Case]:
    rows = see_policy.visible(member).filter(pupil__in=[pupil.pk for pupil in pupils], kind=Kind.ATTENDANCE.value)
    return {row.pupil_id: row for row in rows.exclude(state=states.CLOSED)}


@dataclass(frozen=True)
class _Shared:
    """What the pages of several pupils are made of."""

    member: Member
    today: dt.date
    year: int
    through: dt.date | None
    halves: Mapping[int, Mapping[int, Totals]]
    cases: Mapping[uuid.UUID, Case]
    decided: Mapping[uuid.UUID, Decision]
    placed: Mapping[int, PlacedPupil]
    sensitive: bool

    def sheet(self, pupil: Pupil) -> Sheet:
        case, placed = self.cases.get(pupil.pk), self.placed.get(pupil.key)
        parts = [
            attendance_part(self.halves.get(pupil.key, {}), self.year, self.through),
            _clipped(stage_part(case, self.decided.get(pupil.pk), self.today)),
        ]
        shown = left_out = 0
        if case is not None:
            rights = rights_of(self.member, case)
            inside = contents_of(case, self.member, rights, self.today)
            shown = len(inside.sensitive) if self.sensitive else 0
            left_out = len(inside.sensitive) - shown
            parts += _Parts(inside, self.today, self.sensitive, rights.all_tasks).all()
        form = placed.form if placed else ""
        first = placed.contact_first if placed else False
        year = sum(self.halves.get(pupil.key, {}).values(), Totals())
        return Sheet(pupil, form, first, case, tuple(parts), shown, left_out, year)


@dataclass(frozen=True)
class _Parts:
    """What a case holds, as far as there is room."""

    inside: Contents
    today: dt.date
    sensitive: bool
    all_tasks: bool

    def all(self) -> list[Part]:
        return [self.offered(), self.barriers(), self.views(), self.plans(), self.open()]

    def offered(self) -> Part:
        rows = [
            (short_date(one.made_on), clipped(f"Offered: {one.what}", SHORT), _answered(one.state, one.answer))
            for one in self.inside.offers[:OFFERS]
        ]
        done = [one for one in self.inside.events if one.kind in _DONE][:EVENTS]
        rows += [(short_date(one.on), clipped(one.words, SHORT), clipped(one.more, SHORT)) for one in done]
        more = len(self.inside.offers) - OFFERS
        words = (f"And {counted(more, 'earlier offer')}.",) if more > 0 else ()
        heads = ("Day", "What", "What came of it")
        return Part(
            "Offered and done", heads=heads, rows=tuple(rows), words=words, none="Nothing yet.", shares=(0, 3, 2)
        )

    def barriers(self) -> Part:
        held = [one for one in self.inside.barriers if one.ended_on is None]
        held += [one for one in self.inside.sensitive if one.ended_on is None and self.sensitive]
        rows = [
            (
                short_date(one.on),
                f"{one.kind.name}{' (sensitive)' if one.sensitive else ''}",
                clipped(one.words, SHORT),
            )
            for one in held[:BARRIERS]
        ]
        words = (f"And {counted(len(held) - BARRIERS, 'more')}.",) if len(held) > BARRIERS else ()
        if self.inside.hidden_barriers:
            keeps = "There is something here that the safeguarding lead keeps: ask them first."
            words = (" ".join((*words, keeps)),)
        heads = ("Since", "Barrier", "More about it")
        return Part("Barriers", heads=heads, rows=tuple(rows), words=words, none="None is noted.", shares=(0, 1, 2))

    def views(self) -> Part:
        rows = [
            (
                short_date(one.on),
                one.contact.name if one.contact else one.get_whose_display(),
                clipped(one.words, LONG),
            )
            for one in self.inside.views[:VIEWS]
        ]
        heads = ("Day", "Who", "In their words")
        return Part(
            "What child and parents say",
            heads=heads,
            rows=tuple(rows),
            none="Nothing is written down.",
            shares=(0, 0, 1),
        )

    def plans(self) -> Part:
        running = [one for one in self.inside.plans if one.state == states.RUNNING]
        rows = [(PlanKind(one.kind).words, clipped(one.words, LONG), _reviews(one)) for one in running[:PLANS]]
        heads = ("Plan", "What was agreed", "Reviews")
        return Part("Plan", heads=heads, rows=tuple(rows), none="No plan is running.", shares=(0, 1, 0))

    def open(self) -> Part:
        tasks = [one for one in self.inside.tasks if one.state == states.OPEN]
        rows = []
        for one in tasks[:TASKS]:
            tag = task_tag(one, self.today)
            late = f", {tag.word}" if tag.state == "now" else ""
            rows.append((clipped(one.what, SHORT), whose_words(one), f"{short_date(one.due_on)}{late}"))
        words = (f"And {counted(len(tasks) - TASKS, 'more open task')}.",) if len(tasks) > TASKS else ()
        none = "Nothing is open." if self.all_tasks else "No open task of this case is yours."
        return Part("Open", heads=("What", "Who", "By"), rows=tuple(rows), words=words, none=none, shares=(1, 0, 0))


def _clipped(part: Part) -> Part:
    return replace(part, facts=tuple((term, clipped(words, WHY)) for term, words in part.facts))


def _answered(state: str, answer: str) -> str:
    said = states.OFFER.words(state) if state != states.MADE else "not answered yet"
    return clipped(f"{said}: {answer}", SHORT) if answer else said


def _reviews(plan: Plan) -> str:
    """The newest review that was held, and the next."""
    reviews = [one for one in plan.reviews.all() if one.dropped_at is None]
    held = [one for one in reviews if one.held_on is not None]
    due = next((one for one in reviews if one.held_on is None), None)
    last = held[-1] if held else None
    said = [f"{short_date(last.held_on)}: {Found(last.found).words.lower()}"] if last and last.held_on else []
    said.append(f"next {middle_date(due.due_on)}" if due else "no review is to come")
    return "; ".join(said)
