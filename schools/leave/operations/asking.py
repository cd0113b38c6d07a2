"""Asking for leave, and recording an absence that needs none."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.journal.operations import promise, record
from schools.leave.models import LeaveRequest
from schools.leave.operations.planning import RECORDED, Act, put
from schools.leave.queries.requests import agreed_study, at_that_time, link_of, lives_with, sessions_of, to_plan
from schools.leave.rules.grounds import MEANINGS, Ground
from schools.leave.rules.requests import LONGEST_REASON, Asking, Stretch, asking_faults
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Pupil

State = LeaveRequest.State
#: Outbox topic: leave was asked for and waits to be decided ({"request"}).
WAITS: Final = "leave.waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for, as it was written down. `contact` is who asks, or `applicant` by name who is no contact.

    `key` is what a link brought: what has come before is not kept again.
    """

    ground: Ground
    stretch: Stretch
    reason: str
    asked_on: dt.date
    evidence: str = ""
    contact: uuid.UUID | None = None
    applicant: str = ""
    way: str = LeaveRequest.Way.FORM
    key: str = ""


@transaction.atomic(using=ALIAS)
def ask_for_leave(pupils: Sequence[Pupil], wish: Wish, *, act: Act) -> list[LeaveRequest]:
    """Keep a request for each of these pupils (brothers and sisters), or what stands against it for all.

    What needs no grant is recorded at once, and planned in the registers.
    """
    # One after another for a pupil: two requests for one day are not kept side by side.
    held = {row.pk: row for row in Pupil.objects.select_for_update(no_key=True).filter(pk__in=[p.pk for p in pupils])}
    ordered = [held[one.pk] for one in pupils]
    times = Timetable.now()
    sessions = sessions_of(wish.stretch, times)
    study = agreed_study(wish.stretch) if wish.ground is Ground.STUDY else []
    asks = [_ask_of(one, wish, sessions) for one in ordered]
    faults = _words_faults(wish, act)
    for one, (asking, _) in zip(ordered, asks, strict=True):
        faults += asking_faults(asking, study=study) or _already(one, wish, several=len(ordered) > 1)
    if faults:
        raise Refused.because(*dict.fromkeys(faults))
    together = uuid.uuid4()
    kept = zip(ordered, asks, strict=True)
    made = [_keep(one, wish, who=who, asking=asking, together=together, act=act) for one, (asking, who) in kept]
    for row in made:
        if row.state == State.RECORDED:
            away, reason = to_plan(row.stretch, times.calendar), f"{row.meaning.label}: recorded for {row.applicant}."
            put(RECORDED, row.pk, row.pupil.key, away, row.meaning.code, act=act, reason=reason)
    return made


@transaction.atomic(using=ALIAS)
def keep_as_it_came(pupils: Sequence[Pupil], wish: Wish, *, act: Act) -> list[LeaveRequest]:
    """Keep what a parent asked for by a link, to be decided whatever stands against it: whoever decides is told that.

    What was kept before under the wish's key is not kept again.
    """
    if LeaveRequest.objects.filter(key=wish.key).exists():
        return []
    together = uuid.uuid4()
    made = []
    for one in pupils:
        asking, who = _ask_of(one, wish, sessions_of(wish.stretch, Timetable.now()))
        made.append(_keep(one, wish, who=who or "A parent", asking=asking, together=together, act=act, waits=True))
    return made


def _ask_of(pupil: Pupil, wish: Wish, sessions: Sequence[SchoolSession]) -> tuple[Asking, str]:
    """What is asked for a pupil, and who asks, by name; empty when nobody can be named."""
    link = None if wish.contact is None else link_of(pupil.pk, wish.contact, wish.asked_on)
    lives = link is not None and lives_with(link.lives_with, link.responsibility)
    who = wish.applicant if wish.contact is None else "" if link is None else link.contact.name
    return Asking(wish.ground, wish.stretch, sessions, pupil.birth, wish.asked_on, lives), " ".join(who.split())


def _words_faults(wish: Wish, act: Act) -> list[Fault]:
    found = []
    if not wish.reason.strip():
        found.append(Fault("Write the reason that was given.", "no_reason", "reason"))
    for field, text in (("reason", wish.reason), ("evidence", wish.evidence), ("applicant_name", wish.applicant)):
        if "\x00" in text:
            found.append(Fault("It holds a character no text has. Type it again.", "unreadable", field))
        elif len(text) > LONGEST_REASON:
            found.append(Fault(f"At most {LONGEST_REASON:,} characters. Shorten it.", "long", field))
    if wish.asked_on > act.today:
        found.append(Fault("It was asked for today or before. Check the day.", "asked_ahead", "asked_on"))
    return found


def _already(pupil: Pupil, wish: Wish, *, several: bool) -> list[Fault]:
    """What stands in the way of one more request: one for the same time that waits or stands."""
    before = next(iter(at_that_time(pupil.pk, wish.stretch)), None)
    if before is None:
        return []
    who = f"{pupil.preferred or pupil.forename}: leave" if several else "Leave"
    words = f"{who} for {before.stretch.said} is {before.get_state_display().lower()} already."
    return [Fault(words, "already", "starts_on", remedy="Withdraw that first, or choose other days.")]


def _keep(
    pupil: Pupil,
    wish: Wish,
    *,
    who: str,
    asking: Asking,
    together: uuid.UUID,
    act: Act,
    waits: bool = False,
) -> LeaveRequest:
    if not who:
        words = "Say who asks: a contact of the pupil, or somebody by name."
        raise Refused(words, code="no_applicant", field="applicant")
    stretch = wish.stretch
    row = LeaveRequest.objects.create(
        pupil=pupil,
        ground=wish.ground,
        starts_on=stretch.starts_on,
        starts_session=stretch.starts_session,
        ends_on=stretch.ends_on,
        ends_session=stretch.ends_session,
        reason=wish.reason.strip(),
        evidence=wish.evidence.strip(),
        contact_id=wish.contact,
        applicant=who,
        lives_with=asking.lives_with,
        asked_on=wish.asked_on,
        way=wish.way,
        together=together,
        key=wish.key,
        by_name=act.signed.by.name,
        created_at=act.now,
        state=State.WAITING if waits or MEANINGS[wish.ground].granted else State.RECORDED,
    )
    if row.state == State.WAITING:
        promise(WAITS, {"request": str(row.pk)})
    details = {"request": str(row.pk), "code": row.meaning.code, "sessions": len(asking.sessions), "state": row.state}
    record("leave.asked", about=("pupil", pupil.pk), by=act.signed.by, details=details)
    return row
