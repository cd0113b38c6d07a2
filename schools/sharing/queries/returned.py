"""Returns and their shares: which share tells of which return, and in which files those were approved."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from schools.returns.models import Return, ReturnFile
from schools.returns.rules.kinds import Kind
from schools.sharing.models import Share
from schools.sharing.rules.returned import about_of, purpose_of, source_of
from schools.sharing.rules.states import OUT
from tenants.shares.rules.purposes import Purpose


def returns_of(share: Share) -> QuerySet[Return]:
    """The return that a share tells of; none where it tells of something else."""
    queued = about_of(Purpose(share.purpose), share.source)
    if queued is not None:
        kind, about = queued
        return Return.objects.filter(kind=kind, about=about)
    return Return.objects.filter(pk=share.source)


def files_of(share: Share) -> QuerySet[ReturnFile]:
    """The files for that authority which hold the return of a share and may go, or went."""
    files = ReturnFile.objects.filter(withdrawn_at=None, authority__iexact=share.authority_name)
    return files.filter(lines__row__in=returns_of(share)).distinct()


def shares_of(rows: Collection[Return], authority: str) -> dict[uuid.UUID, Share]:
    """The share of each of these returns that an authority has, or will in a moment, by the return’s key. One query."""
    wanted = {}
    for row in rows:
        purpose = purpose_of(Kind(row.kind), row.facts)
        if purpose is not None:
            wanted[row.pk] = (purpose.value, source_of(Kind(row.kind), row.pk, row.about))
    told = Q(purpose__in={one for one, _ in wanted.values()}, source__in={one for _, one in wanted.values()})
    held = {(one.purpose, one.source): one for one in Share.objects.filter(told, authority=authority, state__in=OUT)}
    return {key: held[one] for key, one in wanted.items() if one in held}
