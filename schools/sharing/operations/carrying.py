"""Having an authority's copy of a share be as its school says: published in its newest version, or gone.

Four steps, each a transaction of its own and each to be repeated: read as the school; copy the files; write as the authority
and as the trust; mark it done as the school. The package's docstring says what a killed worker leaves behind.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.database.scope import identity_work, work
from foundation.documents.store import shelf
from schools.documents.models import Document
from schools.documents.operations.checking import put_once
from schools.documents.operations.opening import Copy, copy_of
from schools.sharing.models import Share, ShareAct, ShareVersion
from schools.sharing.rules.states import OUT, PUBLISHED, SHARE
from tenants.shares.operations import indexing, publishing
from tenants.shares.operations.publishing import CopiedFile, From, Publication
from tenants.shares.rules.purposes import Snapshot
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import authority_work, school_work, trust_scope_of


@dataclass(frozen=True, slots=True)
class _Out:
    """What is to stand with the authority: the newest version, and where its files are to be read."""

    share: Share
    version: ShareVersion
    copies: tuple[tuple[dict[str, str], Copy], ...]


def carry(school: School, key: uuid.UUID) -> None:
    """Have one share be with its authority as the school says now. Raises StoreAwayError while the store is away."""
    with school_work(school):
        share = Share.objects.get(pk=key)
        is_out = share.state in OUT
        out = _out(share) if is_out and not share.carried else None
    if (share.carried and is_out) or not share.number:
        return  # What ended is taken back as often as it is asked: a worker killed while it copied files left some.
    with identity_work():
        authority = LocalAuthority.objects.filter(slug=share.authority).first()
    if authority is None:
        message = f"no authority is called {share.authority}"
        raise LookupError(message)
    if out is not None:
        _publish(school, authority, out)
    else:
        _take_back(school, authority, share)


def _out(share: Share) -> _Out:
    version = share.versions.get(number=share.number)
    rows = Document.objects.in_bulk([uuid.UUID(one["document"]) for one in version.files])
    copies = tuple((one, copy_of(rows[uuid.UUID(one["document"])])) for one in version.files)
    return _Out(share, version, copies)


def whose(school: School) -> From:
    """The school, as an authority is told of it."""
    return From(school.trust_id, school.pk, school.name)


def _publish(school: School, authority: LocalAuthority, out: _Out) -> None:
    share, version = out.share, out.version
    snapshot = Snapshot.of(version.snapshot)
    with authority_work(authority):
        place = shelf()
    for one, copy in out.copies:
        put_once(place, one["stored_as"], copy.read(), one["kind"])
    publication = Publication(
        share=share.pk,
        version=version.pk,
        number=version.number,
        snapshot=snapshot,
        agreed_by=version.agreed_by,
        why="" if snapshot.purpose.restricted else version.why,
        answer_by=version.answer_by,
        next_on=version.next_on,
        expires_on=_last_day(share),
        files=[
            CopiedFile(
                uuid.UUID(one["key"]), one["name"], one["kind"], int(one["size"]), one["sha256"], one["stored_as"]
            )
            for one, _ in out.copies
        ],
    )
    now = clock.now()
    with authority_work(authority):
        state = publishing.publish(publication, whose(school), authority_id=authority.pk, by=SYSTEM, now=now)
    if state is None:  # Taken back while its files were copied.
        for one, _ in out.copies:
            place.remove(one["stored_as"])
        return
    entry = indexing.Entry(
        share=share.pk,
        school=school.pk,
        authority_name=share.authority_name,
        purpose=share.purpose,
        number=version.number,
        published_at=now,
        expires_on=_last_day(share),
    )
    with work(trust_scope_of(school.trust_id)):
        indexing.index(entry, trust_id=school.trust_id, state=state, by=SYSTEM)
    with school_work(school):
        ended = _mark_published(share, version, state, now)
    if ended is not None:  # Taken back since it was read, perhaps before the index had it.
        _take_back(school, authority, ended)


def _last_day(share: Share) -> dt.date:
    if share.expires_on is None:
        message = f"share {share.pk} was agreed to without a last day"
        raise ValueError(message)
    return share.expires_on


def _mark_published(share: Share, version: ShareVersion, state: str, now: dt.datetime) -> Share | None:
    """Note that a version stands with the authority. The share, where it has ended meanwhile."""
    row = Share.objects.select_for_update(no_key=True, of=("self",)).get(pk=share.pk)
    ShareVersion.objects.filter(pk=version.pk, published_at=None).update(published_at=now)
    if row.state not in OUT:
        return row
    if row.number != version.number:
        return None  # Agreed anew meanwhile: that is promised too.
    if row.state != PUBLISHED:
        row.state = SHARE.after(row.state, "publish")
    row.carried, row.answer = True, state
    row.save(update_fields=["state", "carried", "answer"])
    return None


def _take_back(school: School, authority: LocalAuthority, share: Share) -> None:
    now = clock.now()
    with authority_work(authority):
        publishing.end(
            share.pk,
            whose(school),
            authority_id=authority.pk,
            purpose=share.purpose,
            how=share.state,
            by=SYSTEM,
            now=now,
        )
        place = shelf()
    with school_work(school):
        files = [one["stored_as"] for version in share.versions.all() for one in version.files]
    for name in files:
        place.remove(name)
    with work(trust_scope_of(school.trust_id)):
        indexing.note_ended(share.pk, trust_id=school.trust_id, how=share.state, by=SYSTEM, at=now)
    with school_work(school):
        Share.objects.filter(pk=share.pk, state=share.state).update(carried=True)


def tell(school: School, key: uuid.UUID) -> None:
    """Have what the school wrote stand in the authority's thread."""
    with school_work(school):
        act = ShareAct.objects.select_related("share").get(pk=key)
    with identity_work():
        authority = LocalAuthority.objects.get(slug=act.share.authority)
    with authority_work(authority):
        publishing.say(act.share_id, act.pk, move=act.move, words=act.words, by_name=act.by_name, at=act.at)
