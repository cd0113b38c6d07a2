"""The plan for a child who comes back: agreed with its stages, and what became of each."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.wording import words_fault
from schools.missing.models import ComingBack, Step
from schools.missing.operations.holding import future_fault, held_case, note, tell
from schools.missing.operations.searching import LONGEST_NAME
from schools.missing.queries.rights import KINDS
from schools.missing.rules.coming_back import Stage, stage_faults


@transaction.atomic(using=ALIAS)
def plan_back(
    case: Case,
    *,
    back_on: dt.date,
    agreed_with: str,
    words: str,
    stages: Sequence[Stage],
    review_on: dt.date,
    act: Act,
) -> ComingBack:
    """Agree how a child comes back. A plan written again stands in the place of the one before, which stays to be read."""
    row = held_case(case, *KINDS)
    early = "The plan is reviewed on the first day back or later." if review_on < back_on else ""
    refuse(
        words_fault(agreed_with, "agreed_with", most=LONGEST_NAME, needed="Write with whom it was agreed."),
        words_fault(words, "words", needed="Write what the child needs, and who looks out for them."),
        Fault(early, "order", "review_on") if early else None,
        *stage_faults(stages, back_on=back_on),
    )
    plan = ComingBack.objects.create(
        case=row,
        back_on=back_on,
        agreed_with=agreed_with.strip(),
        words=words.strip(),
        review_on=review_on,
        at=act.now,
        by_name=act.name,
    )
    Step.objects.bulk_create(
        Step(plan=plan, number=number, on=one.on, words=one.words) for number, one in enumerate(stages, start=1)
    )
    tell(row, "coming_back", f"Coming back on {middle_date(back_on)}", key=plan.pk, act=act, more=plan.words)
    note("coming_back", row, act, plan=str(plan.pk), stages=len(stages))
    return plan


@transaction.atomic(using=ALIAS)
def step_done(step: Step, *, on: dt.date, came: str, act: Act) -> Step:
    """Say what became of a stage, and on which day."""
    case = held_case(step.plan.case, *KINDS)
    row = Step.objects.select_for_update(no_key=True).get(pk=step.pk)
    again = "What became of this stage is written down already." if row.done_on is not None else ""
    refuse(
        Fault(again, "already", "came") if again else None,
        future_fault(on, "on", act, "It was today or before."),
        words_fault(came, "came", needed="Write what became of it."),
    )
    row.done_on, row.came, row.done_by = on, came.strip(), act.name
    row.save(update_fields=["done_on", "came", "done_by"])
    tell(case, "step", f"Coming back, stage {row.number}: {row.words[:200]}", key=row.pk, act=act, more=row.came)
    note("step", case, act, step=str(row.pk))
    return row
