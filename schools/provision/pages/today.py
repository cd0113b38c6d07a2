"""What Today lists of education elsewhere: who is off site and not confirmed, and reviews that are overdue."""

from django.db.models import QuerySet
from django.urls import reverse

from foundation.ui.numbers import middle_date
from schools.provision.models import ProvisionPlacement, Review
from schools.provision.pages.addresses import placement_address
from schools.provision.pages.off_site import BACK
from schools.provision.pages.words import asked_words, state_of, waits
from schools.provision.queries.expected import Expected, askings_on, expected
from schools.provision.queries.placements import reviews_overdue
from schools.provision.rules.elsewhere import Stands
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines
from schools.roll.queries.placed import placed_pupils

HEADS = ("Pupil", "Where", "Session", "State", "Asked", "Next")
REVIEW_HEADS = ("Pupil", "Where", "What", "Due", "Next")
_URGENT = (Stands.ABSENT, Stands.KEPT_OUT)


def may_wait(asked: Asked) -> QuerySet[ProvisionPlacement]:
    """The placements without which nothing waits."""
    return ProvisionPlacement.objects.filter(starts_on__lte=asked.today, ends_on__gte=asked.today - BACK)


def overdue(asked: Asked) -> QuerySet[Review]:
    """The reviews that are overdue, of placements that hold or held lately."""
    return reviews_overdue(asked.today).filter(placement__ends_on__gte=asked.today - BACK)


def off_site(asked: Asked) -> Answer:
    """Who is expected elsewhere, has not been confirmed there, and whose session has begun: reported absences first.

    Until it is confirmed the mark is missing. Sessions of the four weeks before are told of in one line.
    """
    lines = [one for one in expected(asked.today - BACK, asked.today, asked.now) if waits(one)]
    today = [one for one in lines if one.date == asked.today]
    before = len(lines) - len(today)
    askings = askings_on(asked.today, asked.today) if today else {}
    placed = placed_pupils([one.place.pupil.key for one in today], asked.today, asked.today)

    def make(one: Expected) -> Line:
        state = state_of(one)
        stay = placed[one.place.pupil.key].on(asked.today) if one.place.pupil.key in placed else None
        rows = askings.get((one.place.provider_id, one.date), [])
        return Line(
            key=one.key,
            head=str(one.place.pupil),
            address=placement_address(one.place.pk),
            cells=(one.place.provider.name, one.session_name, state, asked_words(rows, one.session)),
            note=stay.name if stay else "",
            pupil=one.place.pupil.key,
            contact_first=one.place.pupil.key in placed and placed[one.place.pupil.key].contact_first,
            act="Decide" if one.stands in _URGENT else "Confirm or chase",
            act_address=f"{reverse('off_site')}#line-{one.key}",
            now=one.stands in _URGENT,
        )

    ordered = sorted(today, key=lambda one: one.stands not in _URGENT)
    aside = f"and {before} of the four weeks before" if before else ""
    return Answer(HEADS, Lines(ordered, make), aside=aside)


def reviews(asked: Asked) -> Answer:
    """Visits and reviews whose day is over, the longest overdue first."""
    rows = list(overdue(asked))
    placed = placed_pupils([row.placement.pupil.key for row in rows], asked.today, asked.today)
    lines = []
    for row in rows:
        pupil = row.placement.pupil
        stay = placed[pupil.key].on(asked.today) if pupil.key in placed else None
        opens = placement_address(row.placement_id)
        lines.append(
            Line(
                key=str(row.pk),
                head=str(pupil),
                address=opens,
                cells=(row.placement.provider.name, row.get_kind_display(), middle_date(row.due_on)),
                note=stay.name if stay else "",
                pupil=pupil.key,
                act="Write down",
                act_address=f"{opens}#reviews",
            )
        )
    return Answer(REVIEW_HEADS, lines)
