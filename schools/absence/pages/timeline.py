"""First-day contact as a timeline tells it: attempts to reach the family, and visits to the home."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.permissions import Permission
from foundation.clock import local
from schools.absence.models import Attempt, HomeVisit
from schools.absence.pages.visits import found_words
from schools.absence.pages.words import outcome_words
from schools.absence.rules.ladder import Channel
from schools.roll.pages.timelines import Asked, Happened


def contact_made(asked: Asked) -> Iterable[Happened]:
    """Calls and messages, and what visits found; to who follows absence up. A visit is told once, by its report."""
    if not may(asked.member, Permission.FOLLOW_ABSENCE):
        return

    def address(on: dt.date) -> str:
        return reverse("call_sheet", args=[asked.pupil.pk, on.isoformat()])

    attempts = Attempt.objects.filter(day__pupil=asked.pupil, day__date__gte=asked.since).exclude(channel=Channel.VISIT)
    for one in attempts.select_related("day"):
        yield Happened(
            local(one.at).date(), outcome_words(one), one.by_name, one.note, address(one.day.date), at=one.at
        )
    visits = HomeVisit.objects.filter(day__pupil=asked.pupil, told_at__isnull=False, day__date__gte=asked.since)
    for visit in visits.select_related("day", "contact"):
        if visit.told_at is not None:
            words = f"Home visit: {found_words(visit)}"
            yield Happened(
                local(visit.told_at).date(), words, visit.told_by, address=address(visit.day.date), at=visit.told_at
            )
