"""What a meeting decides, live; and writing it up: who came, the minutes, the agenda kept as it was, and the recap."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.urls import reverse

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, note_event, refuse
from schools.cases.operations.cases import open_case
from schools.cases.operations.work import add_task
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.cases.rules.tasks import LONGEST_TASK, TaskKind
from schools.cases.rules.wording import words_fault
from schools.meetings.models import AgendaItem, Comer, Decision, Meeting
from schools.meetings.operations.meetings import audit, held_planned
from schools.meetings.rules.agenda import Line, Section
from schools.meetings.rules.meetings import LONGEST_MINUTES, MeetingKind, State, title_of
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from schools.staff.operations.notices import Told, notify
from schools.staff.rules.kinds import NoticeKind

#: The count and a link; whom the decisions are about, the page says to whom may read it.
RECAP = NoticeKind(
    "meeting_recap",
    one="decision was written down at a meeting you were at",
    many="decisions were written down at a meeting you were at",
)


@transaction.atomic(using=ALIAS)
def decide(
    meeting: Meeting,
    *,
    what: str,
    owner: StaffMember,
    due_on: dt.date,
    act: Act,
    pupil: Pupil | None = None,
    kind: TaskKind = TaskKind.TASK,
) -> Decision:
    """Write down what was decided, who does it and by when.

    About a pupil it becomes a task of their attendance case, which is opened where there is none. A decision may be written
    down while the meeting is planned, which it is until it is written up.
    """
    row = held_planned(meeting)
    early = Fault("It would be due before it was decided.", "due_early", "due_on", remedy="Give today or a later day.")
    refuse(
        words_fault(what, "what", most=LONGEST_TASK, needed="Write what is to be done."),
        early if due_on < act.today else None,
    )
    task = None
    if pupil is not None:
        task = add_task(_case_of(pupil, row, act), kind=kind, what=what, due_on=due_on, owner=owner, act=act)
    made = Decision.objects.create(
        meeting=row,
        pupil=pupil,
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        task=task,
        at=act.now,
        by_name=act.name,
    )
    audit("meeting.decided", row, act, decision=str(made.pk), due=due_on.isoformat(), about_pupil=pupil is not None)
    return made


def _case_of(pupil: Pupil, meeting: Meeting, act: Act) -> Case:
    """The pupil's open attendance case, or a new one that says where it was opened."""
    held = Case.objects.filter(pupil=pupil, kind=Kind.ATTENDANCE.value).exclude(state=states.CLOSED).first()
    if held is not None:
        return held
    title = title_of(meeting.kind, year_group=meeting.year_group, name=meeting.name)
    because = f"Talked about at the {title[0].lower()}{title[1:]} of {middle_date(meeting.on)}"
    return open_case(pupil, kind=Kind.ATTENDANCE, because=because, act=act)


@transaction.atomic(using=ALIAS)
def finish_decision(decision: Decision, *, act: Act) -> Decision:
    """Say that what was decided about nobody in particular is done. About a pupil, its task is ended in the case."""
    row = Decision.objects.select_for_update(no_key=True).select_related("meeting").get(pk=decision.pk)
    if row.task_id is not None:
        words = "This is a task of a pupil’s case."
        raise Refused(words, code="a_task", remedy="End it there: the case keeps what came of it.")
    if row.done_at is not None:
        raise Overtaken("Somebody has said so already.", code="done", remedy="Look at the meeting again.")
    row.done_at, row.done_by = act.now, act.name
    row.save(update_fields=["done_at", "done_by"])
    audit("meeting.decision_done", row.meeting, act, decision=str(row.pk))
    return row


