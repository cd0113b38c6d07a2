"""A pupil on the roll whom somebody names by typing."""

import datetime as dt

from schools.roll.models import Admission, Pupil
from schools.roll.queries import holds_on
from schools.roll.rules.names import sort_name


def named(typed: str, today: dt.date, *, but: Pupil | None = None) -> list[Pupil]:
    """The pupils on roll of this name, surname first, in base letters; what stands in brackets tells two apart to people."""
    wanted = " ".join(sort_name(typed.partition("(")[0].replace(",", " "), "").split())
    here = Admission.objects.filter(holds_on(today)).values("pupil")
    near = Pupil.objects.filter(sort_name__startswith=wanted.partition(" ")[0], pk__in=here)
    return [
        one
        for one in (near if but is None else near.exclude(pk=but.pk))
        if wanted in {one.sort_name, sort_name(one.surname, one.preferred or one.forename)}
    ]
