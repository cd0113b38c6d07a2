"""Taking in what authorities ask, as the trust approved it: each version once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.journal.operations import record
from schools.policy.models import AuthorityProfile
from tenants.policies.rules.canonical import sha256_of


@dataclass(frozen=True, slots=True)
class ToldProfile:
    """A version of an authority's profile as the trust has it."""

    authority: str
    authority_name: str
    version: int
    from_day: dt.date
    document: str
    sha256: str
    approved_by: str
    approved_at: dt.datetime


@transaction.atomic(using=ALIAS)
def take_profiles_in(told: Iterable[ToldProfile], *, now: dt.datetime) -> int:
    """Keep what the school has not yet of the trust's profiles; how many that were.

    Raises ValueError for a document that is not the one it says it is.
    """
    new = [one for one in told if _keep(one, now=now)]
    for one in new:
        record("profile.taken_in", about=("profile", one.authority), by=SYSTEM, details={"version": one.version})
    return len(new)


def _keep(one: ToldProfile, *, now: dt.datetime) -> bool:
    if sha256_of(one.document) != one.sha256:
        message = f"version {one.version} of the profile of {one.authority} is not what its hash says"
        raise ValueError(message)
    values = {name: getattr(one, name) for name in ToldProfile.__slots__ if name not in {"authority", "version"}}
    _, made = AuthorityProfile.objects.get_or_create(
        authority=one.authority, version=one.version, defaults=values | {"taken_in_at": now}
    )
    return made
