"""Withdrawing a file that must not go any more: whoever else is in it is to be approved anew."""

import datetime as dt

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.returns.models import Return, ReturnFile
from schools.returns.rules.kinds import State


def withdraw_files(row: Return, *, because: str, by: Actor, now: dt.datetime) -> None:
    """Withdraw every file of a return that was not sent yet. The return itself is its caller's."""
    for file in ReturnFile.objects.filter(lines__row=row, sent_on=None, withdrawn_at=None).select_for_update(
        of=("self",), no_key=True
    ):
        _withdraw(file, because=because, by=by, now=now, but=row)


def withdraw_file(file: ReturnFile, *, because: str, by: Actor, now: dt.datetime) -> ReturnFile:
    """Take back a file before it is sent. Its returns are drafts again."""
    file = ReturnFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if file.sent_on is not None:
        raise Refused(
            "This file was recorded as sent, so it stays as it is. Correct it with the authority.", code="sent"
        )
    if file.withdrawn_at is not None:
        raise Refused("This file is withdrawn already.", code="withdrawn")
    if not because.strip():
        raise Refused("Say why the file is withdrawn.", field="because", code="because")
    _withdraw(file, because=because.strip(), by=by, now=now)
    return file


def _withdraw(file: ReturnFile, *, because: str, by: Actor, now: dt.datetime, but: Return | None = None) -> None:
    file.withdrawn_at, file.withdrawn_by, file.withdrawn_because = now, by.name, because
    file.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    others = Return.objects.filter(lines__file=file, state=State.APPROVED).select_for_update(of=("self",), no_key=True)
    for row in others:
        if but is None or row.pk != but.pk:
            _withdraw_copies(row, file, because=because, by=by, now=now)
            row.state = State.DRAFTED
            row.save(update_fields=["state"])
    details = {"returns": file.lines.count()}
    record("return_file.withdrawn", about=("return_file", file.pk), by=by, details=details)


def _withdraw_copies(row: Return, file: ReturnFile, *, because: str, by: Actor, now: dt.datetime) -> None:
    """A return that goes to two authorities is approved anew for both, as long as neither copy was sent."""
    for copy in ReturnFile.objects.filter(lines__row=row, sent_on=None, withdrawn_at=None).exclude(pk=file.pk):
        _withdraw(copy, because=because, by=by, now=now, but=row)
