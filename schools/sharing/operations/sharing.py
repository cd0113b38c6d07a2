"""A share prepared, agreed to, taken back, run out; and what the school says to the authority about it.

Every step is an audit line with keys and codes; what leaves the school and what comes back stands in the case’s timeline.
Of what is restricted the lines are about the share and not the pupil, and no timeline has it: others read these.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction

from foundation.database.functions import new_keys
from foundation.database.scope import ALIAS, afterwards
from foundation.documents.store import new_name
from foundation.london import LONDON
from foundation.refusals import Fault, Overtaken, Refused
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles
from schools.bundles.rules.kinds import How
from schools.cases.operations.acting import Act, note_event
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.journal.operations import promise, promise_at, record
from schools.sharing.models import Share, ShareAct, ShareVersion
from schools.sharing.operations import following
from schools.sharing.operations.carrying import carry
from schools.sharing.rules.composed import Composed
from schools.sharing.rules.restricted import reason_fault
from schools.sharing.rules.states import LONGEST_REASON, OPEN, OUT, PUBLISHED, SHARE
from tenants.shares.rules.purposes import Purpose, Snapshot, kept_after, kept_until
from tenants.shares.rules.states import NOTICE_STANDS, was_given
from tenants.trusts.models import School

#: Outbox topic: the authority's copy of a share is to be as the school says ({"share"}).
CARRY: Final = "sharing.carry"
#: Outbox topic: the school said something about a share to the authority ({"act"}).
SAY: Final = "sharing.say"
#: Due list: the last day of a share has passed ({"share", "date"}).
EXPIRE: Final = "sharing.expire"
#: The room, as it writes into timelines.
ROOM: Final = "sharing"
#: What a line is about that is not the pupil's.
ABOUT_SHARE: Final = "share"
#: When a share runs out, by the clock people work by.
RUNS_OUT_AT: Final = dt.time(0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a share tells of: `source` is its key in the room of the purpose; of a meeting there is no pupil."""

    purpose: Purpose
    source: uuid.UUID
    pupil: Any = None
    case: Any = None
    contact: Any = None


@transaction.atomic(using=ALIAS)
def prepare(about: About, *, authority: str, authority_name: str, act: Act) -> Share:
    """Begin a share with one authority; the one that is open already where there is one."""
    held = Share.objects.filter(purpose=about.purpose, source=about.source, authority=authority, state__in=OPEN).first()
    if held is not None:
        return held
    row = Share.objects.create(
        purpose=about.purpose.value,
        source=about.source,
        pupil=about.pupil,
        case=about.case,
        contact=about.contact,
        authority=authority,
        authority_name=authority_name,
        at=act.now,
        by_name=act.name,
    )
    note("prepared", row, act)
    return row


@transaction.atomic(using=ALIAS)
def agree(
    share: Share, snapshot: Snapshot, composed: Composed, *, read: str, why: str, answer_by: dt.date | None, act: Act
) -> ShareVersion:
    """Agree to share what was read: the next version, which the worker carries to the authority.

    `read` is the digest of what was previewed: Overtaken where it would say something else by now. Refused while anything is
    lacking, and without a word of what is new in any version but the first; of what is restricted, without a reason.
    """
    row = held(share, "agree")
    if read != snapshot.digest:
        words = "Something of it has changed since you looked."
        raise Overtaken(words, code="changed", remedy="Read it again, and agree to it then.")
    faults = list(composed.lacking)
    if (fault := _why_fault(row, why)) is not None:
        faults.append(fault)
    if faults:
        raise Refused.because(*faults)
    row.number += 1
    row.state, row.carried = SHARE.after(row.state, "agree"), False
    row.expires_on = kept_until(snapshot, act.today)
    row.save(update_fields=["number", "state", "carried", "expires_on"])
    version = ShareVersion.objects.create(
        share=row,
        number=row.number,
        snapshot=snapshot.plain,
        files=_copies(composed),
        pupils=list(composed.pupils),
        why=why.strip(),
        answer_by=answer_by,
        next_on=composed.next_on,
        agreed_at=act.now,
        agreed_by=f"{act.name}, {act.signed.position}",
    )
    note("agreed", row, act, version=row.number, files=len(version.files))
    _note_sent(row, act)
    say_in_case(
        row, f"{_what(row)} shared with {row.authority_name}, version {row.number}", f"agreed {row.number}", act
    )
    promise(CARRY, {"share": str(row.pk)})
    expire_on(row)
    return version


