"""What officers of an authority do with a share: open it, take it on, ask, decide, and say what became of a notice.

Each is an act of the officer, kept beside the share, a line of the authority's, and a promise: the worker carries it to the
school, which does the same there. Only the authority issues, refuses and prosecutes.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.conf import settings

from foundation.audit.actors import Actor
from foundation.refusals import Fault, Overtaken, Refused
from foundation.states import Thing
from foundation.ui.numbers import middle_date
from tenants.journal.operations import promise_for_authority, record
from tenants.policies.rules.notice_ledger import Ledger, Rate, ledger_on
from tenants.policies.rules.notice_states import ISSUED
from tenants.policies.rules.paying import Pay, to_pay
from tenants.shares.models import LONGEST_WORDS, Act, Notice, Share, Version
from tenants.shares.operations.publishing import ABOUT
from tenants.shares.queries.shares import issued, notices_to
from tenants.shares.rules import states
from tenants.shares.rules.ledger import Child, Known, kept_until
from tenants.shares.rules.purposes import Purpose, Snapshot, kept_after
from tenants.shares.rules.states import ACTION, HAND_ON, MESSAGE, TAKE

#: Outbox topic of an authority: an officer did something with a share ({"share"}).
ACTED: Final = "shares.acted"
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
#: Letters of who does what a meeting decided.
LONGEST_WHO: Final = 200
#: Moves that need words.
_NEEDS_WORDS: Final = {
    "ask": "Write what you ask for.",
    "decline": "Write why.",
    "refuse": "Write why.",
    "withdraw": "Write why.",
    MESSAGE: "Write your message.",
}
#: Moves that happen on a day which the officer gives; all others are of the day they are made.
DATED: Final = ("issue", "serve", "pay_reduced", "pay_full", "withdraw", "prosecute")


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts, when, and what day it is there."""

    by: Actor
    now: dt.datetime
    today: dt.date


def note_opened(share: Share, what: str, officer: Officer, **details: object) -> None:
    """Note that a share was opened, or a file of it downloaded: a line here, and its school is told."""
    _act(share, what, "", None, officer, details=details)


def take(share: Share, officer: Officer) -> Share:
    """Take a share on: from then on it is this officer's. Overtaken when a colleague has it."""
    row = _held(share)
    if row.taken_by == officer.by.person_id:
        return row
    if row.taken_by is not None:
        words = f"{row.taken_name} took this on {middle_date(row.taken_on or officer.today)}."
        raise Overtaken(words, code="taken", remedy="Ask for it to be handed on.")
    _assign(row, officer.by, officer.today)
    _act(row, TAKE, "", None, officer)
    return row


def hand_on(share: Share, to: Actor, officer: Officer) -> Share:
    """Hand a share on to a colleague, from today."""
    row = _held(share)
    if to.person_id == row.taken_by:
        raise Refused(f"{to.name} has it already.", code="same", field="to")
    _assign(row, to, officer.today)
    _act(row, HAND_ON, f"To {to.name}", None, officer)
    return row


def _assign(row: Share, to: Actor, on: dt.date) -> None:
    row.taken_by, row.taken_name, row.taken_on = to.person_id, to.name, on
    row.save(update_fields=["taken_by", "taken_name", "taken_on"])


def say_to_school(share: Share, move: str, words: str, officer: Officer) -> None:
    """A message to the school, or a reminder, which moves nothing."""
    row = _held(share)
    _refuse(_words_fault(move, words))
    _act(row, move, words.strip(), None, officer)


def record_action(share: Share, *, what: str, who: str, by_day: dt.date | None, officer: Officer) -> None:
    """Record what a meeting decided: what is done, by whom, by when. Once, for both ends: the school gets it as any act."""
    row = _held(share)
    _refuse(
        Fault("Write what is to be done.", "what", "what") if not what.strip() else None,
        Fault(f"Write at most {LONGEST_WORDS:,} letters.", "long", "what")
        if len(what.strip()) > LONGEST_WORDS
        else None,
        Fault("Say who does it.", "who", "who") if not who.strip() else None,
        Fault(f"Write at most {LONGEST_WHO} letters.", "long", "who") if len(who.strip()) > LONGEST_WHO else None,
        Fault("That day is over.", "past", "by_day") if by_day is not None and by_day < officer.today else None,
    )
    _act(row, ACTION, what.strip(), by_day, officer, who=who.strip())


