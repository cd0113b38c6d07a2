"""Opening, holding over, closing and reopening a case, and its stage by hand. Each asks the table of states."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import counted, middle_date
from schools.calendar.queries import school_calendar
from schools.cases.models import Case, Task
from schools.cases.operations.acting import Act, audit, happened, held, held_open, refuse
from schools.cases.operations.listening import turned
from schools.cases.queries.stages import stages_on
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Outcome, Source, last_day_to_reopen
from schools.cases.rules.stages import stage_fault, stage_of
from schools.cases.rules.wording import words_fault
from schools.roll.models import Pupil
from schools.staff.models import StaffMember


@transaction.atomic(using=ALIAS)
def open_case(
    pupil: Pupil,
    *,
    kind: Kind,
    because: str,
    act: Act,
    owner: StaffMember | None = None,
    source: Source = Source.HAND,
    evidence: Sequence[dt.date] = (),
) -> Case:
    """Open a case with its reason; one of the same kind that was closed lately is reopened in its place.

    Refused while the pupil has one of that kind open.
    """
    refuse(words_fault(because, "because", needed="Write why the case is opened."))
    # The pupil is held, so that of two who open at once the second finds the first one's case.
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    newest = Case.objects.filter(pupil=pupil, kind=kind).order_by("-opened_at", "-pk").first()
    if newest is not None and newest.state != states.CLOSED:
        words = f"The pupil has an open case of this kind since {middle_date(newest.opened_on)}."
        raise Refused(words, code="open_already", field="kind", remedy="Add to that one.")
    if newest is not None and may_reopen(newest, act.today):
        return reopen(newest, because=because, act=act)
    row = Case.objects.create(
        pupil=pupil,
        kind=kind,
        state=states.CASE.begins,
        stage=stages_on(act.today)[0].key,
        stage_since=act.today,
        owner=owner,
        source=source,
        because=because.strip(),
        evidence=sorted(evidence),
        opened_on=act.today,
        opened_at=act.now,
        opened_by=act.name,
    )
    happened(row, "opened", "Case opened", act=act, more=row.because)
    audit("case.opened", row, act, kind=kind.value, source=source.value)
    return row


def may_reopen(case: Case, today: dt.date) -> bool:
    """Whether a closed case is still near enough to be taken up again."""
    return case.closed_on is not None and today <= last_day_to_reopen(case.closed_on, school_calendar())


@transaction.atomic(using=ALIAS)
def wait(case: Case, *, until: dt.date, waits_for: str, act: Act) -> Case:
    """Leave a case to wait for something, to a day. Its tasks stay."""
    row = held(case)
    after = states.CASE.after(row.state, "wait")
    early = "It waits until a day to come." if until <= act.today else ""
    refuse(
        Fault(early, "until_past", "until", remedy="Give tomorrow or a later day.") if early else None,
        words_fault(waits_for, "waits_for", needed="Write what is waited for."),
    )
    row.state, row.wait_until, row.waits_for = after, until, waits_for.strip()
    row.save(update_fields=["state", "wait_until", "waits_for"])
    happened(row, "waiting", f"Left to wait until {middle_date(until)}", act=act, more=row.waits_for)
    audit("case.waits", row, act, until=until.isoformat())
    return row


@transaction.atomic(using=ALIAS)
def go_on(case: Case, *, act: Act) -> Case:
    """Take up a case that waited."""
    row = held(case)
    row.state, row.wait_until, row.waits_for = states.CASE.after(row.state, "go_on"), None, ""
    row.save(update_fields=["state", "wait_until", "waits_for"])
    happened(row, "went_on", "Taken up again", act=act)
    audit("case.went_on", row, act)
    return row


@transaction.atomic(using=ALIAS)
def close(case: Case, *, outcome: Outcome, words: str, act: Act) -> Case:
    """Close a case as it ended. Refused while a task of it is open."""
    row = held(case)
    after = states.CASE.after(row.state, "close")
    left = Task.objects.filter(case=row, state=states.OPEN).count()
    if left:
        said = f"{counted(left, 'task')} of this case {'is' if left == 1 else 'are'} still open."
        remedy = "Say of each that it is done, refused by the family, or cancelled and why; then close."
        raise Refused(said, code="open_tasks", remedy=remedy)
    refuse(words_fault(words, "words", needed="Write how it ended."))
    row.state, row.closed_on, row.closed_by = after, act.today, act.name
    row.outcome, row.closed_as = outcome, words.strip()
    row.wait_until, row.waits_for = None, ""
    row.save(
        update_fields=["state", "closed_on", "closed_by", "outcome", "closed_as", "wait_until", "waits_for"],
    )
    happened(row, "closed", f"Case closed: {outcome.words.lower()}", act=act, more=row.closed_as)
    audit("case.closed", row, act, outcome=outcome.value)
    turned(row, was=row.stage, act=act)
    return row


@transaction.atomic(using=ALIAS)
def reopen(case: Case, *, because: str, act: Act) -> Case:
    """Take up a closed case again, within 20 school days of its end. Later a new one is opened."""
    row = held(case)
    after = states.CASE.after(row.state, "reopen")
    if not may_reopen(row, act.today):
        words = "This case was closed more than 20 school days ago."
        raise Refused(words, code="closed_long_ago", remedy="Open a new one from the pupil’s page.")
    if Case.objects.filter(pupil=row.pupil_id, kind=row.kind).exclude(state=states.CLOSED).exists():
        raise Refused("The pupil has a newer case of this kind open.", code="open_already", remedy="Add to that one.")
    refuse(words_fault(because, "because", needed="Write why the case is reopened."))
    row.state, row.closed_on, row.closed_by, row.outcome, row.closed_as = after, None, "", "", ""
    row.save(update_fields=["state", "closed_on", "closed_by", "outcome", "closed_as"])
    happened(row, "reopened", "Case reopened", act=act, more=because.strip())
    audit("case.reopened", row, act)
    turned(row, was=row.stage, act=act)
    return row


@transaction.atomic(using=ALIAS)
def set_stage(case: Case, *, to: str, because: str, act: Act) -> Case:
    """Set the stage by hand, with a reason: one up at a time, down as far as it goes."""
    row, stages = held_open(case), stages_on(act.today)
    refuse(
        stage_fault(stages, row.stage, to),
        words_fault(because, "because", needed="Write why the stage is changed."),
    )
    was = row.stage
    enter_stage(row, to=to, words=f"Set to {stage_of(stages, to).name} by hand", more=because.strip(), act=act)
    turned(row, was=was, act=act)
    return row


def enter_stage(case: Case, *, to: str, words: str, more: str, act: Act) -> None:
    """Write a case's stage; the case is held, and whoever calls has judged that it may be entered."""
    was, case.stage, case.stage_since = case.stage, to, act.today
    case.save(update_fields=["stage", "stage_since"])
    happened(case, "stage", words, act=act, more=more)
    audit("case.stage", case, act, was=was, to=to)
