"""What only the safeguarding lead and the headteacher may see. Asking writes an audit line: there is no other way to it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.audit.actors import Actor
from foundation.database.scope import keep
from schools.journal.operations import record
from schools.roll.models import ContactRestriction, Pupil, RestrictedFlag
from schools.roll.queries.on_roll import holds_on

SEEN = "restricted_flags.seen"


@dataclass(frozen=True, slots=True)
class Restricted:
    """Young carer, child in need or child protection plan, with the social worker."""

    row: uuid.UUID
    kind: str
    words: str
    worker_name: str
    worker_phone: str
    starts_on: dt.date
    ends_on: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class RestrictionNote:
    """Why the school may not ring a contact."""

    row: uuid.UUID
    contact: str
    words: str
    note: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class RestrictedRecord:
    """All of it about one pupil: flags, the newest first, and restrictions on contacts that hold."""

    flags: tuple[Restricted, ...]
    notes: tuple[RestrictionNote, ...]


def restricted_flags_of(pupil: Pupil, day: dt.date, *, by: Actor) -> list[Restricted]:
    """The restricted flags of a pupil that hold on a day. The caller has asked the gate; the read is written down."""
    _write_down(pupil, by)
    return [_restricted(row) for row in RestrictedFlag.objects.filter(holds_on(day), pupil=pupil)]


def restricted_record_of(pupil: Pupil, day: dt.date, *, by: Actor) -> RestrictedRecord:
    """Every restricted flag ever recorded, and why contacts may not be rung on that day. The read is written down."""
    _write_down(pupil, by)
    flags = RestrictedFlag.objects.filter(pupil=pupil).order_by("-starts_on")
    notes = (
        ContactRestriction.objects.filter(holds_on(day), link__pupil=pupil)
        .select_related("link__contact")
        .order_by("starts_on")
    )
    return RestrictedRecord(
        tuple(_restricted(row) for row in flags),
        tuple(
            RestrictionNote(row.pk, row.link.contact.name, row.get_kind_display(), row.note, row.starts_on, row.ends_on)
            for row in notes
        ),
    )


def _write_down(pupil: Pupil, by: Actor) -> None:
    """That somebody was told, even when the form on the same page is refused."""
    keep(lambda: record(SEEN, about=("pupil", pupil.pk), by=by))


def _restricted(row: RestrictedFlag) -> Restricted:
    return Restricted(
        row.pk, row.kind, row.get_kind_display(), row.worker_name, row.worker_phone, row.starts_on, row.ends_on
    )