def answer(share: Share, move: str, *, number: int, words: str, on: dt.date | None, officer: Officer) -> Share:
    """Move a share: ask, accept, decide, acknowledge, or say what became of a notice. `number` is the version that was read.

    Refused when it is no move from here, or the day or the law stands against it; Overtaken when a newer version has come.
    """
    row = _held(share)
    if row.number != number:
        said = f"Version {row.number} has come since you looked."
        raise Overtaken(said, code="version", remedy="Read it, and answer then.")
    after = thing_of(row).after(row.state, move)
    day = on if move in DATED else officer.today
    _refuse(_words_fault(move, words), *_day_faults(row, move, day, officer.today))
    details: dict[str, object] = {}
    if move in NOTICE_MOVES and day is not None:
        details = _move_notice(row, move, day, after)
    row.state = after
    if move != states.ASK and day is not None:
        row.expires_on = kept_after(Purpose(row.purpose), day) or row.expires_on
    row.save(update_fields=["state", "expires_on"])
    _act(row, move, words.strip(), day, officer, details=details)
    return row


def thing_of(share: Share) -> Thing:
    """The table by which a share moves."""
    return states.THINGS[Purpose(share.purpose).listed.moves]


#: Moves that change the authority's ledger.
NOTICE_MOVES: Final = ("issue", "serve", "pay_reduced", "pay_full", "lapse", "withdraw", "prosecute")


def ledger_of(snapshot: Snapshot, on: dt.date) -> Ledger:
    """The notices to this parent for this child that count on a day: this authority's, by digest."""
    return ledger_on(issued(notices_to(_to_whom(snapshot))), on)


def _child(snapshot: Snapshot) -> Child:
    core = snapshot.core
    return Child(str(core.get("upn") or ""), str(core["surname"]), dt.date.fromisoformat(core["birth_date"]))


def _to_whom(snapshot: Snapshot) -> tuple[Known, ...]:
    return _child(snapshot).known_with(str(snapshot.facts["parent_name"]), settings.MOVER_KEYS)


def _move_notice(row: Share, move: str, day: dt.date, after: str) -> dict[str, object]:
    if move == "issue":
        return _issue(row, day)
    notice = Notice.objects.select_for_update(no_key=True).get(share_id=row.pk)
    _refuse(Fault("That is before it was issued.", "early", "on") if day < notice.issued_on else None)
    if move == "serve":
        notice.received_on = day
    elif move in ("pay_reduced", "pay_full"):
        _pay(notice, move, day)
    elif move == "lapse":
        pay = to_pay_of(notice)
        if pay is not None and day <= pay.full_by:
            words = f"The days to pay run until {middle_date(pay.full_by)}."
            raise Refused(words, code="running", field="on", remedy="Wait until they are over.")
    notice.state = after
    notice.over_on = day if move in ("pay_reduced", "pay_full", "withdraw", "prosecute") else None
    notice.save(update_fields=["state", "received_on", "paid_on", "over_on"])
    return {"order": notice.order, "rate": notice.rate}


def to_pay_of(notice: Notice) -> Pay | None:
    """What is to be paid by when; None until it was received."""
    if notice.received_on is None:
        return None
    return to_pay(Rate(notice.rate), issued_on=notice.issued_on, received_on=notice.received_on)


def _pay(notice: Notice, move: str, day: dt.date) -> None:
    pay = to_pay_of(notice)
    if pay is None or notice.received_on is None:
        raise Refused("It was not received yet.", code="not_received", field="on")
    early = Fault("That is before it was received.", "early", "on") if day < notice.received_on else None
    reduced = move == "pay_reduced"
    last = pay.reduced_by if reduced else pay.full_by
    none = Fault("A second notice has no reduced rate.", "flat", "move") if reduced and last is None else None
    late = last is not None and day > last
    words = f"The days to pay £{pay.reduced if reduced else pay.full} ended on {middle_date(last or day)}."
    remedy = (
        "Enter it as paid in full."
        if reduced
        else "Only a court decides on it then: withdraw the notice, or prosecute."
    )
    _refuse(early, none, Fault(words, "late", "on", remedy=remedy) if late else None)
    notice.paid_on = day


