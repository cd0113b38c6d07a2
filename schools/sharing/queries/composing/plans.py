"""Part-time timetables and provision off site, as they are agreed now. Why they were agreed stays in the school."""

import datetime as dt

from foundation.clock import local
from foundation.refusals import Fault
from foundation.ui.numbers import counted
from schools.leave.models import PartTimeTimetable
from schools.leave.queries.part_time import standing_of
from schools.provision.models import ProvisionPlacement
from schools.roll.rules.week_slots import slots_label
from schools.sharing.models import Share
from schools.sharing.rules.composed import Composed


def part_time(share: Share, now: dt.datetime) -> Composed:
    """A part-time timetable with its next review and the parent who agreed to it."""
    row = PartTimeTimetable.objects.prefetch_related("reviews").get(pk=share.source)
    due, ends_on = standing_of(row, local(now).date()).due, row.stopped_on or row.ends_on
    facts = {
        "starts_on": row.starts_on.isoformat(),
        "review_on": due.due_on.isoformat() if due else "",
        "ends_on": ends_on.isoformat(),
        "hours": f"{row.hours.normalize():f}",
        "agreed_by_whom": row.agreed_with,
    }
    return Composed(facts, next_on=due.due_on if due else ends_on, lacking=_never_began(row.starts_on, ends_on))


def elsewhere(share: Share, _now: dt.datetime) -> Composed:
    """A placement at a provider, in which sessions of the week, and when it is looked at again."""
    row = ProvisionPlacement.objects.select_related("provider").get(pk=share.source)
    due = row.reviews.filter(done_on=None).order_by("due_on").values_list("due_on", flat=True).first()
    facts = {
        "starts_on": row.starts_on.isoformat(),
        "review_on": due.isoformat() if due else "",
        "ends_on": row.ends_on.isoformat(),
        "hours": f"{counted(len(row.slots), 'session')} ({slots_label(row.slots)})",
        "provider": row.provider.name,
        "agreed_by_whom": row.made_by,
    }
    return Composed(facts, next_on=due or row.ends_on, lacking=_never_began(row.starts_on, row.ends_on))


def _never_began(starts_on: dt.date, ends_on: dt.date) -> tuple[Fault, ...]:
    if ends_on >= starts_on:
        return ()
    return (Fault("It never began, so there is nothing of it to share.", "never", "ends_on"),)
