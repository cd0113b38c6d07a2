"""A trust's index of what its schools share, kept by their workers as the trust; and a trust that takes one back.

The trust's lines are written here too: what an authority did, with nothing of the pupil.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from foundation.audit.actors import Actor
from foundation.refusals import Fault, Refused
from tenants.journal.models import AuditLine
from tenants.journal.operations import promise, record
from tenants.shares.models import LONGEST_WORDS, RESTRICTED, Index
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import OPEN, was_given

#: Outbox topic of a trust: it takes a share of one of its schools back ({"share", "school"}).
WANTED_BACK: Final = "shares.wanted_back"
ABOUT: Final = "share"
REVOKED, EXPIRED = "revoked", "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A share as the index has it."""

    share: uuid.UUID
    school: uuid.UUID
    authority_name: str
    purpose: str
    number: int
    published_at: dt.datetime
    expires_on: dt.date


def reference_of(share: uuid.UUID) -> str:
    """By what people name a share to one another: the end of its key, which says nothing of what it holds."""
    return share.hex[-8:].upper()


def index(entry: Entry, *, trust_id: uuid.UUID, state: str, by: Actor) -> None:
    """Have a share stand in the index as it was published last; what a restricted one is for, it does not say.

    Repeated, it changes nothing.
    """
    purpose = RESTRICTED[0] if Purpose(entry.purpose).restricted else entry.purpose
    values = {
        "trust_id": trust_id,
        "school_id": entry.school,
        "authority_name": entry.authority_name,
        "purpose": purpose,
        "reference": reference_of(entry.share),
        "number": entry.number,
        "published_at": entry.published_at,
        "expires_on": entry.expires_on,
        "state": state,
    }
    row = Index.objects.select_for_update(no_key=True).filter(pk=entry.share).first()
    if row is not None and row.number >= entry.number:
        return
    if row is None:
        Index.objects.create(id=entry.share, **values)
    else:
        Index.objects.filter(pk=row.pk).update(**values)
    _line("share_published", entry.share, trust_id, entry.school, by, purpose=purpose, version=entry.number)


def note_act(
    share: uuid.UUID,
    *,
    trust_id: uuid.UUID,
    act: uuid.UUID,
    move: str,
    state: str,
    expires_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note what an officer of the authority did with a share; of an opening, that it was opened once more.

    `state` is the one it led to, empty where it led to none; `expires_on` the last day of the authority's copy by now.

    Whoever carries an act to the school calls this in the transaction that comes before the one which notes it as carried,
    so that an act may be noted twice here where a worker was killed between them: `at` keeps openings from being counted so.
    """
    row = Index.objects.select_for_update(no_key=True).filter(pk=share).first()
    if row is None:
        return
    if move == OPEN:
        if row.opened_at is None or row.opened_at < at:
            Index.objects.filter(pk=share).update(openings=F("openings") + 1, opened_at=at)
        return
    if row.ended_at is None:
        Index.objects.filter(pk=share).update(state=state or row.state, expires_on=expires_on)
    known = AuditLine.objects.filter(about_id=str(share), act="share_answered", details__key=str(act))
    if not known.exists():
        _line("share_answered", share, trust_id, row.school_id, by, move=move, key=str(act))


def note_ended(share: uuid.UUID, *, trust_id: uuid.UUID, how: str, by: Actor, at: dt.datetime) -> None:
    """Note that a share has ended, and how: revoked or expired. Repeated, it changes nothing."""
    row = Index.objects.select_for_update(no_key=True).filter(pk=share, ended_at=None).first()
    if row is None:
        return
    Index.objects.filter(pk=share).update(state=how, ended_at=at)
    _line("share_ended", share, trust_id, row.school_id, by, how=how)


def want_back(row: Index, *, why: str, by: Actor) -> None:
    """Take a share of one of the trust's schools back; its school does it. Refused without a reason, or once over."""
    row = Index.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.ended_at is not None:
        raise Refused("This share has ended already.", code="ended")
    if row.wanted_back:
        raise Refused("It is being taken back.", code="wanted", remedy="Look again in a minute.")
    if row.purpose != RESTRICTED[0] and was_given(Purpose(row.purpose), row.state):
        words = "It was acknowledged: it was given, not lent."
        raise Refused(words, code="given", remedy="Its school takes it back, and only for the wrong child.")
    why = why.strip()
    faults = []
    if not why:
        faults.append(Fault("Write why it is taken back.", "reason", "why"))
    if len(why) > LONGEST_WORDS:
        faults.append(Fault(f"Write at most {LONGEST_WORDS} letters.", "long", "why"))
    if faults:
        raise Refused.because(*faults)
    Index.objects.filter(pk=row.pk).update(wanted_back=why)
    _line("share_wanted_back", row.pk, row.trust_id, row.school_id, by)
    promise(WANTED_BACK, {"share": str(row.pk), "school": str(row.school_id)}, trust_id=row.trust_id)


def _line(act: str, share: uuid.UUID, trust_id: uuid.UUID, school_id: uuid.UUID, by: Actor, **details: object) -> None:
    record(act, by=by, about_kind=ABOUT, about_id=share, details=details, trust_id=trust_id, school_id=school_id)
