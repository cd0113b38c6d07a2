"""Suspensions and exclusions as a timeline tells them."""

from collections.abc import Iterable

from foundation.clock import local
from schools.exclusions.models import Exclusion
from schools.exclusions.pages.words import address_of, span_words
from schools.exclusions.queries.rights import see_policy
from schools.exclusions.rules.periods import Kind
from schools.roll.pages.timelines import Asked, Happened


def decided_exclusions(asked: Asked) -> Iterable[Happened]:
    """Those that were decided, with what they are and when they hold; no reason."""
    if not see_policy.sees_of(asked.member, asked.pupil):
        return []
    rows = Exclusion.objects.filter(pupil=asked.pupil, dropped_at__isnull=True, decided_at__isnull=False)
    return [_happened(row) for row in rows]


def _happened(row: Exclusion) -> Happened:
    taken_back = ", cancelled since" if row.cancelled_at else ""
    words = f"{Kind(row.kind).words}, {span_words(row)}{taken_back}"
    on = local(row.decided_at).date() if row.decided_at else row.starts_on
    return Happened(on, words, row.decided_by, address=address_of(row), at=row.decided_at)
