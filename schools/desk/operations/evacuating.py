"""An evacuation: begun, ticked at several assembly points at once, ended, with a report that stays as it was.

Ticks merge by what each says. Seen by one is seen; taking back undoes the ticks that whoever takes back could see, and no
other: what another device ticked without a network stands when it comes in. Each counts once, by its device's own key.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections, transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS, current_scope
from foundation.london import LONDON
from foundation.refusals import Overtaken, Refused
from foundation.ui.numbers import clock
from schools.desk.models import Evacuation, Expected, Sighting, Visit
from schools.desk.queries.evacuations import under_way
from schools.desk.queries.on_site import PUPIL, VISIT, OnSite
from schools.journal.operations import record
from schools.roll.models import Pupil

#: Ticks that one sending may carry: more than the largest school has on site.
MOST_TICKS = 3000


@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody was seen: the line, when, and the device's own key for saying so."""

    key: str
    line: str
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """An evacuation as a device knows it, which may have begun it without a network."""

    id: uuid.UUID
    began_at: dt.datetime
    drill: bool


@transaction.atomic(using=ALIAS)
def begin(*, drill: bool, day: dt.date, now: dt.datetime, by: Actor) -> Evacuation:
    """Begin an evacuation or a drill, unless one is under way."""
    _alone()
    held = under_way(day)
    if held is not None:
        what = "A drill" if held.drill else "An evacuation"
        raise Overtaken(f"{what} is under way since {clock(held.began_at)}. Tick there, or end it first.")
    return _begun(Begun(uuid.uuid4(), now, drill), day, by)


def _begun(begun: Begun, day: dt.date, by: Actor) -> Evacuation:
    assert by.person_id is not None
    row = Evacuation.objects.create(
        id=begun.id,
        day=day,
        drill=begun.drill,
        began_at=begun.began_at,
        began_by_id=by.person_id,
        began_by_name=by.name,
    )
    record("evacuation.begun", about=("evacuation", row.pk), by=by, details={"drill": begun.drill})
    return row


@transaction.atomic(using=ALIAS)
def end(evacuation: Evacuation, expected: OnSite, *, now: dt.datetime, by: Actor) -> Evacuation:
    """End it, and keep for the report whom the list held."""
    _alone()
    row = Evacuation.objects.get(pk=evacuation.pk)
    if row.ended_at is not None:
        raise Overtaken(f"{row.ended_by_name} ended it at {clock(row.ended_at)}.")
    Expected.objects.bulk_create(
        Expected(
            evacuation=row,
            pupil_id=one.id if one.kind == PUPIL else None,
            visit_id=one.id if one.kind == VISIT else None,
            form=one.form,
            point=one.point,
            whereabouts=one.whereabouts.value,
        )
        for one in expected.people
    )
    row.ended_at, row.ended_by_name = now, by.name
    row.save(update_fields=["ended_at", "ended_by_name"])
    details = {"drill": row.drill, "expected": len(expected.people)}
    record("evacuation.ended", about=("evacuation", row.pk), by=by, details=details)
    return row


@transaction.atomic(using=ALIAS)
def merge(
    begun: Begun, ticks: Sequence[Tick], taken_back: Sequence[str], *, day: dt.date, now: dt.datetime, by: Actor
) -> Evacuation:
    """Add what a device has ticked and taken back, each once.

    The evacuation is the one it names; if nobody here has heard of that one, the one under way, or else it begins now
    with its own key and moment. What comes after the end is kept too, and the report says so.
    """
    if len(ticks) > MOST_TICKS:
        raise Refused(f"Send at most {MOST_TICKS} ticks at once.", code="too_many", field="ticks")
    _alone()
    row = Evacuation.objects.filter(pk=begun.id).first() or under_way(day)
    if row is None:
        if begun.began_at.astimezone(LONDON).date() < day:
            raise Refused("These ticks are of an earlier day, and that evacuation never reached us.", code="day_over")
        row = _begun(Begun(begun.id, _today_by(begun.began_at, day, now), begun.drill), day, by)
    if taken_back and now.astimezone(LONDON).date() != row.day:
        raise Refused("The day of that evacuation is over, and its report stays as it is.", code="day_over")
    added = _add(row, ticks, now, by)
    back = Sighting.objects.filter(evacuation=row, client_key__in=taken_back, taken_back_at=None)
    undone = back.update(taken_back_at=now, taken_back_by_name=by.name)
    if added or undone:
        details = {"seen": added, "taken_back": undone}
        record("evacuation.ticked", about=("evacuation", row.pk), by=by, details=details)
    return row


def _add(row: Evacuation, ticks: Sequence[Tick], now: dt.datetime, by: Actor) -> int:
    """Add the ticks that are new and of somebody of this school; return how many those are."""
    assert by.person_id is not None
    known = set(
        Sighting.objects.filter(client_key__in=[tick.key for tick in ticks]).values_list("client_key", flat=True)
    )
    fresh = {tick.key: tick for tick in ticks if tick.key not in known}
    wanted = {tick.key: found for tick in fresh.values() if (found := read_line(tick.line)) is not None}
    keys = [key for _, key in wanted.values()]
    ours = {(PUPIL, key) for key in Pupil.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    ours |= {(VISIT, key) for key in Visit.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    if any(wanted.get(key) not in ours for key in fresh):
        raise Refused("A tick names nobody of this school. Load the list again.", code="line_unknown", field="ticks")
    made = Sighting.objects.bulk_create(
        [
            Sighting(
                evacuation=row,
                pupil_id=who if kind == PUPIL else None,
                visit_id=who if kind == VISIT else None,
                client_key=key,
                seen_at=_today_by(fresh[key].seen_at, row.day, now),
                received_at=now,
                by_id=by.person_id,
                by_name=by.name,
            )
            for key, (kind, who) in wanted.items()
        ],
        ignore_conflicts=True,
    )
    return len(made)


def read_line(line: str) -> tuple[str, uuid.UUID] | None:
    """The kind and key in the key of a line; None when it is none."""
    kind, _, key = line.partition("-")
    try:
        return (kind, uuid.UUID(key)) if kind in (PUPIL, VISIT) else None
    except ValueError:
        return None


def _today_by(said: dt.datetime, day: dt.date, now: dt.datetime) -> dt.datetime:
    """A moment as a device says it, unless its clock is wrong: never ahead of ours, never of another day."""
    return said if said <= now and said.astimezone(LONDON).date() == day else now


def _alone() -> None:
    """One act on evacuations at a time: of two devices that begin one at once, the second ticks in the first's."""
    scope = current_scope()
    assert scope is not None
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('evacuation ' || %s, 0))", [scope.name])