def _why_fault(row: Share, why: str) -> Fault | None:
    if Purpose(row.purpose).restricted:
        return reason_fault(why)
    needed = "Write what is new in it." if row.number else ""
    return words_fault(why, "why", most=LONGEST_REASON, needed=needed)


def _note_sent(row: Share, act: Act) -> None:
    """In the room that it is of: it has gone to the authority, in Rollcall."""
    if row.purpose == Purpose.PENALTY_PACK:
        bundles.send(Bundle.objects.get(pk=row.source), on=act.today, how=How.ROLLCALL, act=act)
    else:
        following.note_sent(row, act)


def _copies(composed: Composed) -> list[dict[str, Any]]:
    """The files that go with a version, and under which keys and names their copies stand with the authority."""
    keys = new_keys(len(composed.files))
    return [
        {
            "key": str(key),
            "name": one.name,
            "document": str(one.document),
            "kind": one.kind,
            "size": one.size,
            "sha256": one.sha256,
            "stored_as": new_name(),
        }
        for key, one in zip(keys, composed.files, strict=True)
    ]


def _what(row: Share) -> str:
    return Purpose(row.purpose).words


def expire_on(row: Share) -> None:
    """Have a share run out after its last day."""
    if row.expires_on is None:
        return
    at = dt.datetime.combine(row.expires_on + dt.timedelta(days=1), RUNS_OUT_AT, LONDON)
    promise_at(EXPIRE, {"share": str(row.pk), "date": row.expires_on.isoformat()}, key=str(row.pk), at=at)


@transaction.atomic(using=ALIAS)
def revoke(share: Share, *, school: School, why: str, wrong_child: bool = False, act: Act) -> Share:
    """Take a share back from the authority, its files too: as soon as this is kept. Refused without a reason.

    The worker is promised it besides, and does it where the store is away or the process dies first.
    What was decided on it stays. A return once acknowledged was given, not lent: it is taken back for the wrong child alone.
    """
    row = held(share, "revoke")
    faults = []
    if was_given(Purpose(row.purpose), row.answer) and not wrong_child:
        words = f"{row.authority_name} has acknowledged it: it was given, not lent."
        remedy = "It is taken back only where it is about the wrong child: say so. Else send a new version."
        faults.append(Fault(words, "given", "wrong_child", remedy=remedy))
    if (fault := words_fault(why, "why", most=LONGEST_REASON, needed="Write why it is taken back.")) is not None:
        faults.append(fault)
    if faults:
        raise Refused.because(*faults)
    _end(row, "revoke", why.strip(), act)
    afterwards(partial(carry, school, row.pk))
    return row


@transaction.atomic(using=ALIAS)
def expire(share: Share, *, act: Act) -> None:
    """Let a share run out, once its last day is over. Nothing where it ended before, or is kept longer by now."""
    row = Share.objects.select_for_update(no_key=True, of=("self",)).get(pk=share.pk)
    if row.state == PUBLISHED and row.expires_on is not None and row.expires_on < act.today:
        _end(row, "expire", "", act)