@transaction.atomic(using=ALIAS)
def write_up(
    meeting: Meeting,
    *,
    minutes: str,
    came: Collection[uuid.UUID],
    lines: Sequence[tuple[Line, Pupil | None]],
    act: Act,
) -> Meeting:
    """Say that it was held: who came, the minutes, and the agenda as it was, in its order. Nothing of it changes after.

    `lines` are the agenda as whoever writes it up has it on the page; what was added by hand is kept in its place.
    """
    row = held_planned(meeting)
    ahead = Fault("This meeting is still to come.", "ahead", "minutes", remedy="Write it up once it was held.")
    nobody = Fault("Nobody is said to have come.", "nobody", "came", remedy="Tick who was there.")
    there = set(Comer.objects.filter(meeting=row, post__in=list(came)).values_list("pk", flat=True))
    refuse(
        words_fault(minutes, "minutes", most=LONGEST_MINUTES),
        ahead if row.on > act.today else None,
        None if there else nobody,
    )
    Comer.objects.filter(meeting=row).update(came=False)
    Comer.objects.filter(pk__in=there).update(came=True)
    _keep(row, lines, act)
    row.state, row.minutes, row.over_at, row.over_by = State.HELD.value, minutes.strip(), act.now, act.name
    row.save(update_fields=["state", "minutes", "over_at", "over_by"])
    _tell_cases(row, act)
    audit("meeting.held", row, act, came=len(there), lines=len(lines))
    return row


def _keep(meeting: Meeting, lines: Sequence[tuple[Line, Pupil | None]], act: Act) -> None:
    """Keep the agenda in its order. What was added by hand stands already, and is given its place."""
    rows = AgendaItem.objects.filter(meeting=meeting, section=Section.ADDED.value, off_at__isnull=True)
    added = {(row.pupil_id, row.words): row for row in rows}
    new = []
    for place, (line, pupil) in enumerate(lines, start=1):
        there = added.get((pupil.pk if pupil is not None else None, line.words))
        if line.section is Section.ADDED and there is not None:
            there.place = place
            there.save(update_fields=["place"])
        elif line.section is not Section.ADDED:
            given = {"place": place, "pupil": pupil, "words": line.words, "at": act.now, "by_name": act.name}
            new.append(AgendaItem(meeting=meeting, section=line.section.value, **given))
    AgendaItem.objects.bulk_create(new)


def _tell_cases(meeting: Meeting, act: Act) -> None:
    """Write into the timelines of the pupils something was decided about, and of the family met, that it was held.

    Only a meeting with the family counts as a meeting held when a stage is decided; the staff's own do not.
    """
    title = title_of(meeting.kind, year_group=meeting.year_group, name=meeting.name)
    family = meeting.kind == MeetingKind.FAMILY
    pupils = Pupil.objects.filter(pk__in=meeting.decisions.filter(pupil__isnull=False).values("pupil"))
    if meeting.pupil is not None:
        pupils = Pupil.objects.filter(pk=meeting.pupil.pk)
    for pupil in pupils:
        note_event(
            pupil,
            kind="meeting" if family else "discussed",
            on=meeting.on,
            words=f"{title} held" if family else f"Talked about: {title}",
            room="meetings",
            key=str(meeting.pk),
            act=act,
        )


@transaction.atomic(using=ALIAS)
def send_recap(meeting: Meeting, *, act: Act) -> Told:
    """Tell those who were there how much was decided, and where it is read. Once."""
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if row.state != State.HELD:
        raise Refused("This meeting has not been written up.", code="not_held", remedy="Write it up first.")
    if row.recap_at is not None:
        raise Overtaken("The recap has been sent already.", code="sent", remedy="Nobody is told twice.")
    count = Decision.objects.filter(meeting=row).count()
    if not count:
        raise Refused("Nothing was decided, so there is nothing to tell.", code="nothing")
    posts = Comer.objects.filter(meeting=row, came=True).values_list("post", flat=True)
    row.recap_at = act.now
    row.save(update_fields=["recap_at"])
    address = reverse("meeting", args=[row.pk])
    told = notify(posts, kind=RECAP, count=count, address=address, at=act.now, by=act.signed.by)
    audit("meeting.recap", row, act, told=len(told.by_email) + len(told.without_email), decisions=count)
    return told
