"""Taking back one's own last act at the desk: a slip at the door, put right by whoever made it before anything follows.

What was in the register before comes back where that is lawful; a mark first made in a register that has closed stays,
for it is amended and never removed [WT26].
"""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.desk.models import Arrival, Outing, Visit
from schools.desk.operations.arriving import Put, put
from schools.desk.queries.at_the_door import at_door
from schools.desk.queries.day import Act, Done, last_act
from schools.journal.operations import record
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.entering import CellMark
from schools.roll.operations.admissions import lock
from schools.roll.queries.signing import Signature


@transaction.atomic(using=ALIAS)
def undo(name: str, *, day: dt.date, now: dt.datetime, signed: Signature) -> Done:
    """Take back the act of that name, if it is the last that whoever asks did today."""
    assert signed.by.person_id is not None
    done = last_act(signed.by.person_id, day)
    if done is None or done.name != name:
        raise Overtaken("That is not the last thing you did here any more, so nothing is undone.", code="not_last")
    if done.act is Act.LATE:
        _undo_late(done, now=now, signed=signed)
    elif done.act in (Act.OUT, Act.BACK):
        _undo_outing(done, now=now)
    else:
        _undo_visit(done, now=now)
    record("desk.undone", about=("desk", done.row), by=signed.by, details={"act": done.act.value})
    return done


def _undo_late(done: Done, *, now: dt.datetime, signed: Signature) -> None:
    row = Arrival.objects.select_related("pupil").get(pk=done.row)
    lock(row.pupil)
    door = at_door(row.pupil_id, row.day)
    slot = Timetable.now().slot(row.day, row.session, now)
    if door is None:
        raise Refused("They are not on roll any more. Ask the attendance officer to look at the register.")
    was, asked = CellMark(row.code, row.minutes), CellMark(row.before_code, row.before_minutes)
    try:
        put(Put(door, slot, was, asked, "Undone at the desk"), key=f"undo-{row.pk}", signed=signed, now=now)
    except Refused as refused:
        if refused.first.code != "not_removable":
            raise
        words = f"The {SESSION_NAMES[row.session]} register has closed, so the mark is amended and never removed."
        raise Refused(
            words, code="not_removable", remedy="Ask the attendance officer to enter what is right."
        ) from None
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    # The late that this one took the place of, at its own moment, stands again, as its mark does.
    earlier = Arrival.objects.filter(pupil=row.pupil_id, day=row.day, session=row.session, undone_at=row.at)
    earlier.exclude(pk=row.pk).update(undone_at=None)
    Outing.objects.filter(ended_by=row).update(back_at=None, back_by_id=None, back_by_name="", ended_by=None)


def _undo_outing(done: Done, *, now: dt.datetime) -> None:
    row = Outing.objects.select_for_update(no_key=True).get(pk=done.row)
    if done.act is Act.BACK and row.left_at is not None:
        row.back_at, row.back_by_id, row.back_by_name = None, None, ""
    else:
        row.undone_at = now
    row.save()


def _undo_visit(done: Done, *, now: dt.datetime) -> None:
    row = Visit.objects.select_for_update(no_key=True).get(pk=done.row)
    if done.act is Act.VISITOR_OUT:
        row.out_at, row.out_by_id, row.out_by_name = None, None, ""
    else:
        row.undone_at = now
    row.save()
