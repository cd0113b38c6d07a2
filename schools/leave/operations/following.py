"""After leave: what a person makes of absence without it, and enquiries after who has not come back."""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.journal.operations import record
from schools.leave.models import Enquiry, LeaveRequest, WithoutLeave
from schools.leave.operations.planning import Act
from schools.leave.queries.taken import away_without_leave, stands_unexplained
from schools.leave.rules.requests import LONGEST_REASON
from schools.leave.rules.taken import HOLIDAY
from schools.registers.operations.saving import save_register
from schools.registers.queries.signed import register_version
from schools.registers.rules.asks import Ask, AskedChange
from schools.registers.rules.entering import CellMark
from schools.roll.queries.on_roll import placement_on

Answer = WithoutLeave.Answer


@transaction.atomic(using=ALIAS)
def confirm_holiday(request: LeaveRequest, place: SchoolSession, *, act: Act) -> None:
    """Say that one session away was a holiday without leave: G takes the place of N or O there, as an amendment."""
    row = _answered(request, place, Answer.HOLIDAY, act)
    code = stands_unexplained(row.request.pupil.key, place)
    if not code:
        words = "The register has another mark there by now. Look at it; nothing was changed."
        raise Overtaken(words, code="marked")
    if code == HOLIDAY:
        return
    placement = placement_on(request.pupil, place.date)
    if placement is None or placement.group is None:
        raise Refused(
            "The pupil was in no registration group on that day, so no register holds it.", code="no_register"
        )
    change = AskedChange(1, request.pupil_id, CellMark(code), CellMark(HOLIDAY))
    save_register(
        group=placement.group,
        on=place.date,
        session=place.session,
        ask=Ask(
            register_version(placement.group, place.date, place.session), (change,), f"leave-{row.pk}", _why(request)
        ),
        signed=act.signed,
        may_amend=act.may_amend,
        now=act.now,
    )


@transaction.atomic(using=ALIAS)
def say_otherwise(request: LeaveRequest, place: SchoolSession, *, act: Act) -> None:
    """Say that one session away was something else: it is not offered again, and its mark stays what it is."""
    _answered(request, place, Answer.OTHERWISE, act)


def _answered(request: LeaveRequest, place: SchoolSession, answer: Answer, act: Act) -> WithoutLeave:
    request = (
        LeaveRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=request.pk)
    )
    offered = {one for away in away_without_leave(place.date, request=request) for one in away.sessions}
    if place not in offered:
        words = "Nobody asks about that session any more: it is answered, or has another mark."
        raise Overtaken(words, code="answered", remedy="Look at the list again.")
    row = WithoutLeave.objects.create(
        request=request, date=place.date, session=place.session, answer=answer, at=act.now, by_name=act.signed.by.name
    )
    details = {"request": str(request.pk), "date": place.date.isoformat(), "session": place.session, "answer": answer}
    record("leave.away_answered", about=("pupil", request.pupil_id), by=act.signed.by, details=details)
    return row


def _why(request: LeaveRequest) -> str:
    said = request.stretch.said
    if request.granted is None:
        return f"Leave for {said} was refused, and the pupil was away."
    return f"Away beyond the leave that was granted ({request.granted.said})."


@transaction.atomic(using=ALIAS)
def note_enquiry(request: LeaveRequest, *, made: Enquiry.With, on: dt.date, words: str, act: Act) -> Enquiry:
    """Keep an enquiry after a pupil who has not returned: the school's own, or with the authority."""
    if not words.strip():
        raise Refused("Write whom was asked, how, and what came of it.", code="no_words", field="words")
    if len(words) > LONGEST_REASON:
        raise Refused(f"At most {LONGEST_REASON:,} characters. Shorten it.", code="long", field="words")
    if on > act.today:
        raise Refused("An enquiry was made today or before. Check the day.", code="ahead", field="on")
    row = Enquiry.objects.create(
        request=request,
        made=made,
        on=on,
        words=words.strip(),
        at=act.now,
        by_name=act.signed.by.name,
        by_position=act.signed.position,
    )
    details = {"request": str(request.pk), "with": made}
    record("leave.enquired", about=("pupil", request.pupil_id), by=act.signed.by, details=details)
    return row


@transaction.atomic(using=ALIAS)
def settle_return(request: LeaveRequest, *, words: str, act: Act) -> None:
    """Close the question whether a pupil returned from leave: they are known to be elsewhere, or a deletion is under way."""
    row = LeaveRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if row.settled_at is not None:
        raise Overtaken("It is closed already.", code="settled")
    if not words.strip():
        raise Refused("Write what is known of the pupil.", code="no_words", field="words")
    row.settled_at, row.settled_by, row.settled_as = act.now, act.signed.by.name, words.strip()[:500]
    row.save(update_fields=["settled_at", "settled_by", "settled_as"])
    record("leave.return_settled", about=("pupil", row.pupil_id), by=act.signed.by, details={"request": str(row.pk)})
