"""The trust's list of what its schools share: with whom, for what, how far it has come, and nothing of a pupil."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import counted, middle_date, short_date
from tenants.shares.models import RESTRICTED, Index
from tenants.shares.operations.indexing import EXPIRED, REVOKED
from tenants.shares.rules.purposes import Moves, Purpose
from tenants.shares.rules.states import NOTICE_STANDS, THINGS

_ENDED = {REVOKED: "taken back", EXPIRED: "run out"}


@dataclass(frozen=True, slots=True)
class Line:
    """One share. `take_back` is where it is taken back; empty once it has ended, or is being taken back."""

    reference: str
    school: str
    authority: str
    purpose: str
    version: int
    said: str
    tag: str
    openings: str
    until: str
    take_back: str


def lines_of(rows: Iterable[Index], schools: Mapping[uuid.UUID, str]) -> list[Line]:
    """Shares in words."""
    return [_line(row, schools) for row in rows]


def _line(row: Index, schools: Mapping[uuid.UUID, str]) -> Line:
    if row.purpose == RESTRICTED[0]:
        words, moves = RESTRICTED[1], Moves.TOLD
    else:
        words, moves = Purpose(row.purpose).words, Purpose(row.purpose).listed.moves
    said = _ENDED.get(row.state) or ("being taken back" if row.wanted_back else "") or THINGS[moves].words(row.state)
    opened = f", last on {short_date(local(row.opened_at).date())}" if row.opened_at else ""
    return Line(
        row.reference,
        schools.get(row.school_id, ""),
        row.authority_name,
        words,
        row.number,
        said,
        "off" if row.ended_at else "sent",
        f"{counted(row.openings, 'time')}{opened}" if row.openings else "not yet",
        middle_date(row.expires_on),
        "" if row.ended_at or row.wanted_back else reverse("share_take_back", args=[row.pk]),
    )


def loses(row: Index) -> str:
    """What an authority loses when a share is taken back."""
    gone = f"{row.authority_name} sees it no more, nor its files. What was decided on it stays on record."
    if row.state in NOTICE_STANDS:
        return f"A penalty notice stands on it: {row.authority_name} loses the evidence that it rests on. {gone}"
    return gone


def lede(shared: int, schools: int, ended: int) -> str:
    """The page's first sentence."""
    over = f" {counted(ended, 'share')} have ended." if ended > 1 else " One share has ended." if ended else ""
    now = f"{counted(shared, 'share')} with authorities now, of {counted(schools, 'school')}."
    return f"{now}{over} Whom each is about stands at the school and the authority alone."
