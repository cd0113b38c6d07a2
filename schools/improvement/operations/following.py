"""What follows of a notice's letters and of its first day: it is sent once one has left, and runs from that day on."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.cases.operations.acting import Act
from schools.cases.rules import states as case_states
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.holding import ABOUT, held, move, note, tell
from schools.improvement.operations.notices import promise_run
from schools.improvement.rules import states
from schools.letters.models import Letter
from schools.letters.operations.grounds import Ground
from schools.roll.queries.signing import Signature


def ground_of_notice(key: uuid.UUID | None, _rests_on: Mapping[str, Any], now: dt.datetime) -> Ground:
    """Hold the notice, and say whether its letters may still leave: approved, and every parent has it before it begins."""
    found = ImprovementNotice.objects.filter(pk__in=[key]).first()
    if found is None:
        return Ground(Fault("The notice to improve is no longer there.", "ground_gone"))
    row = held(found)
    if row.state not in states.TO_LEAVE:
        words = f"The notice to improve is {states.NOTICE.words(row.state)}."
        return Ground(Fault(words, "ground_gone", remedy="Look at the notice."))
    if row.case.state == case_states.CLOSED:
        return Ground(Fault("The case has been closed.", "ground_gone", remedy="Withdraw the notice."))
    if row.begins_on is not None and local(now).date() >= row.begins_on:
        words = f"Its weeks began on {middle_date(row.begins_on)}, before this parent had it."
        return Ground(
            Fault(words, "ground_gone", remedy="Make the notice a draft again, or withdraw it and begin anew.")
        )
    return Ground()


def letters_left(keys: Collection[str], *, now: dt.datetime) -> None:
    """Note which notices are with a parent: sent on the day on which the first letter left. Safe to repeat."""
    for letter in Letter.objects.filter(pk__in=list(keys), about_kind=ABOUT, dated__isnull=False).order_by(
        "dated", "pk"
    ):
        notice = ImprovementNotice.objects.filter(pk__in=[letter.about_id], state=states.APPROVED).first()
        if notice is None or (row := held(notice)).state != states.APPROVED:
            continue
        act = _by_itself(now)
        move(row, "send")
        row.sent_on = letter.dated
        row.save(update_fields=["state", "sent_on"])
        note("sent", row, act)
        promise_run(row)
        assert row.begins_on is not None
        assert row.ends_on is not None
        weeks = f"{row.weeks} school weeks, {middle_date(row.begins_on)} to {middle_date(row.ends_on)}"
        tell(row, "sent", f"Notice to improve sent: {weeks}", act=act, on=row.sent_on)


def run_notice(key: str, *, now: dt.datetime) -> None:
    """Have a notice run whose first day has come, if it was sent and is not over. Safe to repeat."""
    found = ImprovementNotice.objects.filter(pk=key).first()
    if found is None:
        return
    row = held(found)
    if row.state != states.SENT or row.begins_on is None or local(now).date() < row.begins_on:
        return
    move(row, "run")
    row.save(update_fields=["state"])
    note("running", row, _by_itself(now))


def _by_itself(now: dt.datetime) -> Act:
    return Act(Signature(SYSTEM, ""), now)
