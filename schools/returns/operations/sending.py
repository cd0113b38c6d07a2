"""Recording that a file was sent, by whom and how, and what the authority answered. A room above shares one in Rollcall."""

import datetime as dt
from dataclasses import dataclass

from foundation.clock import local
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.returns.models import Return, ReturnFile
from schools.returns.rules.kinds import State
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a file went: the day, the way, and whom or under which reference."""

    on: dt.date
    way: str
    note: str = ""


def record_sent(file: ReturnFile, sent: Sent, *, signed: Signature, now: dt.datetime, today: dt.date) -> ReturnFile:
    """Record that a file was sent. A return is sent once every file it is in has gone."""
    file = _held(file)
    if file.sent_on is not None:
        raise Refused(f"{file.recorded_by} has recorded this file as sent already.", code="sent")
    if file.withdrawn_at is not None:
        raise Refused("This file was withdrawn, so it must not go. Approve the returns again.", code="withdrawn")
    faults = []
    if sent.on > today:
        faults.append(Fault("This day has not come yet. Record it once it is sent.", "ahead", "sent_on"))
    made = local(file.made_at).date()
    if sent.on < made:
        faults.append(Fault("The file was made after that day. Check the day it was sent.", "before", "sent_on"))
    if sent.way not in ReturnFile.Way:
        faults.append(Fault("Say how it was sent.", "way", "sent_way"))
    if faults:
        raise Refused.because(*faults)
    file.sent_on, file.sent_way, file.sent_note = sent.on, sent.way, sent.note.strip()
    file.recorded_at, file.recorded_by = now, signed.by.name
    file.save(update_fields=["sent_on", "sent_way", "sent_note", "recorded_at", "recorded_by"])
    done = _finish(file)
    details = {"way": sent.way, "sent_on": sent.on.isoformat(), "returns": done, "sha256": file.sha256}
    record("return_file.sent", about=("return_file", file.pk), by=signed.by, details=details)
    return file


def _finish(file: ReturnFile) -> int:
    """Note the returns of which every copy has gone now; how many."""
    rows = Return.objects.filter(lines__file=file, state=State.APPROVED).select_for_update(of=("self",), no_key=True)
    done = 0
    for row in rows:
        if not ReturnFile.objects.filter(lines__row=row, sent_on=None, withdrawn_at=None).exists():
            row.state, row.sent_on = State.SENT, file.sent_on
            row.save(update_fields=["state", "sent_on"])
            done += 1
    return done


def record_answer(file: ReturnFile, answer: str, *, on: dt.date, signed: Signature, today: dt.date) -> ReturnFile:
    """Record what the authority answered. A later answer takes the place of an earlier one; both leave an audit line."""
    file = _held(file)
    if file.sent_on is None:
        raise Refused("This file was not sent yet.", code="not_sent")
    faults = []
    if not file.sent_on <= on <= today:
        faults.append(Fault("Give the day of the answer: from the day it was sent until today.", "day", "answered_on"))
    if not answer.strip():
        faults.append(Fault("Write what the authority answered.", "answer", "answer"))
    if faults:
        raise Refused.because(*faults)
    file.answered_on, file.answer, file.answer_by = on, answer.strip(), signed.by.name
    file.save(update_fields=["answered_on", "answer", "answer_by"])
    details = {"answered_on": on.isoformat()}
    record("return_file.answered", about=("return_file", file.pk), by=signed.by, details=details)
    return file


def _held(file: ReturnFile) -> ReturnFile:
    return ReturnFile.objects.select_for_update(no_key=True).get(pk=file.pk)