def _issue(row: Share, day: dt.date) -> dict[str, object]:
    """Put a notice into the ledger. Refused for a third in three years, with what there is instead."""
    snapshot = Snapshot.of(Version.objects.get(share=row, number=row.number).snapshot)
    ledger = ledger_of(snapshot, day)
    if ledger.fault is not None:
        raise Refused.because(ledger.fault)
    of_whom, to_whom = _child(snapshot).known(settings.MOVER_KEYS)[0], _to_whom(snapshot)[0]
    rate = ledger.rate or Rate.REDUCED
    Notice.objects.create(
        authority_id=row.authority_id,
        key_number=of_whom.key_number,
        of_whom=of_whom.digest,
        to_whom=to_whom.digest,
        share_id=row.pk,
        order=ledger.order,
        rate=rate.value,
        state=ISSUED,
        issued_on=day,
        keep_until=kept_until(day),
    )
    return {"order": ledger.order, "rate": rate.value}


def note_carried(acts: Iterable[uuid.UUID], at: dt.datetime) -> None:
    """Their school has heard of these acts. Those of a share that has ended have no more to say, and go."""
    rows = Act.objects.filter(pk__in=list(acts))
    ended = Share.objects.filter(ended_at__isnull=False).values("pk")
    rows.filter(share_id__in=ended).delete()
    rows.update(carried_at=at)


def _held(share: Share) -> Share:
    """The share as it stands, held. Overtaken when its school has ended it a moment ago."""
    row = Share.objects.select_for_update(no_key=True).get(pk=share.pk)
    if row.ended_at is not None:
        raise Overtaken("This is shared with you no more.", code="ended", remedy="Ask the school about it.")
    return row


def _words_fault(move: str, words: str) -> Fault | None:
    if not words.strip() and move in _NEEDS_WORDS:
        return Fault(_NEEDS_WORDS[move], "words", "words")
    long = len(words.strip()) > LONGEST_WORDS
    return Fault(f"Write at most {LONGEST_WORDS:,} letters.", "long", "words") if long else None


def _day_faults(row: Share, move: str, day: dt.date | None, today: dt.date) -> list[Fault | None]:
    """A share is kept from the day of its last answer: one that is long over would have it gone at once."""
    if move not in DATED:
        return []
    if day is None:
        return [Fault("Give the day.", "day", "on")]
    if day > today:
        return [Fault("This day has not come yet.", "ahead", "on")]
    last = kept_after(Purpose(row.purpose), day)
    gone = last is not None and last <= today
    return [Fault("This day is a year ago or more.", "long_ago", "on", remedy="Check the year.") if gone else None]


def _refuse(*faults: Fault | None) -> None:
    if found := [fault for fault in faults if fault is not None]:
        raise Refused.because(*found)


def _act(
    share: Share,
    move: str,
    words: str,
    on: dt.date | None,
    officer: Officer,
    *,
    details: Mapping[str, object] = NOTHING,
    who: str = "",
) -> None:
    """Keep an act, with its line and its promise. `who` is a person's name: it stands with the act and in no line."""
    Act.objects.create(
        authority_id=share.authority_id,
        share_id=share.pk,
        school_id=share.school_id,
        ours=True,
        person_id=officer.by.person_id,
        by_name=officer.by.name,
        at=officer.now,
        number=share.number,
        move=move,
        words=words,
        on=on,
        details=dict(details) | ({"who": who} if who else {}),
    )
    line = {"version": share.number, "move": move} | dict(details)
    record(
        f"share_{move}",
        by=officer.by,
        about_kind=ABOUT,
        about_id=share.pk,
        details=line,
        authority_id=share.authority_id,
        school_id=None,
    )
    promise_for_authority(ACTED, {"share": str(share.pk)}, authority_id=share.authority_id)
