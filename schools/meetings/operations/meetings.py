"""Planning, changing and calling off a meeting; putting pupils on its agenda, and taking a line off again."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.wording import words_fault
from schools.journal.operations import record, record_each
from schools.meetings.models import AgendaItem, Comer, Meeting
from schools.meetings.operations.listening import meeting_changed
from schools.meetings.rules.agenda import Section
from schools.meetings.rules.meetings import MeetingKind, State, meeting_faults
from schools.roll.models import Pupil
from schools.staff.models import StaffMember


def held_planned(meeting: Meeting) -> Meeting:
    """The meeting held until the transaction ends, while nothing of it is over."""
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if row.state == State.HELD:
        raise Overtaken("This meeting has been written up.", code="held", remedy="Plan the next one.")
    if row.state == State.CALLED_OFF:
        raise Overtaken("This meeting has been called off.", code="called_off", remedy="Plan another.")
    return row


def audit(what: str, meeting: Meeting, act: Act, **details: Any) -> None:
    """The audit line of an act on a meeting, keys and counts and no words; and who follows meetings is told."""
    record(what, about=("meeting", meeting.pk), by=act.signed.by, details=details)
    meeting_changed(meeting)


@transaction.atomic(using=ALIAS)
def plan_meeting(
    *,
    kind: MeetingKind,
    on: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    chair: StaffMember,
    comers: Collection[StaffMember],
    act: Act,
    year_group: str = "",
    pupil: Pupil | None = None,
    name: str = "",
    where: str = "",
    others: str = "",
) -> Meeting:
    """Plan a meeting. Only a panel has a name of its own: a year's is its year, and a family's is nobody's to read."""
    year_group = year_group if kind == MeetingKind.YEAR else ""
    name = name.strip() if kind == MeetingKind.PANEL else ""
    refuse(
        *meeting_faults(
            kind=kind,
            year_group=year_group,
            about_pupil=pupil is not None,
            on=on,
            starts_at=starts_at,
            ends_at=ends_at,
            today=act.today,
        ),
        *_text_faults(where, others),
        words_fault(name, "name", most=100),
    )
    row = Meeting.objects.create(
        kind=kind.value,
        year_group=year_group,
        pupil=pupil,
        name=name,
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        where=where.strip(),
        chair=chair,
        others=others.strip(),
        at=act.now,
        by_name=act.name,
    )
    _ask(row, comers)
    audit("meeting.planned", row, act, kind=kind.value, on=on.isoformat())
    return row


@transaction.atomic(using=ALIAS)
def change_meeting(
    meeting: Meeting,
    *,
    on: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    where: str,
    chair: StaffMember,
    comers: Collection[StaffMember],
    others: str,
    act: Act,
) -> Meeting:
    """Change when and where it is and who comes; whom it is about stays."""
    row = held_planned(meeting)
    refuse(
        *meeting_faults(
            kind=row.kind,
            year_group=row.year_group,
            about_pupil=row.pupil_id is not None,
            on=on,
            starts_at=starts_at,
            ends_at=ends_at,
            today=act.today,
        ),
        *_text_faults(where, others),
    )
    row.on, row.starts_at, row.ends_at = on, starts_at, ends_at
    row.where, row.chair, row.others = where.strip(), chair, others.strip()
    row.save(update_fields=["on", "starts_at", "ends_at", "where", "chair", "others"])
    _ask(row, comers)
    audit("meeting.changed", row, act, on=on.isoformat())
    return row


def _text_faults(where: str, others: str) -> Sequence[Fault | None]:
    return words_fault(where, "where", most=200), words_fault(others, "others", most=500)


def _ask(meeting: Meeting, posts: Collection[StaffMember]) -> None:
    """Have these and nobody else of the staff be asked to it; who chairs it is."""
    keys = {one.pk for one in posts} | {meeting.chair_id}
    Comer.objects.filter(meeting=meeting).exclude(post__in=keys).delete()
    Comer.objects.bulk_create([Comer(meeting=meeting, post_id=key) for key in sorted(keys)], ignore_conflicts=True)


@transaction.atomic(using=ALIAS)
def call_off(meeting: Meeting, *, act: Act) -> Meeting:
    """Say that it is not held. What was put on its agenda is on no other by that."""
    row = held_planned(meeting)
    row.state, row.over_at, row.over_by = State.CALLED_OFF.value, act.now, act.name
    row.save(update_fields=["state", "over_at", "over_by"])
    audit("meeting.called_off", row, act)
    return row


@transaction.atomic(using=ALIAS)
def add_to_agenda(meeting: Meeting, *, pupils: Collection[Pupil], words: str, act: Act) -> int:
    """Put pupils on the agenda, or a line about nobody; how many were not on it. Who is on it already stays as they are."""
    row = held_planned(meeting)
    refuse(
        words_fault(words, "words", needed="" if pupils else "Choose a pupil, or write what is to be talked about."),
    )
    if not pupils:
        _item(row, None, words, act).save()
        audit("meeting.line_added", row, act)
        return 1
    there = set(_added(row).filter(pupil__isnull=False).values_list("pupil", flat=True))
    new = [pupil for pupil in pupils if pupil.pk not in there]
    AgendaItem.objects.bulk_create([_item(row, pupil, words, act) for pupil in new])
    about = [("pupil", pupil.pk) for pupil in new]
    record_each("meeting.added", about=about, by=act.signed.by, details={"meeting": str(row.pk)})
    if new:
        meeting_changed(row)
    return len(new)


@transaction.atomic(using=ALIAS)
def add_each(meetings: Mapping[Meeting, Collection[Pupil]], *, words: str, act: Act) -> int:
    """Put pupils on the agendas of several meetings, all or none; how many were on none of them."""
    order = sorted(meetings, key=lambda one: one.pk)
    return sum(add_to_agenda(one, pupils=meetings[one], words=words, act=act) for one in order)


def _added(meeting: Meeting) -> Any:
    return AgendaItem.objects.filter(meeting=meeting, section=Section.ADDED.value, off_at__isnull=True)


def _item(meeting: Meeting, pupil: Pupil | None, words: str, act: Act) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        section=Section.ADDED.value,
        pupil=pupil,
        words=words.strip(),
        at=act.now,
        by_name=act.name,
    )


@transaction.atomic(using=ALIAS)
def take_off(meeting: Meeting, *, item: uuid.UUID, act: Act) -> None:
    """Take a line off that somebody put on. What the data put there goes when the data change."""
    row = held_planned(meeting)
    if not _added(row).filter(pk=item).update(off_at=act.now):
        raise Overtaken("That line has been taken off already.", code="off", remedy="Look at the agenda again.")
    audit("meeting.taken_off", row, act)
