"""What only the safeguarding lead and the headteacher may see. Asking writes an audit line: there is no other way to it.

A share of a social worker’s name is the one exception, and leaves lines of its own (`worker_of`).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.audit.actors import Actor
from foundation.database.dated import holds_on
from foundation.database.scope import keep
from schools.journal.operations import record
from schools.roll.models import ContactRestriction, Pupil, PupilContact, RestrictedFlag

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
class RestrictedElsewhere:
    """A contact of this pupil whom the school may not ring about another; what and why is on the other's page."""

    contact: str
    pupil: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class RestrictedRecord:
    """All of it about one pupil: flags, the newest first, and restrictions on contacts that hold, here and elsewhere."""

    flags: tuple[Restricted, ...]
    notes: tuple[RestrictionNote, ...]
    elsewhere: tuple[RestrictedElsewhere, ...]


def restricted_flags_of(pupil: Pupil, day: dt.date, *, by: Actor) -> list[Restricted]:
    """The restricted flags of a pupil that hold on a day. The caller has asked the gate; the read is written down."""
    _write_down(pupil, by)
    return [_restricted(row) for row in RestrictedFlag.objects.filter(holds_on(day), pupil=pupil)]


@dataclass(frozen=True, slots=True)
class Worker:
    """A social worker’s name, as a flag that holds has it, and nothing else of the flag."""

    row: uuid.UUID
    pupil: Pupil
    name: str


def workers_of(pupil: Pupil, day: dt.date, *, by: Actor) -> list[Worker]:
    """The social workers of a pupil on a day. Where there is one, the read is written down."""
    rows = RestrictedFlag.objects.filter(holds_on(day), pupil=pupil).exclude(worker_name="")
    found = [Worker(row.pk, pupil, row.worker_name) for row in rows]
    if found:
        _write_down(pupil, by)
    return found


def worker_of(flag: uuid.UUID, day: dt.date) -> Worker | None:
    """The social worker of one flag; None where it has none, does not hold, or is hidden from the reader.

    For a share of the name alone: whoever shows it writes that down by the share, which others do not learn of.
    """
    rows = RestrictedFlag.objects.select_related("pupil").filter(holds_on(day), pk=flag).exclude(worker_name="")
    row = rows.first()
    return Worker(row.pk, row.pupil, row.worker_name) if row is not None else None


def restricted_record_of(pupil: Pupil, day: dt.date, *, by: Actor) -> RestrictedRecord:
    """Every restricted flag ever recorded, and why contacts may not be rung on that day.

    The read is written down, for the other pupils too about whom one of these contacts may not be rung.
    """
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
        _elsewhere(pupil, day, by),
    )


def _elsewhere(pupil: Pupil, day: dt.date, by: Actor) -> tuple[RestrictedElsewhere, ...]:
    contacts = PupilContact.objects.filter(holds_on(day), pupil=pupil).values("contact")
    rows = (
        ContactRestriction.objects.filter(holds_on(day), link__contact__in=contacts)
        .exclude(link__pupil=pupil)
        .select_related("link__contact", "link__pupil")
        .order_by("link__contact__name", "link__pupil__sort_name")
    )
    pairs = {(row.link.contact_id, row.link.pupil_id): row.link for row in rows}.values()
    for other in {link.pupil_id: link.pupil for link in pairs}.values():
        _write_down(other, by)
    return tuple(RestrictedElsewhere(link.contact.name, link.pupil_id, str(link.pupil)) for link in pairs)


def _write_down(pupil: Pupil, by: Actor) -> None:
    """That somebody was told, even when the form on the same page is refused."""
    keep(lambda: record(SEEN, about=("pupil", pupil.pk), by=by))


def _restricted(row: RestrictedFlag) -> Restricted:
    return Restricted(
        row.pk, row.kind, row.get_kind_display(), row.worker_name, row.worker_phone, row.starts_on, row.ends_on
    )
