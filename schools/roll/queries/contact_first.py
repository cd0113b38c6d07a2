"""Who is to be looked for first. Of the signs only that one holds is ever asked, never what set it."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from schools.roll.models import ContactFirst, Pupil


def _holds(day: dt.date) -> Q:
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Q(starts_on__lte=day) & not_over & (Q(lifted_on__isnull=True) | Q(lifted_on__gt=day))


def contact_first_sign(day: dt.date, *, pupil: str = "pupil") -> Exists:
    """Whether a sign holds on a day, as a column of rows that name their pupil by the field `pupil`: no further query."""
    return Exists(ContactFirst.objects.filter(_holds(day), pupil=OuterRef(pupil)))


def is_contact_first(pupil: Pupil, day: dt.date) -> bool:
    """Whether a sign about this pupil holds on a day."""
    return ContactFirst.objects.filter(_holds(day), pupil=pupil).exists()
