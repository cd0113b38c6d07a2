"""Keeping the local form of a case: each time as a whole version."""

from collections.abc import Mapping

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken
from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, held_open, note_event, refuse
from schools.cases.rules.opening import Kind
from schools.referrals.models import AttendCopy
from schools.referrals.operations.holding import ROOM
from schools.referrals.rules.attend import answers_of, attend_faults, attend_form


@transaction.atomic(using=ALIAS)
def keep_form(case: Case, *, answers: Mapping[str, str], seen: int, act: Act) -> AttendCopy:
    """Keep the form as it is now filled in, as the version after `seen`. Overtaken when somebody kept one since."""
    row = held_open(case)
    last = AttendCopy.objects.filter(case=row).first()
    number = last.number if last else 0
    if number != seen:
        words = "Somebody has kept the form since you opened it."
        raise Overtaken(words, code="overtaken", remedy="Read it as it is now, then write yours.")
    given = answers_of(answers)
    refuse(*attend_faults(given, last.answers if last else {}))
    made = AttendCopy.objects.create(case=row, number=number + 1, answers=given, at=act.now, by_name=act.name)
    said = (
        f"{attend_form().name} filled in"
        if number == 0
        else f"{attend_form().name} filled in anew, version {number + 1}"
    )
    key, of = f"{row.pk} attend {made.number}", Kind(row.kind)
    note_event(row.pupil, kind="attend", on=act.today, words=said, room=ROOM, key=key, act=act, of=of)
    audit("case.attend", row, act, version=made.number)
    return made
