"""Sending approved letters by email: asked for, looked at once more at the moment of sending, then given to the carrier.

As messages go (ADR 0024): what is claimed is in nobody's hands yet; whoever hands it over commits that first and speaks to
the carrier then, so that a worker killed in between leaves it as what may have been sent, and never sent again by itself.
The email is the letter, word for word (ADR 0036).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from foundation import messaging
from foundation.audit.actors import SYSTEM, Actor
from foundation.clock import local
from foundation.database.functions import new_keys
from foundation.refusals import Refused
from schools.absence.queries.gateways import Carrier, carrier_of
from schools.absence.queries.ladders import settings_now
from schools.journal.operations import promise, promise_at
from schools.journal.operations import withdraw as withdraw_due
from schools.letters.models import Letter
from schools.letters.operations.events import held, move, note
from schools.letters.operations.filing import file_later
from schools.letters.operations.grounds import Ground, check_ground, ground_of
from schools.letters.operations.printing import leaves, undrawn_on
from schools.letters.queries.letters import beside
from schools.letters.queries.standing import standing_of
from schools.letters.queries.templates import letterhead_now
from schools.letters.rules.kinds import kind_of
from schools.letters.rules.states import GONE, Act, State
from schools.letters.rules.words import email_of, subject_of

#: Outbox topic: a letter's moment to be sent has come ({"letter"}).
SEND: Final = "letters.send"
#: Outbox topic: look after a letter that was given to its carrier ({"letter"}).
LOOK_AFTER: Final = "letters.look_after"
#: How far back letters count towards what an hour may send without a person's word.
AN_HOUR: Final = dt.timedelta(hours=1)
#: After so long without an outcome, whoever claimed it is gone.
LOST_AFTER: Final = dt.timedelta(minutes=5)


def due_key(letter: Letter) -> str:
    """What the due list calls this letter's next try: by its moment, since a moment that has come does not come again."""
    return f"{letter.pk} {letter.send_at:%Y-%m-%dT%H:%M:%S.%f}"


def send(letter: Letter, *, by: Actor, now: dt.datetime) -> Letter:
    """Have an approved letter sent by email after the minutes in which it can be withdrawn; held where a person is needed.

    Refused where nobody carries email, and for an addressee who must not be written to or has no email address.
    """
    ground = check_ground(letter, now)
    row = held(letter, Act.SEND)
    carrier_of(messaging.Channel.EMAIL.value)
    standing = standing_of(row, local(now).date())
    fault = standing.against_sending or undrawn_on(standing, letterhead_now())
    if fault is not None:
        raise Refused.because(fault)
    note(row, "sending_asked", by=by, now=now)
    held_for = "lead" if standing.lead_first else "cap" if _too_many(row, now) else over_a_day(row, ground, now)
    if held_for:
        _hold(row, held_for, now)
    else:
        queue(row, now + dt.timedelta(minutes=settings_now().hold_minutes), now)
    row.save()
    return row


def let_go(letter: Letter, *, lead: bool, by: Actor, now: dt.datetime) -> Letter:
    """Send what is held. Only the safeguarding lead (`lead`) lets go what waits for the lead's word."""
    check_ground(letter, now)
    row = held(letter, Act.LET_GO)
    if row.held_for == Letter.HeldFor.LEAD and not lead:
        raise Refused("It waits for the safeguarding lead’s word.", code="lead_first")
    # Who lets go what waits for another reason was asked about no restriction: one that comes later is asked about.
    by_lead = lead and row.held_for == Letter.HeldFor.LEAD
    row.released_by, row.released_by_lead = by.name, row.released_by_lead or by_lead
    queue(row, now, now)
    row.save()
    note(row, "let_go", by=by, now=now, words="By the safeguarding lead" if by_lead else "")
    return row


def let_be_written_to(letter: Letter, *, by: Actor, now: dt.datetime) -> Letter:
    """The safeguarding lead says of an approved letter that it may go to somebody about whom the lead is to be asked."""
    row = held(letter, Act.PRINT)
    row.released_by, row.released_by_lead = by.name, True
    row.save(update_fields=["released_by", "released_by_lead"])
    note(row, "let_go", by=by, now=now, words="By the safeguarding lead")
    return row


def settle_doubt(letter: Letter, *, sent: bool, by: Actor, now: dt.datetime) -> Letter:
    """A person says whether what may have been sent was sent. What was not may be sent again or printed."""
    row = held(letter, Act.SETTLE)
    why = f"{by.name} says that it was {'sent' if sent else 'not sent'}"
    move(row, State.HANDED_OVER if sent else State.FAILED, now, why=why)
    row.save()
    note(row, "settled", by=by, now=now, words=why)
    if sent:
        file_later([row])
    return row


def _too_many(letter: Letter, now: dt.datetime) -> bool:
    """Whether more letters have gone or wait within the hour than go without a person's word."""
    rows = Letter.objects.exclude(pk=letter.pk)
    lately = rows.filter(claimed_at__gt=now - AN_HOUR).count() + rows.filter(state=State.QUEUED).count()
    return lately >= settings_now().most_messages and not letter.released_by


def _hold(letter: Letter, held_for: str, now: dt.datetime) -> None:
    letter.held_for = held_for
    move(letter, State.HELD, now, why=Letter.HeldFor(held_for).label)


def over_a_day(letter: Letter, ground: Ground, now: dt.datetime) -> str:
    """`day` where as many letters of this kind have left today, or wait to, as go without a person's word; else nothing."""
    if ground.most_a_day is None or letter.released_by:
        return ""
    rows = Letter.objects.filter(kind=letter.kind).exclude(pk=letter.pk)
    today = rows.filter(dated=local(now).date(), state__in=GONE).count()
    waits = rows.filter(state=State.QUEUED).count() if letter.state != State.QUEUED else 0
    return Letter.HeldFor.DAY.value if today + waits >= ground.most_a_day else ""


