"""What comes back: keeping it as it came, saying whose it is, and what a person makes of it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.messaging.replies import Wish, plain
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.absence.models import Attempt, FirstDay, Message, Reply
from schools.absence.operations.attempts import explain
from schools.absence.operations.disagreeing import look_for_disagreement
from schools.absence.operations.following import hold_day
from schools.absence.operations.stopping import heed
from schools.absence.queries.replies import days_of, holders_of_number, written_lately
from schools.absence.rules.ladder import Channel, Outcome
from schools.absence.rules.replies import LONGEST_WORDS, Chosen, suggested_code
from schools.journal.models import InboxRow
from schools.journal.operations import record
from schools.journal.queries import link_by
from schools.roll.models import Pupil, PupilContact
from schools.roll.queries import holds_on
from schools.roll.queries.signing import Signature

#: Outbox topic: a text came in. The inbox holds `sender`, `text` and `wish`, as a `foundation.messaging.Reply` has them.
REPLY: Final = "absence.reply"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person makes of a reply: a reason by its `code`; reached, without one yet; or nothing of use.

    `contact` says who wrote it, where that was not known; None leaves it so.
    """

    settled_as: Reply.Settled
    code: str = ""
    contact: uuid.UUID | None = None


def keep_answers(row: InboxRow) -> None:
    """Keep what a parent answered by a link, one reply a child. Safe to repeat."""
    link = link_by(row.link_hash)
    if link is None or Reply.objects.filter(inbox_id=row.pk).exists():
        return
    message = Message.objects.filter(pk=link.facts["message"]).first()
    said = {one["day"]: one for one in row.payload["children"]}
    at = dt.datetime.fromisoformat(row.payload["at"])
    for day in FirstDay.objects.filter(pk__in=said.keys() & {child["day"] for child in link.facts["children"]}):
        one = said[str(day.pk)]
        _keep(
            day,
            at=at,
            date=day.date,
            way=Reply.Way.LINK,
            inbox_id=row.pk,
            message=message,
            contact_id=link.about_id,
            words=one["words"],
            suggested=Chosen(one["what"]).code,
        )


def keep_reply(row: InboxRow, *, now: dt.datetime) -> None:
    """Keep a text that came in, one reply for each child whom the newest message to its number was about. Safe to repeat.

    Where several contacts have the number, nobody is named. What asks to stop, or to begin again, is done at once.
    """
    if Reply.objects.filter(inbox_id=row.pk).exists():
        return
    sender, words = str(row.payload["sender"]), _words_of(row.payload)
    # When it came, however long the worker stood still.
    now = dt.datetime.fromisoformat(row.payload["at"]) if "at" in row.payload else now
    today = local(now).date()
    holders = holders_of_number(sender, today)
    contact = holders[0] if len(holders) == 1 else None
    messages = [one for one in written_lately(sender, now) if contact is None or one.contact_id == contact.pk]
    kept: dict[str, Any] = {
        "at": now,
        "date": messages[-1].date if messages else today,
        "way": Reply.Way.TEXT,
        "inbox_id": row.pk,
        "message": messages[-1] if messages else None,
        "contact": contact,
        "address": sender[:254],
        "words": words,
    }
    if row.payload.get("wish"):
        heed(Wish(row.payload["wish"]), sender, holders, now=now)
        _keep(None, **kept, settled_at=now, settled_by=SYSTEM.name, settled_as=Reply.Settled.WISH)
        return
    days = days_of(messages)
    names = [_first_name(day.pupil) for day in days]
    for day, name in zip(days, names, strict=True):
        _keep(day, **kept, suggested=suggested_code(words, name=name, others=names))
    if not days:
        _keep(None, **kept, suggested=suggested_code(words))


def _words_of(payload: dict[str, Any]) -> str:
    """The words as plain text. Pictures stay with the carrier; that there were some is said after them."""
    words, pictures = plain(str(payload["text"])), int(payload.get("pictures") or 0)
    if pictures:
        words = f"{words}\n[{counted(pictures, 'picture')} came with it and cannot be seen here.]".strip()
    return words[:LONGEST_WORDS]


def _keep(day: FirstDay | None, **fields: Any) -> None:
    reply = Reply.objects.create(day=day, **fields)
    details = {"reply": str(reply.pk), "way": reply.way}
    if day is None:
        record("absence.reply_of_none", about=("reply", reply.pk), by=SYSTEM, details=details)
        return
    record("absence.reply_came", about=("pupil", day.pupil_id), by=SYSTEM, details=details)
    look_for_disagreement(day)


def _first_name(pupil: Pupil) -> str:
    return pupil.preferred or pupil.forename


