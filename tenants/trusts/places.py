"""Where a request came: the host's place."""

import time
import uuid
from dataclasses import dataclass

from django.conf import settings

from foundation.database.scope import Scope, identity_scope, identity_work
from tenants.trusts.models import Host, LocalAuthority, School, Trust
from tenants.trusts.scopes import authority_scope, school_scope, trust_scope

#: How long one process may answer from its cache for a host that was changed or removed.
HOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """A school, trust or authority, or the id host where people sign in.

    `key` is the place's UUID (the zero UUID for id); `theme` the identity its pages wear. `school` and `trust` are the
    rows themselves, of the kind the place is. `authorities` are all that there are, by name, which no place's own work
    reads: a trust keeps what each asks of its schools, a school shares with some, and an authority asks another.
    """

    kind: str
    host: str
    key: uuid.UUID
    name: str
    theme: str
    scope: Scope
    school: School | None = None
    trust: Trust | None = None
    authority: LocalAuthority | None = None
    authorities: tuple[LocalAuthority, ...] = ()


_known: dict[str, tuple[float, Place]] = {}


def name_of(host: str) -> str:
    """A host's name as it is kept, however it was spelled: without a port, capitals or a trailing dot."""
    return host.rsplit(":", 1)[0].rstrip(".").lower()


def place_of(host: str) -> Place | None:
    """The place a host name opens, or None. `host` may carry a port, capitals or a trailing dot.

    Answers are cached for HOST_SECONDS in this process: they hold nothing about people.
    """
    name = name_of(host)
    if name == settings.ID_HOST:
        return Place("id", name, uuid.UUID(int=0), "Rollcall", "id", identity_scope())
    kept = _known.get(name)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    place = _read(name)
    if place is not None:
        _known[name] = (time.monotonic() + HOST_SECONDS, place)
    else:
        _known.pop(name, None)
    return place


def _read(name: str) -> Place | None:
    with identity_work():
        row = (
            Host.objects.select_related("tenant__trust", "tenant__authority", "trust", "authority")
            .filter(domain=name)
            .first()
        )
        authorities = tuple(LocalAuthority.objects.order_by("name")) if row is not None else ()
    if row is None:
        return None
    if row.tenant is not None:
        school = row.tenant
        theme, scope = school.theme, school_scope(school)
        return Place("school", name, school.pk, school.name, theme, scope, school=school, authorities=authorities)
    if row.trust is not None:
        trust = row.trust
        scope = trust_scope(trust)
        return Place("trust", name, trust.pk, trust.name, "trust", scope, trust=trust, authorities=authorities)
    authority = row.authority
    if authority is None:
        return None
    scope = authority_scope(authority)
    return Place(
        "authority", name, authority.pk, authority.name, "la", scope, authority=authority, authorities=authorities
    )


def host_of(place: School | Trust | LocalAuthority) -> str:
    """The host name under which a place is reached."""
    column = {School: "tenant", Trust: "trust", LocalAuthority: "authority"}[type(place)]
    with identity_work():
        host = Host.objects.filter(**{column: place}).order_by("-is_primary", "domain").first()
    if host is None:
        message = f"{place.pk} has no host"
        raise LookupError(message)
    return str(host.domain)


def address(host: str, path: str = "/") -> str:
    """The full address of a path on a host, as people reach it."""
    port = f":{settings.PORT}" if settings.PORT else ""
    return f"{settings.SCHEME}://{host}{port}{path}"
