"""Questions about who holds which role where."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.memberships.models import Membership
from tenants.trusts.places import Place

PLACE_COLUMN = {"school": "school_id", "trust": "trust_id", "authority": "authority_id"}


def held_on(day: dt.date) -> Q:
    """Memberships that hold on `day`; one ended in the course of it does not."""
    in_its_dates = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return in_its_dates & (Q(ended_at__isnull=True) | Q(ended_at__date__gt=day))


def memberships_of(person: Person, *, on: dt.date) -> QuerySet[Membership]:
    """Every membership the person holds on a day, with its place."""
    return (
        Membership.objects.filter(held_on(on), person=person)
        .select_related("school__trust", "trust", "authority")
        .order_by("school__name", "trust__name", "authority__name")
    )


def member_at(person: Person, place: Place, *, on: dt.date) -> Member | None:
    """The person as a member of this place on a day, or None when they hold no role here."""
    roles = Membership.objects.filter(held_on(on), person=person, **{PLACE_COLUMN[place.kind]: place.key})
    held = frozenset(Role(role) for role in roles.values_list("role", flat=True))
    if not held:
        return None
    return Member(person.pk, person.name, person.email, place.kind, place.key, held)


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether any of these roles asks for a second factor; somebody with no role yet is asked too."""
    held = list(roles)
    return not held or any(role.needs_second_factor for role in held)
