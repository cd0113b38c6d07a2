"""Where pupils are placed, and who teaches, tutors and leads."""

import datetime as dt

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.roll.operations.admissions import lock, refuse_group_of_another_year, year_group_in
from schools.roll.operations.changes import announce
from schools.roll.operations.dated import end_row, refuse_end_before_start
from schools.roll.queries import holds_on, meets, not_over
from schools.roll.rules.year_group import YEAR_GROUPS
from schools.staff.models import StaffMember

_DAY = dt.timedelta(days=1)


@transaction.atomic(using=ALIAS)
def move_group(
    pupil: Pupil, group: RegistrationGroup, *, from_day: dt.date, today: dt.date, by: Actor, year_group: str = ""
) -> Placement:
    """Place a pupil in another group from a day on. Registers already taken stay those of the group of their day."""
    pupil = lock(pupil)
    if from_day < today:
        raise Refused(
            "That day has passed, and its registers were the old group's. Give today or a later day.", field="from_day"
        )
    if not pupil.admissions.filter(holds_on(from_day)).exists():
        raise Refused("The pupil is not on the roll on that day. Give a day on which they are.", field="from_day")
    refuse_group_of_another_year(group, from_day)
    years = year_group_in(group, year_group)
    later = pupil.placements.filter(starts_on__gt=from_day).order_by("starts_on").first()
    if later is not None:
        raise Refused(
            f"Another move is recorded for {later.starts_on:%d/%m/%Y}. Give that day to change it, or a later one.",
            field="from_day",
        )
    now = pupil.placements.filter(not_over(from_day)).order_by("starts_on").last()
    if now is not None and (now.group_id, now.year_group) == (group.pk, years):
        raise Refused("The pupil is in this group already.", field="group")
    if now is not None and now.starts_on == from_day:
        now.group, now.year_group = group, years
        now.save(update_fields=["group", "year_group"])
        placement = now
    else:
        ends_on = now.ends_on if now is not None else None
        if now is not None:
            now.ends_on = from_day - _DAY
            now.save(update_fields=["ends_on"])
        placement = Placement.objects.create(
            pupil=pupil, year_group=years, group=group, starts_on=from_day, ends_on=ends_on
        )
    details = {"row": str(placement.pk), "from": str(from_day), "group": str(group.pk)}
    record("pupil.moved", about=("pupil", pupil.pk), by=by, details=details)
    announce(from_day)
    return placement


@transaction.atomic(using=ALIAS)
def appoint_tutor(
    group: RegistrationGroup,
    staff: StaffMember,
    *,
    starts_on: dt.date,
    by: Actor,
    ends_on: dt.date | None = None,
) -> None:
    """Have somebody teach or tutor a group and take its registers, beside whoever does so already."""
    _refuse_post(staff, starts_on, ends_on)
    if group.tutors.filter(meets(starts_on, ends_on), staff=staff).exists():
        raise Refused("They have this group already in that time. End that first, or choose other days.", field="staff")
    GroupTutor.objects.create(group=group, staff=staff, starts_on=starts_on, ends_on=ends_on)
    details = {"staff": str(staff.pk), "from": str(starts_on), "to": str(ends_on) if ends_on else ""}
    record("group.tutor_appointed", about=("group", group.pk), by=by, details=details)


@transaction.atomic(using=ALIAS)
def end_tutor(tutor: GroupTutor, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day somebody has a group; the next day it is out of their reach."""
    end_row(tutor, ends_on)
    details = {"staff": str(tutor.staff_id), "to": str(ends_on)}
    record("group.tutor_ended", about=("group", tutor.group_id), by=by, details=details)


@transaction.atomic(using=ALIAS)
def appoint_lead(
    year_group: str, staff: StaffMember, *, starts_on: dt.date, by: Actor, ends_on: dt.date | None = None
) -> None:
    """Have somebody lead a year group, beside whoever does so already."""
    if year_group not in YEAR_GROUPS:
        raise Refused("This is not a year group.", field="year_group")
    _refuse_post(staff, starts_on, ends_on)
    if YearLead.objects.filter(meets(starts_on, ends_on), staff=staff, year_group=year_group).exists():
        raise Refused("They lead this year already in that time. End that first, or choose other days.", field="staff")
    YearLead.objects.create(year_group=year_group, staff=staff, starts_on=starts_on, ends_on=ends_on)
    details = {"staff": str(staff.pk), "from": str(starts_on), "to": str(ends_on) if ends_on else ""}
    record("year.lead_appointed", about=("year", year_group), by=by, details=details)


@transaction.atomic(using=ALIAS)
def end_lead(lead: YearLead, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day somebody leads a year."""
    end_row(lead, ends_on)
    details = {"staff": str(lead.staff_id), "to": str(ends_on)}
    record("year.lead_ended", about=("year", lead.year_group), by=by, details=details)


def _refuse_post(staff: StaffMember, starts_on: dt.date, ends_on: dt.date | None) -> None:
    """Refuse days that cannot be; what one person is given is given one after another."""
    refuse_end_before_start(starts_on, ends_on)
    staff = StaffMember.objects.select_for_update(no_key=True).get(pk=staff.pk)
    if staff.ends_on is not None and staff.ends_on < starts_on:
        raise Refused("Their post at the school has ended by then. Choose somebody else.", field="staff")
