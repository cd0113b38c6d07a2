"""Today's list of pupils from other schools of the trust whose counts wait to be confirmed."""

from django.urls import reverse

from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.ui.numbers import counted, middle_date
from schools.moved.pages.panel import newest_rate
from schools.moved.queries.carried import Carried, carried_of_each, waiting
from schools.roll.models import Pupil
from schools.roll.pages.today_lists import Answer, Asked, Line, Tag


def to_confirm(asked: Asked) -> Answer:
    """Every pupil with counts to confirm, those that came first first. Until then they count for nothing here."""
    visible = policy_for(Permission.CONFIRM_MOVER_FACTS).visible(asked.member)
    rows = waiting(asked.today).filter(pupil__in=visible).select_related("pupil").order_by("came_at", "pk")
    pupils = {row.pk: row.pupil for row in rows}
    carried = {
        one.row.pk: one for held in carried_of_each([pupil.pk for pupil in pupils.values()]).values() for one in held
    }
    return Answer(
        heads=("Pupil", "From", "Counted there", "How it stands", "Next"),
        lines=[_line(pupil, carried[key]) for key, pupil in pupils.items()],
        aside="what another school of the trust counted counts here once somebody has confirmed it",
        hint=counted(len(pupils), "pupil") if pupils else "",
    )


def _line(pupil: Pupil, one: Carried) -> Line:
    tag = Tag("soon", "changed since it was confirmed") if one.changed_since else Tag("now", "to confirm")
    return Line(
        key=str(one.row.pk),
        head=str(pupil),
        address=reverse("pupil", args=[pupil.pk]),
        cells=(f"{one.row.from_name}, to {middle_date(one.row.ends_on)}", newest_rate(one), tag),
        pupil=pupil.key,
        act="Look through and confirm",
        act_address=reverse("carried_over", args=[one.row.pk]),
    )
