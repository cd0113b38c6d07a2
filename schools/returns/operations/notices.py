"""Notices to the authority that rooms above queue: a part-time timetable, a suspension, a permanent exclusion."""

import datetime as dt
from collections.abc import Mapping

from foundation import clock
from foundation.audit.actors import Actor
from schools.returns.models import Return
from schools.returns.operations.finding import Found, raise_return, retreat
from schools.returns.operations.withdrawing import withdraw_files
from schools.returns.rules.fields import FIELDS
from schools.returns.rules.kinds import OPEN, QUEUED, Kind, State
from schools.roll.models import Pupil


def queue_notice(
    kind: Kind,
    *,
    pupil: Pupil,
    about: str,
    values: Mapping[str, str],
    by: Actor,
    due_on: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Return:
    """Have the authority told of something that another room knows of; the return, whoever asks and however often.

    `about` names the thing ("plan:<key>"), once for the kind: asked again, nothing is queued twice, and what is open takes
    the newer values. `values` are fields of the kind as `rules.fields` has them, dates in ISO; the pupil's own come from the
    roll. `due_on` is the last day in time, today where no rule gives one: the authority's own deadline is configuration of
    the room that asks. ValueError for a kind that is found, not queued, and for a field it does not have.
    """
    known = {one.key for one in FIELDS[kind]}
    if kind not in QUEUED or not set(values) <= known:
        message = f"{kind} is not queued with {sorted(set(values) - known) or 'values'}"
        raise ValueError(message)
    moment = now or clock.now()
    day = clock.local(moment).date()
    found = Found(kind, pupil.pk, about, day, due_on or day, {"fields": dict(values)})
    made = raise_return(found, now=moment, by=by)
    if made is not None:
        return made
    row = Return.objects.select_for_update(no_key=True).get(kind=kind, about=about)
    if row.state in OPEN and row.facts != found.facts:
        if row.state == State.APPROVED:
            withdraw_files(row, because="What was approved has changed since.", by=by, now=moment)
            row.state = State.DRAFTED
        row.facts, row.due_on = found.facts, due_on or row.due_on
        row.save(update_fields=["facts", "due_on", "state"])
    return row


def withdraw_notice(kind: Kind, *, about: str, because: str, now: dt.datetime | None = None) -> bool:
    """The thing no longer is (a suspension is cancelled): what was not sent retreats. Whether it had been sent.

    What was sent stands, and whoever cancelled tells the authority by a notice of its own.
    """
    row = Return.objects.select_for_update(no_key=True).filter(kind=kind, about=about).first()
    if row is None:
        return False
    if row.state in OPEN:
        retreat(row, because, now=now or clock.now())
    return row.sent_on is not None
