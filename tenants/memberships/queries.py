"""Questions about who holds which role where."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.ui.identities import AUTHORITY, TRUST
from tenants.memberships.models import Membership
from tenants.trusts.models import Host, LocalAuthority, School, Trust
from tenants.trusts.places import Place, address

PLACE_COLUMN = {"school": "school_id", "trust": "trust_id", "authority": "authority_id"}


def held_on(day: dt.date) -> Q:
    """Memberships that hold on `day`; one ended in the course of it does not."""
    in_its_dates = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return in_its_dates & (Q(ended_at__isnull=True) | Q(ended_at__date__gt=day))


def memberships_of(person: Person, *, on: dt.date) -> QuerySet[Membership]:
    """Every membership the person holds on a day, with its place."""
    return every_membership_of(person).filter(held_on(on))


def every_membership_of(person: Person) -> QuerySet[Membership]:
    """What the person holds, held and will hold, with its place."""
    return (
        Membership.objects.filter(person=person)
        .select_related("school__trust", "trust", "authority")
        .order_by("school__name", "trust__name", "authority__name")
    )


def open_memberships(*, on: dt.date, place: School | Trust | LocalAuthority | None = None) -> QuerySet[Membership]:
    """All that is held on a day or will be, at one place or everywhere: by place, then name, then the first day."""
    rows = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), ended_at=None)
    if place is not None:
        column = {School: "school", Trust: "trust", LocalAuthority: "authority"}[type(place)]
        rows = rows.filter(**{column: place})
    rows = rows.select_related("person", "school__trust", "trust", "authority")
    return rows.order_by("school__slug", "trust__slug", "authority__slug", "person__name", "starts_on")


def people_without_role(*, on: dt.date) -> QuerySet[Person]:
    """Whoever holds nothing on a day and will hold nothing, by name: leavers, whether they are switched off or not."""
    return Person.objects.exclude(pk__in=open_memberships(on=on).order_by().values("person")).order_by("name", "email")


def member_at(person: Person, place: Place, *, on: dt.date) -> Member | None:
    """The person as a member of this place on a day, or None when they hold no role here."""
    roles = Membership.objects.filter(held_on(on), person=person, **{PLACE_COLUMN[place.kind]: place.key})
    return member_with(person, place, frozenset(Role(role) for role in roles.values_list("role", flat=True)))


def member_with(person: Person, place: Place, held: frozenset[Role]) -> Member | None:
    """The person as a member with these roles, or None when they hold none."""
    if not held:
        return None
    return Member(person.pk, person.name, person.email, place.kind, place.key, held)


def people_with(role: Role, school: School, *, on: dt.date) -> set[uuid.UUID]:
    """The keys of the people who hold a role at a school on a day."""
    held = Membership.objects.filter(held_on(on), school=school, role=role, person__is_active=True)
    return set(held.values_list("person_id", flat=True))


def officers_of(authority: LocalAuthority, *, on: dt.date) -> QuerySet[Person]:
    """The officers of an authority on a day who can sign in, by name."""
    held = Membership.objects.filter(held_on(on), authority=authority, role=Role.LA_OFFICER)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "email")


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody may work: a place's host, name and theme, the trust above it, and their roles there in words."""

    host: str
    name: str
    theme: str
    above: str
    roles: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its first page."""
        return address(self.host)


def places_of(person: Person, *, on: dt.date) -> list[Workplace]:
    """Where the person may work on a day: authorities, trusts, then schools, each by name."""
    held: dict[tuple[str, object], list[str]] = {}
    for membership in memberships_of(person, on=on):
        for kind, column in PLACE_COLUMN.items():
            if key := getattr(membership, column):
                held.setdefault((kind, key), []).append(Role(membership.role).label)
    keys = {kind: [key for of, key in held if of == kind] for kind in PLACE_COLUMN}
    hosts = Host.objects.select_related("tenant__trust", "trust", "authority").filter(
        Q(tenant__in=keys["school"]) | Q(trust__in=keys["trust"]) | Q(authority__in=keys["authority"])
    )
    found: dict[tuple[str, object], Workplace] = {}
    for host in hosts.order_by("-is_primary", "domain"):
        kind, place = _opens(host)
        found.setdefault((kind, place.pk), _workplace(host.domain, kind, place, held[(kind, place.pk)]))
    rank = list(PLACE_COLUMN)[::-1]
    return [found[key] for key in sorted(found, key=lambda key: (rank.index(key[0]), found[key].name))]


def place_names(hosts: Iterable[str]) -> dict[str, str]:
    """The name of the place that each host opens."""
    rows = Host.objects.select_related("tenant", "trust", "authority").filter(domain__in=list(hosts))
    return {row.domain: str(_opens(row)[1]) for row in rows}


def _opens(host: Host) -> tuple[str, Any]:
    pairs = (("school", host.tenant), ("trust", host.trust), ("authority", host.authority))
    return next((kind, place) for kind, place in pairs if place is not None)


def _workplace(host: str, kind: str, place: Any, roles: list[str]) -> Workplace:
    theme = place.theme if kind == "school" else TRUST if kind == "trust" else AUTHORITY
    above = place.trust.name if kind == "school" else ""
    return Workplace(host, place.name, theme, above, tuple(sorted(roles)))


class Asked(Enum):
    """What somebody's work asks of their sign-in beside the password."""

    NOTHING = "nothing"
    #: A code, spared where the browser is trusted: of who is a class teacher and nothing else.
    CODE_OR_TRUST = "code or trust"
    CODE = "code"


def asked(roles: Iterable[tuple[Role, bool]]) -> Asked:
    """What these roles ask, each with whether its school asks class teachers too; who has no role yet is asked all."""
    held = list(roles)
    if not held or any(role.needs_second_factor for role, _ in held):
        return Asked.CODE
    return Asked.CODE_OR_TRUST if any(teachers for _, teachers in held) else Asked.NOTHING


def asked_of(person: Person, *, on: dt.date) -> Asked:
    """What the person's work, at all places together, asks of their sign-in on a day."""
    held = memberships_of(person, on=on).values_list("role", "school__asks_teachers")
    return asked((Role(role), bool(teachers)) for role, teachers in held)


def asking_teachers(place: uuid.UUID) -> QuerySet[School, bool]:
    """Whether a place asks class teachers for a second factor: one value for a school, none for any other place."""
    return School.objects.filter(pk=place).values_list("asks_teachers", flat=True)
