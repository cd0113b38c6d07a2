"""What a place says of a pupil in a session, and what is entered for it: presence at once, an absence by a person."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from schools.journal.operations import record
from schools.provision.models import ProvisionPlacement, Word
from schools.provision.queries.expected import expected
from schools.provision.queries.placements import ELSEWHERE
from schools.provision.rules.elsewhere import DUE_ELSEWHERE, Said
from schools.registers.models import Mark
from schools.registers.operations.plans import confirm
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.plans import SessionOutcome, Standing, label_of
from schools.roll.queries.signing import Signature
from schools.roll.rules.week_slots import slot_of

#: A date and its session.
Place = tuple[dt.date, int]
#: Outbox topic: a provider has answered by its link (inbox).
SAID: Final = "provision.said"


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a session, in which words, and how it came. `reason` is for a mark that stands there already."""

    date: dt.date
    session: int
    said: Said
    words: str = ""
    way: str = Word.Way.OFFICER.value
    reason: str = ""


@transaction.atomic(using=ALIAS)
def note_word(
    placement: uuid.UUID, told: Told, *, signed: Signature, now: dt.datetime, at: dt.datetime | None = None
) -> Word:
    """Keep what a place says. That the pupil came is entered; an absence waits for a person; the same again changes nothing.

    Refused where nobody is expected or the session has not begun; and where the register does not take it. `at` is when it
    was said, where that was earlier.
    """
    place = ProvisionPlacement.objects.select_for_update(of=("self",), no_key=True).select_related("pupil", "provider")
    row = place.get(pk=placement)
    _check(row, told, now)
    held = _newest(row, told)
    # What the register did not take is tried again when it is said again, and not when the worker repeats it.
    if held is not None and _is_same(held, told) and (not held.not_entered or held.at == at):
        return held
    if held is not None and at is not None and held.at > at:
        return held  # it was said before what is known by now
    if held is not None:
        Word.objects.filter(pk=held.pk).update(overtaken=True)
    word = Word.objects.create(
        placement=row,
        date=told.date,
        session=told.session,
        said=told.said.value,
        words=told.words,
        way=told.way,
        at=at or now,
        by_name=signed.by.name,
    )
    if told.said is Said.PRESENT and row.code != DUE_ELSEWHERE:
        _enter(row, (told.date, told.session), row.code, reason=told.reason, signed=signed, now=now)
    details = {"date": told.date.isoformat(), "session": told.session, "said": told.said.value, "way": told.way}
    record("provision.said", about=("pupil", row.pupil_id), by=signed.by, details=details)
    return word


def _newest(row: ProvisionPlacement, told: Told) -> Word | None:
    """What was said last of that session."""
    return Word.objects.filter(placement=row, date=told.date, session=told.session, overtaken=False).first()


def _is_same(held: Word, told: Told) -> bool:
    return (held.said, held.words) == (told.said.value, told.words)


def _check(row: ProvisionPlacement, told: Told, now: dt.datetime) -> None:
    if not (row.starts_on <= told.date <= row.ends_on) or slot_of(told.date, told.session) not in row.slots:
        raise Refused("The pupil is not expected there in that session.", code="not_expected", field="session")
    slot = Timetable.now().slot(told.date, told.session, now)
    if slot.closed:
        raise Refused(slot.closed, code="closed", field="date")
    if not slot.due:
        raise Refused(
            f"{slot.name} has not begun: nobody can have come yet.",
            code="too_early",
            field="session",
            remedy="Say it once it has.",
        )
    if told.said is not Said.PRESENT and not _is_expected(row, told, now):
        raise Refused("The pupil is not expected there in that session.", code="not_expected", field="session")


def _is_expected(row: ProvisionPlacement, told: Told, now: dt.datetime) -> bool:
    """Whether an absence there would be one: nothing comes first, the pupil is on roll. Of presence `confirm` asks."""
    lines = expected(told.date, told.date, now, among=ProvisionPlacement.objects.filter(pk=row.pk))
    marked = Mark.objects.filter(pupil_key=row.pupil.key, date=told.date, session=told.session, planned=False)
    return any(one.session == told.session for one in lines) or marked.exists()


