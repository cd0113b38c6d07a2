"""The school's list of providers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from schools.provision.models import Provider, ProviderContact


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider, how many pupils are placed there today, and who is spoken to there."""

    row: Provider
    pupils: int
    contacts: tuple[ProviderContact, ...]

    @property
    def linked(self) -> ProviderContact | None:
        """Who gets the day's link."""
        return next((one for one in self.contacts if one.gets_link), None)

    @property
    def ended(self) -> bool:
        return self.row.ended_on is not None


def provider_lines(today: dt.date) -> list[ProviderLine]:
    """Every provider, those in use first. Two queries."""
    on = Q(placements__starts_on__lte=today, placements__ends_on__gte=today)
    rows = Provider.objects.annotate(here=Count("placements__pupil", filter=on, distinct=True)).order_by("name")
    contacts: dict[object, list[ProviderContact]] = {}
    for one in ProviderContact.objects.filter(ended_on__isnull=True).order_by("-gets_link", "name"):
        contacts.setdefault(one.provider_id, []).append(one)
    lines = [ProviderLine(row, row.here, tuple(contacts.get(row.pk, []))) for row in rows]
    return sorted(lines, key=lambda line: (line.ended, line.row.name.casefold()))