def _end(row: Share, move: str, why: str, act: Act) -> None:
    row.state, row.carried = SHARE.after(row.state, move), False
    row.ended_at, row.ended_by, row.ended_why = act.now, act.name, why
    row.save(update_fields=["state", "carried", "ended_at", "ended_by", "ended_why"])
    note(row.state, row, act)
    words = f"{_what(row)} no more shared with {row.authority_name}: {SHARE.words(row.state)}"
    say_in_case(row, words, row.state, act, more=why)
    promise(CARRY, {"share": str(row.pk)})


@transaction.atomic(using=ALIAS)
def drop(share: Share, *, act: Act) -> None:
    """Say that a share is not needed after all, before it was agreed to."""
    row = held(share, "drop")
    row.state = SHARE.after(row.state, "drop")
    row.save(update_fields=["state"])
    note("dropped", row, act)


@transaction.atomic(using=ALIAS)
def say(share: Share, *, words: str, act: Act) -> ShareAct:
    """Write to the authority about a share that it has: kept at both ends. Refused while it has none."""
    row = Share.objects.select_for_update(no_key=True, of=("self",)).get(pk=share.pk)
    if row.state not in OUT or not row.number:
        raise Refused("The authority has nothing of this to be written to about.", code="not_shared")
    if (fault := words_fault(words, "words", most=LONGEST_REASON, needed="Write your message.")) is not None:
        raise Refused.because(fault)
    made = ShareAct.objects.create(
        share=row,
        ours=True,
        at=act.now,
        by_name=f"{act.name}, {act.signed.position}",
        number=row.number,
        move="message",
        words=words.strip(),
    )
    note("said", row, act)
    promise(SAY, {"act": str(made.pk)})
    return made


@transaction.atomic(using=ALIAS)
def tick_off(acts: Sequence[ShareAct], *, act: Act) -> int:
    """Note that somebody here has seen what the authority did; how many."""
    rows = ShareAct.objects.filter(pk__in=[one.pk for one in acts], ours=False, seen_at=None)
    done = rows.update(seen_at=act.now, seen_by=act.name)
    if acts and done:
        note("seen", acts[0].share, act, acts=done)
    return done


def loses(share: Share) -> bool:
    """Whether a notice stands on it, so that the authority loses what that rests on when it is taken back."""
    return share.answer in NOTICE_STANDS


def keep_from_answer(row: Share, answered_on: dt.date) -> None:
    """Where a purpose is kept from its answer, reckon its last day from that, as the authority has done."""
    if (last := kept_after(Purpose(row.purpose), answered_on)) is not None:
        row.expires_on = last
        expire_on(row)


def held(share: Share, move: str) -> Share:
    """The share as it stands, held. Overtaken where that is no move from here any more."""
    rows = Share.objects.select_for_update(of=("self",), no_key=True).select_related("pupil", "case", "contact")
    row = rows.get(pk=share.pk)
    if row.state not in SHARE.move(move).before:
        words = f"This share is {SHARE.words(row.state)} by now."
        raise Overtaken(words, code="state", remedy="Look at it again.")
    return row


def say_in_case(row: Share, words: str, key: str, act: Act, *, on: dt.date | None = None, more: str = "") -> None:
    """Write into the timeline of the case it belongs to, once; nothing of what is restricted."""
    if row.pupil is None or Purpose(row.purpose).restricted:
        return
    of = Kind(row.case.kind) if row.case is not None else Kind.ATTENDANCE
    note_event(
        row.pupil,
        kind="share",
        on=on or act.today,
        words=words,
        more=more,
        room=ROOM,
        key=f"{row.pk} {key}",
        act=act,
        of=of,
    )


def note(what: str, row: Share, act: Act, **details: Any) -> None:
    """The audit line of an act: about the pupil where there is one; of what is restricted, about the share."""
    of_pupil = row.pupil_id and not Purpose(row.purpose).restricted
    about = ("pupil", row.pupil_id) if of_pupil else (ABOUT_SHARE, row.pk)
    record(
        f"share.{what}", about=about, by=act.signed.by, details={"share": str(row.pk), "purpose": row.purpose} | details
    )