def _enter(
    row: ProvisionPlacement, place: Place, code: str, *, reason: str, signed: Signature, now: dt.datetime
) -> None:
    """Enter a code for a session, or raise Refused with why it does not stand in the register."""
    outcome = confirm(
        source=ELSEWHERE,
        source_id=row.pk,
        pupil_key=row.pupil.key,
        date=place[0],
        session=place[1],
        code=code,
        signed=signed,
        reason=reason,
        now=now,
    )
    if outcome.verdict.standing is not Standing.STANDS:
        raise Refused(_why_not(outcome), code="not_entered", field="reason", remedy=_REMEDY[outcome.verdict.standing])


_REMEDY: Final = {
    Standing.BY_HAND: "Give a reason, and it is amended.",
    Standing.BEHIND: "",
    Standing.NO_REGISTER: "",
    Standing.REFUSED: "",
}


def _why_not(outcome: SessionOutcome) -> str:
    verdict = outcome.verdict
    if verdict.fault is not None:
        return verdict.fault.said
    return f"There is something that comes first in that session: {label_of(verdict.behind)}."


@transaction.atomic(using=ALIAS)
def settle_word(word: Word, code: str, *, reason: str = "", signed: Signature, now: dt.datetime) -> None:
    """A person decides what is entered for an absence that a place reported: N begins first-day contact.

    Of a session due at another school nothing is entered: D stays, and it is noted that somebody has seen it. What could not
    be entered is left as the register has it, when no code is given.
    """
    row = Word.objects.select_for_update(of=("self",), no_key=True).get(pk=word.pk)
    if row.overtaken or row.settled_at is not None:
        raise Overtaken("Somebody has dealt with it, or something else was said since.", code="settled")
    if row.said != Said.ABSENT and not row.not_entered:
        raise Refused("They did not say that the pupil was absent.", code="not_absent")
    place = ProvisionPlacement.objects.select_related("pupil", "provider").get(pk=row.placement_id)
    entered = "" if place.code == DUE_ELSEWHERE else code
    if not entered and place.code != DUE_ELSEWHERE and not row.not_entered:
        raise Refused("Choose what is entered.", code="no_code", field="code")
    if entered:
        why = reason.strip() or f"{place.provider.name} says that the pupil did not come"[:200]
        _enter(place, (row.date, row.session), entered, reason=why, signed=signed, now=now)
    row.settled_at, row.settled_by, row.settled_code = now, signed.by.name, entered
    row.save(update_fields=["settled_at", "settled_by", "settled_code"])
    details = {"date": row.date.isoformat(), "session": row.session, "code": entered}
    record("provision.settled", about=("pupil", place.pupil_id), by=signed.by, details=details)


@transaction.atomic(using=ALIAS)
def keep_unentered(placement: uuid.UUID, told: Told, why: str, *, signed: Signature, at: dt.datetime) -> None:
    """Keep what came by a link or a file and cannot be entered as things stand: it waits for a person, who is told why.

    The same again changes nothing, and does not undo what the person has settled.
    """
    row = ProvisionPlacement.objects.select_for_update(no_key=True).get(pk=placement)
    held = _newest(row, told)
    if held is not None and held.not_entered and _is_same(held, told):
        return
    if held is not None:
        Word.objects.filter(pk=held.pk).update(overtaken=True)
    Word.objects.create(
        placement=row,
        date=told.date,
        session=told.session,
        said=told.said.value,
        words=told.words,
        way=told.way,
        at=at,
        by_name=signed.by.name,
        not_entered=why[:300],
    )
    details = {"date": told.date.isoformat(), "session": told.session, "said": told.said.value}
    record("provision.not_entered", about=("pupil", row.pupil_id), by=SYSTEM, details=details)
