"""Raising what the roll and the registers give rise to, following it while it is open, and letting it retreat.

Safe to repeat: a finding has one row under its kind and what it is about.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from foundation.audit.actors import SYSTEM, Actor
from schools.journal.operations import record
from schools.returns.models import Return
from schools.returns.operations.withdrawing import withdraw_files
from schools.returns.rules.kinds import OPEN, Kind, State

#: Facts by which what was sent is known to hold still; others may grow without anybody having to be told.
_MATTERS = frozenset({"ground", "last_day", "entered"})
#: What a return calls such a fact where it has another name for it.
_SENT_AS = {"entered": "starts_on"}


@dataclass(frozen=True, slots=True)
class Found:
    """Something to tell: of whom, what gave rise to it (`about`, once for the kind), since when, and by when."""

    kind: Kind
    pupil: uuid.UUID
    about: str
    starts_on: dt.date
    due_on: dt.date
    facts: dict[str, Any] = field(default_factory=dict)


def follow_found(found: Iterable[Found], rows: Collection[Return], *, gone: str, now: dt.datetime) -> dict[str, int]:
    """Have the returns be what was found. `rows` are those that were looked at, held: of them, what was not found again
    retreats for the reason `gone`, or, where it was sent, is to be corrected with the authority. How many of each.
    """
    by_key = {(Kind(row.kind), row.about): row for row in rows}
    counts = {"raised": 0, "moved": 0, "retreated": 0, "overtaken": 0}
    seen = set()
    for one in found:
        seen.add((one.kind, one.about))
        row = by_key.get((one.kind, one.about))
        if row is None:
            counts["raised"] += raise_return(one, now=now, by=SYSTEM) is not None
        else:
            counts["moved"] += _moved(row, one, now=now)
    for key, row in by_key.items():
        if key not in seen and row.facts.get("why") != "said":
            done = _gone(row, gone, now=now)
            if done:
                counts[done] += 1
    return counts


def raise_return(one: Found, *, now: dt.datetime, by: Actor) -> Return | None:
    """Raise a return; None where there is one about the same already."""
    row = Return(
        kind=one.kind,
        pupil_id=one.pupil,
        about=one.about,
        starts_on=one.starts_on,
        due_on=one.due_on,
        facts=one.facts,
        found_at=now,
        found_by=by.name,
    )
    if Return.objects.filter(kind=one.kind, about=one.about).exists():
        return None
    Return.objects.bulk_create([row], ignore_conflicts=True)
    made = Return.objects.filter(kind=one.kind, about=one.about, found_at=now).first()
    if made is not None:
        details = {"return": str(made.pk), "kind": one.kind.value, "due": one.due_on.isoformat()}
        record("return.raised", about=("pupil", one.pupil), by=by, details=details)
    return made


def _moved(row: Return, one: Found, *, now: dt.datetime) -> bool:
    """Follow what was found again; whether anything was different."""
    if row.state == State.NOT_NEEDED:
        return False
    if row.state == State.SENT:
        return _sent_differs(row, one, now=now)
    came_back = row.state == State.RETREATED
    if not came_back and (row.facts, row.starts_on, row.due_on) == (one.facts, one.starts_on, one.due_on):
        return False
    if row.state == State.APPROVED and _what_matters(row.facts) == _what_matters(one.facts):
        return False
    if row.state == State.APPROVED:
        withdraw_files(row, because="What was approved has changed since.", by=SYSTEM, now=now)
        row.state = State.DRAFTED
    if came_back:
        row.state, row.ended_at, row.ended_by, row.ended_because = State.DETECTED, None, "", ""
        record("return.holds_again", about=("pupil", row.pupil_id), by=SYSTEM, details={"return": str(row.pk)})
    row.facts, row.starts_on, row.due_on = one.facts, one.starts_on, one.due_on
    row.save()
    return True


def _what_matters(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key in _MATTERS}


def _sent_differs(row: Return, one: Found, *, now: dt.datetime) -> bool:
    """Whether the authority has to be told, or has not any more. Looked at again, what it was told stays so."""
    told, found = _what_was_told(row), _what_matters(one.facts)
    if told == found:
        again = row.overtaken_because != "" and row.corrected_at is None
        if again:
            row.overtaken_because, row.facts = "", one.facts
            row.save(update_fields=["overtaken_because", "facts"])
        return again
    if _what_matters(row.facts) == found and row.overtaken_because:
        return False
    _overtake(row, "The record has been corrected since this was sent.", now=now)
    row.facts = one.facts
    row.save(update_fields=["facts"])
    return True


def _what_was_told(row: Return) -> dict[str, Any]:
    """What matters as it was sent, or as it stood when it was put right."""
    facts = _what_matters(row.facts)
    if row.corrected_at is not None:
        return facts
    return {key: row.values.get(_SENT_AS.get(key, key), value) for key, value in facts.items()}


def _gone(row: Return, because: str, *, now: dt.datetime) -> str:
    if row.state in OPEN:
        retreat(row, because, now=now)
        return "retreated"
    if row.state == State.SENT and not row.overtaken_because:
        _overtake(row, because, now=now)
        return "overtaken"
    return ""


def retreat(row: Return, because: str, *, now: dt.datetime) -> None:
    """What gave rise to it holds no longer: it is not to be sent, and says why."""
    if row.state == State.APPROVED:
        withdraw_files(row, because=because, by=SYSTEM, now=now)
    row.state, row.ended_at, row.ended_by, row.ended_because = State.RETREATED, now, SYSTEM.name, because
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_because"])
    record("return.retreated", about=("pupil", row.pupil_id), by=SYSTEM, details={"return": str(row.pk)})


def _overtake(row: Return, because: str, *, now: dt.datetime) -> None:
    """What was sent holds no longer: a person tells the authority, and says so here."""
    row.overtaken_because = because
    row.corrected_at, row.corrected_by, row.corrected_how = None, "", ""
    row.save(update_fields=["overtaken_because", "corrected_at", "corrected_by", "corrected_how"])
    details = {"return": str(row.pk), "at": now.isoformat()}
    record("return.overtaken", about=("pupil", row.pupil_id), by=SYSTEM, details=details)
