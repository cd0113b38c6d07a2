"""Publishing a share to an authority, and ending it: by the worker of the school whose it is, as the authority."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.audit.actors import Actor
from tenants.journal.operations import promise_for_authority, record
from tenants.shares.models import Act, File, Share, Version
from tenants.shares.rules.purposes import Snapshot
from tenants.shares.rules.states import AGAIN, RECEIVED

#: Outbox topic of an authority: something was shared with it that its officers have not been told of ({}).
CAME: Final = "shares.came"
#: What a line about a share is about.
ABOUT: Final = "share"


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file as it was copied to the authority's shelf."""

    key: uuid.UUID
    name: str
    kind: str
    size: int
    sha256: str
    stored_as: str


@dataclass(frozen=True, slots=True)
class From:
    """Whose it is: the school, and its trust."""

    trust_id: uuid.UUID
    school_id: uuid.UUID
    school_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One version of a share, as the school agreed to it. `share` and `version` are the keys of the school's own rows."""

    share: uuid.UUID
    version: uuid.UUID
    number: int
    snapshot: Snapshot
    agreed_by: str
    why: str
    answer_by: dt.date | None
    next_on: dt.date | None
    expires_on: dt.date
    files: Sequence[CopiedFile]


def publish(
    publication: Publication, whose: From, *, authority_id: uuid.UUID, by: Actor, now: dt.datetime
) -> str | None:
    """Have a version stand with the authority, once. A newer one takes the earlier one's place, which is kept beside it.

    Gives the state that the share is in there; None where it has ended, and nothing stands. What was asked about or
    acknowledged is to be answered anew; any other stays in its state.
    """
    snapshot = publication.snapshot
    held = Share.objects.select_for_update(no_key=True).filter(pk=publication.share).first()
    share = held or Share(pk=publication.share, authority_id=authority_id, state=RECEIVED)
    if held is not None and held.ended_at is not None:
        return None
    if held is not None and held.number >= publication.number:
        return held.state
    share.trust_id, share.school_id, share.school_name = whose.trust_id, whose.school_id, whose.school_name
    share.purpose, share.about, share.number = snapshot.purpose.value, snapshot.about, publication.number
    share.state = AGAIN.get(share.state, share.state)
    share.received_at, share.answer_by, share.next_on = now, publication.answer_by, publication.next_on
    share.expires_on, share.announced = publication.expires_on, False
    share.save(force_insert=held is None)
    version = Version.objects.create(
        id=publication.version,
        authority_id=authority_id,
        share=share,
        number=publication.number,
        at=now,
        agreed_by=publication.agreed_by,
        why=publication.why,
        snapshot=snapshot.plain,
    )
    File.objects.bulk_create(
        File(
            id=one.key,
            authority_id=authority_id,
            version=version,
            name=one.name,
            kind=one.kind,
            size=one.size,
            sha256=one.sha256,
            stored_as=one.stored_as,
        )
        for one in publication.files
    )
    details = {"purpose": share.purpose, "version": version.number, "files": len(publication.files)}
    _line("share_received", share, by, **details)
    promise_for_authority(CAME, {}, authority_id=authority_id)
    return share.state


def note_announced(shares: Iterable[uuid.UUID]) -> None:
    """The officers have been told that these came."""
    Share.objects.filter(pk__in=list(shares)).update(announced=True)


def flag_amended(share_id: uuid.UUID, version: uuid.UUID, amended: Sequence[dict[str, str]]) -> None:
    """Say beside a version which of its sessions the school's register has otherwise by now; the version stays as it is."""
    Version.objects.filter(pk=version, share=share_id).update(amended=list(amended))


def say(share_id: uuid.UUID, act: uuid.UUID, *, move: str, words: str, by_name: str, at: dt.datetime) -> None:
    """Put what the school says or did into the thread, once. Nothing where the share has ended by now."""
    share = Share.objects.select_for_update(no_key=True).filter(pk=share_id).first()
    if share is None or share.ended_at is not None or Act.objects.filter(pk=act).exists():
        return
    Act.objects.create(
        id=act,
        authority_id=share.authority_id,
        share_id=share.pk,
        school_id=share.school_id,
        ours=False,
        by_name=by_name,
        at=at,
        number=share.number,
        move=move,
        words=words,
        carried_at=at,
    )


def end(
    share_id: uuid.UUID, whose: From, *, authority_id: uuid.UUID, purpose: str, how: str, by: Actor, now: dt.datetime
) -> None:
    """Take a share from the authority with all that it held: at its next request it is not there. Repeated, it does nothing.

    One that has not come yet will not come: its key is kept.
    Its files are on the authority's shelf still: whoever ends it deletes them there. What the authority decided stays in its
    ledger and lines; an answer that was not carried yet stays until it was.
    """
    empty = {
        "authority_id": authority_id,
        "trust_id": whose.trust_id,
        "school_id": whose.school_id,
        "purpose": purpose,
        "number": 0,
        "received_at": now,
        "expires_on": now.date(),
    }
    share, _ = Share.objects.select_for_update().get_or_create(pk=share_id, defaults=empty)
    if share.ended_at is not None:
        return
    share.about, share.ended_at = "", now
    share.taken_by, share.taken_name, share.taken_on = None, "", None
    share.save()
    share.versions.all().delete()
    Act.objects.filter(share_id=share_id, carried_at__isnull=False).delete()
    _line("share_ended", share, by, purpose=purpose, how=how)


def _line(act: str, share: Share, by: Actor, **details: object) -> None:
    record(
        act,
        by=by,
        about_kind=ABOUT,
        about_id=share.pk,
        details=details | {"school": str(share.school_id)},
        authority_id=share.authority_id,
    )