def say_whom(reply: Reply, pupil: Pupil, *, signed: Signature, now: dt.datetime) -> None:
    """Say which child a reply is about that answers no message of ours. Refused where nobody asks about that child today."""
    day = hold_day(pupil, local(now).date(), now=now)
    reply = _held(reply)
    if reply.day_id is not None:
        raise Refused("Somebody has said already whom this is about.", code="known", field="pupil")
    if day is None or day.ended_at is not None:
        words = "That child has a reason for today, or has come in. Choose another, or set the reply aside."
        raise Refused(words, code="no_day", field="pupil")
    reply.day = day
    reply.date = day.date
    reply.save(update_fields=["day", "date"])
    details = {"reply": str(reply.pk)}
    record("absence.reply_placed", about=("pupil", pupil.pk), by=signed.by, details=details)
    look_for_disagreement(day)


def settle_reply(reply: Reply, ruling: Ruling, *, signed: Signature, may_amend: bool, now: dt.datetime) -> None:
    """Do with a reply what a person makes of it: a reason takes the place of every N of the day, with the words as its own.

    Whoever gave a reason or was reached is noted as an attempt, so that the ladder rings nobody else. Raises Refused, or
    MarksOvertaken when the child's marks were changed meanwhile: nothing is kept.
    """
    day = None
    if reply.day_id is not None:
        day = FirstDay.objects.select_for_update(of=("self",), no_key=True).select_related("pupil").get(pk=reply.day_id)
    reply = _held(reply)
    if ruling.settled_as is not Reply.Settled.ASIDE:
        if day is None:
            raise Refused("Say first which child this is about.", code="no_child", field="pupil")
        link = _link(day, reply, ruling.contact)
        attempt = _attempt(day, reply, link, code=ruling.code, signed=signed, now=now)
        if ruling.code:
            reason = _reason(reply, attempt)
            explain(day, ruling.code, reason=reason, key=attempt.key, signed=signed, may_amend=may_amend, now=now)
    reply.settled_at, reply.settled_by, reply.settled_as = now, signed.by.name, ruling.settled_as
    reply.save(update_fields=["contact", "settled_at", "settled_by", "settled_as"])
    details = {"reply": str(reply.pk), "as": ruling.settled_as, "code": ruling.code}
    if day is None:
        record("absence.reply_of_none_settled", about=("reply", reply.pk), by=signed.by, details=details)
        return
    record("absence.reply_settled", about=("pupil", day.pupil_id), by=signed.by, details=details)
    look_for_disagreement(day)


def _held(reply: Reply) -> Reply:
    """The reply, held until the transaction ends; refused once a person has settled it."""
    row = (
        Reply.objects.select_for_update(of=("self",), no_key=True).select_related("contact", "message").get(pk=reply.pk)
    )
    if row.settled_at is not None:
        raise Refused(f"{row.settled_by} has dealt with this reply already. Nothing was changed.", code="settled")
    return row


def _link(day: FirstDay, reply: Reply, contact: uuid.UUID | None) -> PupilContact | None:
    """What who wrote it is to the child; None where nobody knows, or they are no contact of this child."""
    if reply.contact_id is None and contact is not None:
        held = PupilContact.objects.filter(holds_on(day.date), pupil=day.pupil_id, contact=contact)
        link = held.select_related("contact").first()
        if link is None:
            words = "That person is no contact of the child. Choose one of the list, or “Not known”."
            raise Refused(words, code="contact", field="contact")
        reply.contact = link.contact
        return link
    held = PupilContact.objects.filter(holds_on(day.date), pupil=day.pupil_id, contact=reply.contact_id)
    return held.order_by("priority").first() if reply.contact_id else None


def _attempt(
    day: FirstDay, reply: Reply, link: PupilContact | None, *, code: str, signed: Signature, now: dt.datetime
) -> Attempt:
    channel = Channel.CALL if reply.way == Reply.Way.CALL else Channel.TEXT
    if reply.message is not None:
        channel = Channel(reply.message.channel)
    return Attempt.objects.create(
        day=day,
        at=now,
        channel=channel,
        contact=reply.contact,
        place=link.priority if link else None,
        outcome=Outcome.ANSWERED,
        code=code,
        staff_id=signed.staff,
        by_name=signed.by.name,
        by_position=signed.position,
        key=f"reply-{reply.pk.hex}",
    )


def _reason(reply: Reply, attempt: Attempt) -> str:
    """What the register keeps: who answered, how, at what time, and their words."""
    who = attempt.contact.name if attempt.contact else "somebody who did not say who"
    how = {Reply.Way.TEXT: "Text from", Reply.Way.LINK: "Answered by link by", Reply.Way.CALL: "Rung by"}
    said = f"{how[Reply.Way(reply.way)]} {who} at {local(reply.at):%H:%M}."
    return f"{said} {reply.words}" if reply.words else said