def queue(letter: Letter, at: dt.datetime, now: dt.datetime) -> None:
    """Have a letter go at a moment: not before the hours are over for which it is held, and with those to its home.

    Letters of one kind to one person about several children go at one moment, the latest of theirs.
    """
    at = max(at, letter.leaves_from or at)
    if kind_of(letter.kind).worded:
        # Those that somebody else holds are about to go, or were withdrawn: nobody waits for them.
        with_it = beside(letter, State.QUEUED).select_for_update(of=("self",), no_key=True, skip_locked=True)
        moments = {one: one.send_at for one in with_it if one.send_at is not None}
        at = max([at, *moments.values()])
        for one, moment in moments.items():
            if moment != at:
                withdraw_due(SEND, [due_key(one)])
                _go_at(one, at, now)
                one.save(update_fields=["send_at", "state", "state_at", "why", "held_for"])
    _go_at(letter, at, now)


def _go_at(letter: Letter, at: dt.datetime, now: dt.datetime) -> None:
    letter.send_at = at
    move(letter, State.QUEUED, now)
    if at > now:
        promise_at(SEND, {"letter": str(letter.pk)}, key=due_key(letter), at=at)
    else:
        promise(SEND, {"letter": str(letter.pk)})


# At the moment of sending, in the worker


@dataclass(frozen=True, slots=True)
class Given:
    """A claimed letter, as its carrier gets it."""

    key: uuid.UUID
    claim: uuid.UUID
    carrier: Carrier
    message: messaging.Message


def claim(key: str, *, school: str, now: dt.datetime) -> Given | None:
    """Claim a letter whose moment has come, if nothing stands against it now; None where something does, which it then says,
    and where it is somebody else's or its moment has not come."""
    asked = Letter.objects.filter(pk=key).first()
    if asked is None:
        return None
    ground = ground_of(asked, now)
    row = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
    if not _may_be_claimed(row, now) or not _stands(row, ground, now):
        return None
    return _claimed(row, school, now)


def _stands(row: Letter, ground: Ground, now: dt.datetime) -> bool:
    """Whether what a letter rests on still holds and the day has room for it; where not, it is withdrawn or held."""
    if ground.fault is not None:
        _stop(row, State.WITHDRAWN, ground.fault.words, now)
    elif over_a_day(row, ground, now):
        _hold_back(row, Letter.HeldFor.DAY.value, now)
    else:
        return True
    return False


def _hold_back(row: Letter, held_for: str, now: dt.datetime) -> None:
    _hold(row, held_for, now)
    row.save()
    note(row, "held", by=SYSTEM, now=now, words=row.why)


def _claimed(row: Letter, school: str, now: dt.datetime) -> Given | None:
    standing, day = standing_of(row, local(now).date()), local(now).date()
    if standing.barred is not None:
        _stop(row, State.WITHDRAWN, standing.barred.words, now)
        return None
    if standing.lead_first:
        _hold_back(row, "lead", now)
        return None
    try:
        carrier = carrier_of(messaging.Channel.EMAIL.value)
    except Refused as refused:
        _stop(row, State.FAILED, refused.first.said, now)
        return None
    if standing.against_sending is not None:
        _stop(row, State.FAILED, standing.against_sending.said, now)
        return None
    if row.state != State.SENDING:  # claimed before and never handed over, it is the same try
        row.tries += 1
    leaves(row, standing, letterhead_now(), day)
    row.to_email, row.gateway = standing.email, carrier.kind
    (row.claim,) = new_keys(1)
    row.claimed_at, row.given_at = now, None
    move(row, State.SENDING, now)
    row.save()
    look_later(row, now + LOST_AFTER)
    return Given(row.pk, row.claim, carrier, message_of(row, school))


def _may_be_claimed(row: Letter, now: dt.datetime) -> bool:
    if row.state == State.QUEUED:
        return row.send_at is not None and row.send_at <= now
    return row.state == State.SENDING and row.given_at is None


def _stop(row: Letter, state: State, why: str, now: dt.datetime) -> None:
    move(row, state, now, why=why)
    row.save()
    note(row, state.value, by=SYSTEM, now=now, words=why)


def give(given: Given, *, at: dt.datetime) -> bool:
    """Put down, before anybody speaks to a carrier, that it goes to its own now: `at`, by the real clock. Whether this claim
    may: once, and not after it was claimed again."""
    mine = Letter.objects.filter(pk=given.key, claim=given.claim, state=State.SENDING, given_at__isnull=True)
    return bool(mine.update(given_at=at))


def message_of(letter: Letter, school: str) -> messaging.Message:
    """A letter as its carrier takes it. Each try has a reference of its own, which tells which try a receipt is about."""
    text = email_of(
        letter.heading,
        letter.body,
        signature=signature_of_letter(letter),
        sender=[school, *letter.head.get("lines", [])],
        reference=f"Our reference: {letter.reference}",
    )
    reference = f"{letter.pk}-{letter.tries}"
    return messaging.Message(reference, messaging.Channel.EMAIL, letter.to_email, text, subject_of(school))


def signature_of_letter(letter: Letter) -> list[str]:
    """Who signs: whoever approved it, by name and position."""
    return [line for line in (letter.approved_by, letter.approved_position) if line]


def look_later(letter: Letter, at: dt.datetime) -> None:
    """Have somebody look after a letter that is with its carrier, at a whole minute."""
    whole = at.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    promise_at(LOOK_AFTER, {"letter": str(letter.pk)}, key=f"{letter.pk} {whole:%Y-%m-%d %H:%M}", at=whole)
