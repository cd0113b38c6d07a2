"""Withdrawing a letter that has not left: when what it says no longer holds, or nobody wants it any more."""

import datetime as dt
import uuid

from foundation.audit.actors import Actor
from schools.journal.operations import withdraw as withdraw_due
from schools.letters.models import Letter
from schools.letters.operations.events import held, move, note
from schools.letters.operations.sending import SEND, due_key
from schools.letters.rules.states import MAY, Act, State


def withdraw(letter: Letter, *, why: str = "", by: Actor, now: dt.datetime) -> Letter:
    """Have a letter not go. Refused once it has left, or may have."""
    row = held(letter, Act.WITHDRAW)
    if row.state == State.QUEUED:
        withdraw_due(SEND, [due_key(row)])
    move(row, State.WITHDRAWN, now, why=why or f"Withdrawn by {by.name}")
    row.save()
    note(row, "withdrawn", by=by, now=now, words=why)
    return row


def withdraw_about(kind: str, key: uuid.UUID, *, why: str, by: Actor, now: dt.datetime) -> list[Letter]:
    """Withdraw every letter about one thing that has not left; the letters that have left already, for whoever must be told.

    For rooms above, when what they wrote about no longer holds. They hold it first, as whoever claims one of these does.
    """
    rows = Letter.objects.select_for_update(of=("self",), no_key=True).filter(about_kind=kind, about_id=key)
    left = []
    for letter in rows.order_by("drafted_at", "pk"):
        if State(letter.state) in MAY[Act.WITHDRAW]:
            withdraw(letter, why=why, by=by, now=now)
        elif letter.state != State.WITHDRAWN:
            left.append(letter)
    return left
