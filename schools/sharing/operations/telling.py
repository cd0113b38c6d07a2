"""Telling an authority in one act what somebody has decided already: an approved return, a plan, a notice that was given.

What would be told is shown first, and agreed to as it was read. What an authority has already is not published anew: only
what reads otherwise by now is, as the next version.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.returns.models import Return
from schools.returns.rules.kinds import Kind
from schools.sharing.models import Share, ShareVersion
from schools.sharing.operations.following import note_files_sent
from schools.sharing.operations.sharing import About, agree, prepare
from schools.sharing.queries.composing import composed
from schools.sharing.queries.shares import snapshot_of
from schools.sharing.rules.composed import Composed, says_the_same
from schools.sharing.rules.returned import purpose_of, source_of
from schools.sharing.rules.states import OPEN, OUT
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.models import School

#: Purposes whose source is a case.
_OF_CASES = (Purpose.MISSING, Purpose.HOME_EDUCATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """The authority that is told, by its short name and as it is called; by which school, and when an answer is expected."""

    school: School
    authority: str
    authority_name: str
    answer_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be told now. `held` is the share that is open already; `new` whether the authority has not this yet."""

    about: About
    held: Share | None
    snapshot: Snapshot
    composed: Composed
    new: bool


def about_return(row: Return) -> About:
    """What the share of a return is about. Refused for a kind that goes as its file."""
    kind = Kind(row.kind)
    purpose = purpose_of(kind, row.facts)
    if purpose is None:
        raise Refused("Returns of this kind are not shared in Rollcall.", code="no_purpose", remedy="Send the file.")
    source = source_of(kind, row.pk, row.about)
    case = Case.objects.get(pk=source) if purpose in _OF_CASES else None
    return About(purpose=purpose, source=source, pupil=row.pupil, case=case)


def preview(about: About, to: To, *, act: Act) -> Preview:
    """What the authority would be told, and whether it is anything new. Nothing is kept."""
    mine = Share.objects.filter(purpose=about.purpose, source=about.source, authority=to.authority, state__in=OPEN)
    held = mine.first()
    row = held or Share(
        purpose=about.purpose.value,
        source=about.source,
        pupil=about.pupil,
        case=about.case,
        contact=about.contact,
        authority=to.authority,
        authority_name=to.authority_name,
    )
    made = composed(row, act.now)
    snapshot = snapshot_of(row, made, to.school, agreed_by=f"{act.name}, {act.signed.position}", today=act.today)
    return Preview(about, held, snapshot, made, new=not _has(held, snapshot))


def _has(held: Share | None, snapshot: Snapshot) -> bool:
    if held is None or held.state not in OUT:
        return False
    return says_the_same(Snapshot.of(held.versions.get(number=held.number).snapshot), snapshot)


def read_of(previews: Iterable[Preview]) -> str:
    """By what is known that these were read as they are: one digest of all."""
    return hashlib.sha256("\n".join(one.snapshot.digest for one in previews).encode()).hexdigest()


@transaction.atomic(using=ALIAS)
def tell(abouts: Sequence[About], to: To, *, read: str, why: str = "", act: Act) -> list[ShareVersion]:
    """Tell an authority all of these or none: each begun, agreed to and on its way; the versions that are new.

    `read` is the digest of what was shown: Overtaken where it reads otherwise by now. Refused while anything is lacking, and
    without a word of what is new where the authority has an earlier version.
    """
    previews = [preview(about, to, act=act) for about in abouts]
    if read != read_of(previews):
        words = "Something of it has changed since you looked."
        raise Overtaken(words, code="changed", remedy="Read it again, and share it then.")
    if faults := lacking(previews):
        raise Refused.because(*faults)
    return [version for one in previews if (version := _told(one, to, why, act)) is not None]


def lacking(previews: Iterable[Preview]) -> list[Fault]:
    """Everything that keeps these from being shared; each names its field."""
    return [fault for one in previews for fault in one.composed.lacking]


def _told(one: Preview, to: To, why: str, act: Act) -> ShareVersion | None:
    share = prepare(one.about, authority=to.authority, authority_name=to.authority_name, act=act)
    if not one.new:
        note_files_sent(share, act)
        return None
    read = one.snapshot.digest
    return agree(share, one.snapshot, one.composed, read=read, why=why, answer_by=to.answer_by, act=act)
