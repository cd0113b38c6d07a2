"""Every notice that is known of a pupil, of which parent, and what of an earlier school still waits for a person."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from schools.moved.queries.carried import Carried, carried_of
from schools.moved.rules.facts import OldNotice
from schools.penalties.models import OtherNotice, Penalty
from schools.roll.models import Pupil
from tenants.policies.rules.notice_ledger import Issued, Ledger, ledger_on

#: What tells one notice of an earlier school from another: the day, which one it was, and to whom in words.
_Which = tuple[dt.date, int, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A notice to one contact: as the ledger counts it, and from where it is known. `row` where it can be written anew."""

    contact: uuid.UUID | None
    whose: str
    issued: Issued
    source: str
    penalty: Penalty | None = None
    row: OtherNotice | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice of an earlier school of the trust that nobody has put to a contact: which of those carried."""

    carried: Carried
    place: int
    notice: OldNotice


@dataclass(frozen=True, slots=True)
class Notices:
    """All that is known of one pupil."""

    known: tuple[Known, ...]
    waiting: tuple[Waiting, ...]

    def ledger(self, contact: uuid.UUID, on: dt.date, *, without: uuid.UUID | None = None) -> Ledger:
        """The ledger of one parent on a day; `without` one notice of this school, which is being asked about."""
        return ledger_on(
            (
                one.issued
                for one in self.known
                if one.contact == contact and (one.penalty is None or one.penalty.pk != without)
            ),
            on,
        )


def notices_of(pupil: Pupil) -> Notices:
    """What is known of one pupil. Three statements where nothing came from another school, else five."""
    own = Penalty.objects.filter(pupil=pupil, issued_on__isnull=False).select_related("contact", "consideration")
    written = list(OtherNotice.objects.filter(pupil=pupil).select_related("contact"))
    carried = carried_of(pupil)
    told = {_which(one.row.from_school, notice): notice for one in carried for notice in _told(one)}
    known = [_own(row) for row in own]
    known += [_written(row, told.get((row.from_school, *_of_row(row))) if row.from_school else None) for row in written]
    known += [found for one in carried for found in _confirmed(one, told)]
    settled = {(row.from_school, *_of_row(row)) for row in written if row.from_school}
    settled |= {_which(one.row.from_school, notice) for one in carried for notice in _taken(one)}
    waiting = [
        Waiting(one, place, notice)
        for one in carried
        for place, notice in enumerate(_told(one))
        if _which(one.row.from_school, notice) not in settled
    ]
    return Notices(tuple(sorted(known, key=lambda one: one.issued.issued_on)), tuple(waiting))


def _which(school: uuid.UUID, notice: OldNotice) -> tuple[uuid.UUID, dt.date, int, str]:
    return (school, notice.issued_on, notice.order, notice.relationship)


def _of_row(row: OtherNotice) -> _Which:
    return (row.issued_on, row.order or 0, row.relationship)


def _told(one: Carried) -> tuple[OldNotice, ...]:
    """What that school says now; nothing once it has taken all back."""
    return () if one.row.taken_back_on else one.facts.notices


def _taken(one: Carried) -> tuple[OldNotice, ...]:
    return one.confirmed.facts.notices if one.confirmed is not None else ()


def _own(row: Penalty) -> Known:
    issued_on = row.issued_on or row.consideration.on
    issued = Issued(issued_on, row.state, row.consideration.authority)
    return Known(row.contact_id, row.contact.name, issued, "issued for this school", penalty=row)


def _written(row: OtherNotice, told: OldNotice | None) -> Known:
    """As it was written down; how one of an earlier school of the trust stands, that school says itself."""
    issued = Issued(row.issued_on, told.state if told is not None else row.state, row.issuer)
    return Known(row.contact_id, row.contact.name if row.contact else row.whose, issued, row.source, row=row)


def _confirmed(one: Carried, told: dict[tuple[uuid.UUID, dt.date, int, str], OldNotice]) -> Iterable[Known]:
    if one.confirmed is None:
        return
    for notice, (contact, name) in zip(one.confirmed.facts.notices, one.confirmed.contacts, strict=True):
        state = told.get(_which(one.row.from_school, notice), notice).state
        issued = Issued(notice.issued_on, state, one.row.from_name)
        yield Known(
            contact, name, issued, f"carried over from {one.row.from_name}, put to them by {one.confirmed.by_name}"
        )
