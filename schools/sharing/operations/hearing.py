"""What an officer of the authority did, done at the school: written into the share, its case, and the room it is of.

The officer's act stands whatever the school's records say. Where they cannot follow it (somebody here wrote down another
outcome first), it says why, and a person puts them right: `ShareAct.problem`, on Today until somebody ticks it off.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles
from schools.cases.operations.acting import Act
from schools.penalties.models import Penalty
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.rules.asks import Asks
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share, ShareAct
from schools.sharing.operations.following import note_acknowledged
from schools.sharing.operations.sharing import keep_from_answer, note, say_in_case
from tenants.policies.rules.notice_states import CONSIDERED, NOT_PROPOSED
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ACKNOWLEDGED, ASK, HAND_ON, LOOKS, TAKE, THINGS

#: What nobody here has to look at.
_QUIET: Final = (*LOOKS, TAKE, HAND_ON)


@dataclass(frozen=True, slots=True)
class Heard:
    """An act of the authority's, as its thread has it. `after` is the state it led to; empty where it moved nothing."""

    key: uuid.UUID
    move: str
    after: str
    words: str
    on: dt.date | None
    details: Mapping[str, Any]
    number: int
    at: dt.datetime
    by: Actor

    @property
    def day(self) -> dt.date:
        """The day it is of."""
        return self.on or local(self.at).date()


@transaction.atomic(using=ALIAS)
def hear(share_id: uuid.UUID, heard: Heard, asks: Asks, *, now: dt.datetime) -> bool:
    """Do at the school what the officer did, once; whether it was new here."""
    rows = Share.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil", "case", "contact")
    row = rows.get(pk=share_id)
    if ShareAct.objects.filter(pk=heard.key).exists():
        return False
    act = Act(Signature(heard.by, row.authority_name), now)
    made = ShareAct.objects.create(
        id=heard.key,
        share=row,
        ours=False,
        at=heard.at,
        by_name=heard.by.name,
        number=heard.number,
        move=heard.move,
        words=heard.words,
        on=heard.on,
        details=dict(heard.details),
        seen_at=heard.at if heard.move in _QUIET else None,
    )
    if heard.move in LOOKS:
        row.openings += 1
        row.opened_at, row.opened_by = heard.at, heard.by.name
        row.save(update_fields=["openings", "opened_at", "opened_by"])
        return True
    note(f"heard_{heard.move}", row, act, version=heard.number)
    if heard.after:
        _move(row, made, heard, asks, act)
    return True


def _move(row: Share, made: ShareAct, heard: Heard, asks: Asks, act: Act) -> None:
    row.answer = heard.after
    if heard.move != ASK:
        row.answered_on = heard.day
        keep_from_answer(row, heard.day)
    row.save(update_fields=["answer", "answered_on", "expires_on"])
    thing = THINGS[Purpose(row.purpose).listed.moves]
    said = f"{row.authority_name}: {Purpose(row.purpose).words.lower()} {thing.words(heard.after)}"
    say_in_case(row, said, f"heard {heard.key}", act, on=heard.day, more=heard.words)
    follow = FOLLOWED.get(Purpose(row.purpose))
    if follow is None:
        return
    try:
        with transaction.atomic(using=ALIAS):
            follow(row, heard, asks, act)
    except Refused as refused:
        made.problem = str(refused)
        made.save(update_fields=["problem"])


def _pack(row: Share, heard: Heard, asks: Asks, act: Act) -> None:
    """A pack: the bundle is asked about, accepted or declined; its notice moves as the authority moved it."""
    bundle = Bundle.objects.select_related("case").get(pk=row.source)
    if heard.move in ("ask", "accept", "decline"):
        bundles.answer(bundle, move=heard.move, words=heard.words, on=heard.day, act=act)
        return
    notices = Penalty.objects.filter(consideration__case=bundle.case_id, contact=bundle.contact_id)
    notice = notices.exclude(state__in=[CONSIDERED, NOT_PROPOSED]).order_by("-at", "-id").first()
    if notice is None:
        raise Refused("The school asked for no notice to this parent.", code="no_notice")
    order, rate = heard.details.get("order"), heard.details.get("rate", "")
    turn(notice, heard.move, Happened(heard.day, heard.words, order=order, rate=rate), asks=asks, act=act)


def _told(row: Share, heard: Heard, _asks: Asks, act: Act) -> None:
    """What a return tells of: that it is acknowledged is the answer of the file it was approved in."""
    if heard.after == ACKNOWLEDGED:
        note_acknowledged(row, act)


#: What the room does that a share is of, by purpose; where there is none, the share and its case alone say it.
FOLLOWED: Final[Mapping[Purpose, Callable[[Share, Heard, Asks, Act], None]]] = MappingProxyType(
    {
        Purpose.PENALTY_PACK: _pack,
        **dict.fromkeys(
            (
                Purpose.NEW_PUPIL,
                Purpose.LEAVER,
                Purpose.TEN_DAYS,
                Purpose.IRREGULAR,
                Purpose.SICKNESS,
                Purpose.PART_TIME,
                Purpose.MISSING,
                Purpose.HOME_EDUCATION,
            ),
            _told,
        ),
    }
)
