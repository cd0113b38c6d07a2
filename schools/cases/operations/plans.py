"""Plans with a family: agreed, reviewed, ended."""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from foundation.ui.numbers import middle_date
from schools.cases.models import Case, Plan, PlanReview
from schools.cases.operations.acting import Act, audit, happened, held_open, refuse
from schools.cases.operations.support import past_fault
from schools.cases.rules import states
from schools.cases.rules.plans import Found, PlanKind
from schools.cases.rules.wording import words_fault


def _review_fault(on: dt.date | None, field: str, after: dt.date) -> Fault | None:
    if on is None or on > after:
        return None
    return Fault("The review is due on a later day.", "review_early", field, remedy="Give a day to come.")


@transaction.atomic(using=ALIAS)
def agree_plan(
    case: Case,
    *,
    kind: PlanKind,
    agreed_on: dt.date,
    agreed_with: str,
    words: str,
    helps: str,
    review_on: dt.date,
    act: Act,
) -> Plan:
    """Keep what was agreed with the family, what helps in class, and when it is reviewed."""
    row = held_open(case)
    refuse(
        past_fault(agreed_on, "agreed_on", act.today),
        words_fault(agreed_with, "agreed_with", most=200, needed="Write whom it was agreed with."),
        words_fault(words, "words", needed="Write what was agreed."),
        words_fault(helps, "helps"),
        _review_fault(review_on, "review_on", max(agreed_on, act.today)),
    )
    plan = Plan.objects.create(
        case=row,
        kind=kind,
        agreed_on=agreed_on,
        agreed_with=agreed_with.strip(),
        words=words.strip(),
        helps=helps.strip(),
        at=act.now,
        by_name=act.name,
    )
    PlanReview.objects.create(plan=plan, due_on=review_on)
    said = f"{kind.words} agreed with {plan.agreed_with}"
    happened(row, "plan", said, act=act, on=agreed_on, more=plan.words, key=str(plan.pk))
    audit("case.plan", row, act, plan=str(plan.pk), kind=kind.value, review=review_on.isoformat())
    return plan


@transaction.atomic(using=ALIAS)
def hold_review(
    plan: Plan, *, held_on: dt.date, found: Found, words: str, next_on: dt.date | None, act: Act
) -> PlanReview:
    """Write down a review that was held, and when the next one is due, if there is to be one."""
    case, row = held_open(plan.case), _running(plan)
    review = row.reviews.filter(held_on__isnull=True, dropped_at__isnull=True).first()
    review = review or PlanReview(plan=row, due_on=held_on)
    refuse(
        past_fault(held_on, "held_on", act.today),
        Fault("It was held before the plan was agreed.", "order", "held_on", remedy="Check the day.")
        if held_on < row.agreed_on
        else None,
        words_fault(words, "words", needed="Write what the review found."),
        _review_fault(next_on, "next_on", act.today),
    )
    review.held_on, review.found, review.words, review.by_name = held_on, found, words.strip(), act.name
    review.save()
    if next_on is not None:
        PlanReview.objects.create(plan=row, due_on=next_on)
    said = f"{PlanKind(row.kind).words} reviewed: {found.words.lower()}"
    happened(case, f"review_{found.value}", said, act=act, on=held_on, more=review.words, key=str(review.pk))
    audit("case.reviewed", case, act, plan=str(row.pk), found=found.value)
    return review


@transaction.atomic(using=ALIAS)
def end_plan(plan: Plan, *, words: str, act: Act) -> Plan:
    """End a plan: the review that was due is due no more."""
    case, row = held_open(plan.case), _running(plan, move="end")
    refuse(words_fault(words, "words", needed="Write how it ended."))
    row.state, row.ended_on, row.ended_as = states.PLAN.after(row.state, "end"), act.today, words.strip()
    row.save(update_fields=["state", "ended_on", "ended_as"])
    row.reviews.filter(held_on__isnull=True, dropped_at__isnull=True).update(dropped_at=act.now)
    said = f"{PlanKind(row.kind).words} of {middle_date(row.agreed_on)} ended"
    happened(case, "plan_ended", said, act=act, more=row.ended_as)
    audit("case.plan_ended", case, act, plan=str(row.pk))
    return row


def _running(plan: Plan, *, move: str = "") -> Plan:
    row = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if move:
        states.PLAN.after(row.state, move)
    elif row.state != states.RUNNING:
        raise Overtaken("This plan has ended.", code="ended", remedy="Agree a new one.")
    return row
