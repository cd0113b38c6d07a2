"""Groups that are helped: made, ended, and who is in one."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from schools.cases.operations.acting import Act, refuse
from schools.cases.rules.wording import words_fault
from schools.journal.operations import record
from schools.meetings.models import HelpGroup, HelpGroupPupil
from schools.roll.models import Pupil


@transaction.atomic(using=ALIAS)
def make_group(*, name: str, what: str, starts_on: dt.date, ends_on: dt.date | None, act: Act) -> HelpGroup:
    """Make a group, nobody in it yet."""
    there = HelpGroup.objects.filter(name=name.strip(), starts_on=starts_on).exists()
    again = Fault("There is a group of this name from that day.", "twice", "name", remedy="Give another name.")
    refuse(
        words_fault(name, "name", most=100, needed="Give the group a name."),
        words_fault(what, "what"),
        _order(starts_on, ends_on),
        again if there else None,
    )
    row = HelpGroup.objects.create(
        name=name.strip(), what=what.strip(), starts_on=starts_on, ends_on=ends_on, at=act.now, by_name=act.name
    )
    record("help_group.made", about=("help_group", row.pk), by=act.signed.by, details={})
    return row


def _order(starts_on: dt.date, ends_on: dt.date | None) -> Fault | None:
    if ends_on is None or ends_on >= starts_on:
        return None
    return Fault("It would end before it begins.", "order", "ends_on", remedy="Give a later last day.")


@transaction.atomic(using=ALIAS)
def change_group(group: HelpGroup, *, what: str, starts_on: dt.date, ends_on: dt.date | None, act: Act) -> HelpGroup:
    """Change what is done and from when until when."""
    row = HelpGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    refuse(words_fault(what, "what"), _order(starts_on, ends_on))
    row.what, row.starts_on, row.ends_on = what.strip(), starts_on, ends_on
    row.save(update_fields=["what", "starts_on", "ends_on"])
    record("help_group.changed", about=("help_group", row.pk), by=act.signed.by, details={})
    return row


@transaction.atomic(using=ALIAS)
def put_in(group: HelpGroup, *, pupils: Collection[Pupil], act: Act) -> int:
    """Put pupils into a group; how many were not in it."""
    refuse(None if pupils else Fault("Nobody is ticked.", "none", "pupil", remedy="Tick at least one pupil."))
    row = HelpGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    there = set(HelpGroupPupil.objects.filter(group=row).values_list("pupil", flat=True))
    new = [pupil for pupil in pupils if pupil.pk not in there]
    HelpGroupPupil.objects.bulk_create(
        HelpGroupPupil(group=row, pupil=pupil, at=act.now, by_name=act.name) for pupil in new
    )
    for pupil in new:
        record("help_group.joined", about=("pupil", pupil.pk), by=act.signed.by, details={"group": str(row.pk)})
    return len(new)


@transaction.atomic(using=ALIAS)
def take_out(group: HelpGroup, *, pupil: Pupil, act: Act) -> None:
    """Take a pupil out who was put in by mistake: they count nowhere in what is said of the group."""
    gone, _ = HelpGroupPupil.objects.filter(group=group, pupil=pupil).delete()
    if gone:
        record("help_group.left", about=("pupil", pupil.pk), by=act.signed.by, details={"group": str(group.pk)})
