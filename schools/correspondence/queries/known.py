"""What the record of a case holds that a letter may say."""

import datetime as dt

from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_of
from schools.cases.models import Case, Offer, PlanReview, Task
from schools.cases.queries.now import stage_now
from schools.cases.rules import states
from schools.cases.rules.opening import Outcome
from schools.cases.rules.tasks import TaskKind
from schools.correspondence.rules.filling import Known
from schools.correspondence.rules.offered import At
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals

_TALKS = (TaskKind.CONVERSATION, TaskKind.MEETING, TaskKind.VISIT)


def at_of(case: Case) -> At:
    """Where a case is."""
    return At(case.stage, case.state == states.CLOSED, case.outcome == Outcome.IMPROVED)


def at_now(case: Case, now: dt.datetime) -> At:
    """The same by the marks as they stand in this moment, which the worker may not have come to yet."""
    return At(stage_now(case, now), case.state == states.CLOSED, case.outcome == Outcome.IMPROVED)


def known_of_case(case: Case, today: dt.date) -> Known:
    """What fills in its letters: nothing restricted or sensitive is among it. Six queries at most."""
    meeting = _meeting(case, today)
    review = PlanReview.objects.filter(plan__case=case, plan__state=states.RUNNING, held_on__isnull=True)
    first, _last = school_calendar().year_span(academic_year_of(today))
    halves = totals_by_half_term(academic_year_of(today), [case.pupil.key]).get(case.pupil.key, {})
    offers = list(Offer.objects.filter(case=case).order_by("made_on", "at"))
    return Known(
        missed=sum(halves.values(), Totals()).absence,
        since=first,
        key_person=f"{case.owner.name}, {case.owner.position.lower()}" if case.owner is not None else "",
        meeting_on=meeting.due_on if meeting else None,
        meeting_at=meeting.starts_at if meeting else None,
        given=_given(case, offers),
        offers=[one.what for one in offers if one.state == states.MADE],
        review_on=review.order_by("due_on").values_list("due_on", flat=True).first(),
        today=today,
    )


def _meeting(case: Case, today: dt.date) -> Task | None:
    rows = Task.objects.filter(case=case, kind=TaskKind.MEETING, state=states.OPEN, due_on__gte=today)
    return rows.filter(starts_at__isnull=False).order_by("due_on").first()


def _given(case: Case, offers: list[Offer]) -> list[tuple[str, dt.date]]:
    """What was done with the family and what they took, the earliest first."""
    talks = Task.objects.filter(case=case, kind__in=_TALKS, state=states.DONE).order_by("ended_at")
    found = [(TaskKind(one.kind).words, one.ended_at.date()) for one in talks if one.ended_at is not None]
    taken = [(one.what, one.answered_on) for one in offers if one.state == states.TAKEN and one.answered_on is not None]
    return sorted([*found, *taken], key=lambda one: one[1])
