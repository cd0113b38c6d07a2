"""The list of Today of pupils who are in no form: nobody's register has them, so nobody is asked where they are."""

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.permissions import Permission
from schools.roll.models import Pupil
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines
from schools.roll.queries.on_roll import without_form
from schools.roll.rules.year_group import year_group_label


def waiting(asked: Asked) -> QuerySet[Pupil]:
    """Whom the list shows."""
    return without_form(asked.today)


def formless(asked: Asked) -> Answer:
    """Those on roll today without a form."""
    places = asked.may(Permission.CHANGE_ROLL)
    return Answer(
        heads=("Pupil", "Year", "Next"),
        lines=Lines(list(waiting(asked)), lambda pupil: _line(pupil, places=places)),
        aside="on roll, and in nobody’s register",
    )


def _line(pupil: Pupil, *, places: bool) -> Line:
    year = getattr(pupil, "year_group", None)
    return Line(
        key=str(pupil.key),
        head=str(pupil),
        address=reverse("pupil", args=[pupil.pk]),
        cells=(year_group_label(year) if year else "No year group",),
        pupil=pupil.key,
        act="Give a form" if places else "",
        act_address=reverse("pupil_move", args=[pupil.pk]) if places else "",
        now=True,
    )
