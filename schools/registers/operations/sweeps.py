"""Ticking a sweep off: somebody has gone through what was found in the registers of a day, a week or a month."""

import datetime as dt

from foundation.refusals import Overtaken, Refused
from schools.journal.operations import record
from schools.registers.models import SweepTick
from schools.registers.queries.sweeping import ticks_of
from schools.registers.rules.sweeps import Outcome, Stretch
from schools.roll.queries.signing import Signature


def tick_off(
    stretch: Stretch, outcome: Outcome, *, saw: str, note: str, signed: Signature, now: dt.datetime
) -> SweepTick:
    """Write down that it was gone through, with what is found now; `saw` is the digest of what the person was shown.

    Refused when that is no longer what is found, and when somebody has ticked off just that.
    """
    ticks = ticks_of([stretch]).get((stretch.kind, stretch.first), [])
    if ticks and not outcome.since(ticks[0].findings)[0]:
        words = f"{ticks[0].by_name} has ticked this sweep off, and nothing new was found since."
        raise Refused(words, code="ticked_already", remedy="Nothing need be done.")
    if saw != outcome.digest:
        raise _overtaken()
    row, made = SweepTick.objects.get_or_create(
        kind=stretch.kind,
        starts_on=stretch.first,
        number=len(ticks) + 1,
        defaults={
            "at": now,
            "by_name": signed.by.name,
            "by_position": signed.position,
            "counts": dict(outcome.counts),
            "findings": list(outcome.findings),
            "note": note,
        },
    )
    if not made:
        raise _overtaken()
    about = ("sweep", f"{stretch.kind} {stretch.first}")
    record("sweep.ticked", about=about, by=signed.by, details={"number": row.number, "found": dict(outcome.counts)})
    return row


def _overtaken() -> Overtaken:
    words = "What this sweep finds has changed since the page was drawn."
    return Overtaken(words, code="changed", remedy="Look at it again, then tick it off.")
