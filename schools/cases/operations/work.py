"""Tasks and notes of a case: made, ended, written, and opened to one named reader."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from schools.cases.models import Case, Note, Task
from schools.cases.operations.acting import Act, audit, happened, held_open, refuse
from schools.cases.rules import states
from schools.cases.rules.tasks import TaskKind, end_fault, task_faults
from schools.cases.rules.wording import LONGEST_NOTE, words_fault
from schools.staff.models import StaffDuty, StaffMember
from schools.staff.operations.notices import notify
from schools.staff.rules.kinds import NoticeKind

TASKS_GIVEN = NoticeKind("case_tasks_given", one="task was given to you", many="tasks were given to you")


@transaction.atomic(using=ALIAS)
def add_task(
    case: Case,
    *,
    kind: TaskKind,
    what: str,
    due_on: dt.date,
    act: Act,
    owner: StaffMember | None = None,
    duty: StaffDuty.Duty | None = None,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    action: str = "",
) -> Task:
    """Give somebody something to do by a day: who holds a post, or else whoever holds a duty."""
    row = held_open(case)
    whose = None
    if (owner is None) == (duty is None):
        whose = Fault("Choose one person, or else one duty.", "whose", "whose")
    elif owner is not None and not _in_post(owner, act.today):
        whose = Fault("They do not hold that post today.", "not_in_post", "whose", remedy="Choose somebody else.")
    times = {"starts_at": starts_at, "ends_at": ends_at}
    refuse(whose, *task_faults(kind=kind, what=what, due_on=due_on, made_on=act.today, **times))
    task = Task.objects.create(
        case=row,
        kind=kind,
        what=what.strip(),
        action=action,
        owner=owner,
        duty=duty or "",
        due_on=due_on,
        made_on=act.today,
        at=act.now,
        by_name=act.name,
        **times,
    )
    if owner is not None and owner.pk != act.signed.staff:
        notify([owner.pk], kind=TASKS_GIVEN, count=1, address=_plans(), at=act.now, by=act.signed.by)
    audit("case.task", row, act, task=str(task.pk), kind=kind.value, due=due_on.isoformat())
    return task


def _plans() -> str:
    """Where whoever is given a task finds it; the worker gives tasks too, and it is at no host."""
    return reverse("case_plans", urlconf=settings.PLACE_URLCONFS["school"])


def _in_post(post: StaffMember, day: dt.date) -> bool:
    return post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)


@transaction.atomic(using=ALIAS)
def end_task(task: Task, *, move: str, answer: str, act: Act) -> Task:
    """End a task by a move of the table: done, refused by the family, or cancelled. The timeline says so."""
    case = held_open(task.case)
    row = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    after = states.TASK.after(row.state, move)
    refuse(end_fault(kind=row.kind, move=move, answer=answer))
    row.state, row.answer, row.ended_at, row.ended_by = after, answer.strip(), act.now, act.name
    row.save(update_fields=["state", "answer", "ended_at", "ended_by"])
    kind = TaskKind(row.kind)
    ended = states.TASK.words(after)
    said = f"{row.what}: {ended}" if row.action else f"{kind.words} {ended}: {row.what}"
    event = "refused" if after == states.REFUSED else kind.value if after == states.DONE else "cancelled"
    happened(case, event, said[:500], act=act, more=row.answer, key=str(row.pk))
    audit("case.task_ended", case, act, task=str(row.pk), state=after)
    return row


@transaction.atomic(using=ALIAS)
def write_note(case: Case, *, words: str, restricted: bool, act: Act) -> Note:
    """Write a note. A restricted one leaves nothing in the timeline."""
    row = held_open(case)
    refuse(words_fault(words, "words", most=LONGEST_NOTE, needed="Write the note."))
    note = Note.objects.create(
        case=row,
        words=words.strip(),
        restricted=restricted,
        at=act.now,
        by_name=act.name,
        by_position=act.signed.position,
    )
    audit("case.note", row, act, note=str(note.pk), restricted=restricted)
    return note


@transaction.atomic(using=ALIAS)
def let_read(note: Note, *, reader: StaffMember, until: dt.date, act: Act) -> Note:
    """Let one named person read a restricted note until a day, in place of whoever was named before."""
    row = Note.objects.select_for_update(no_key=True).select_related("case").get(pk=note.pk)
    if not row.restricted:
        raise Refused("This note is not restricted: whoever sees the case reads it.", code="not_restricted")
    past = Fault("That day is past.", "until_past", "until", remedy="Give today or a later day.")
    gone = Fault("They do not hold that post.", "not_in_post", "post", remedy="Choose somebody else.")
    refuse(past if until < act.today else None, None if _in_post(reader, act.today) else gone)
    row.reader, row.reader_until = reader, until
    row.save(update_fields=["reader", "reader_until"])
    audit("case.note_opened", row.case, act, note=str(row.pk), post=str(reader.pk), until=until.isoformat())
    return row


@transaction.atomic(using=ALIAS)
def stop_reading(note: Note, *, act: Act) -> Note:
    """Take the named reader off a restricted note."""
    row = Note.objects.select_for_update(no_key=True).select_related("case").get(pk=note.pk)
    if row.reader_id is None:
        raise Refused("Nobody is named to read it.", code="no_reader", remedy="Look at the case again.")
    row.reader, row.reader_until = None, None
    row.save(update_fields=["reader", "reader_until"])
    audit("case.note_shut", row.case, act, note=str(row.pk))
    return row
