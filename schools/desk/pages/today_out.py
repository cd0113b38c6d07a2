"""The list of Today of those who went out by the door and have not come back."""

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.permissions import Permission
from schools.desk.models import Outing
from schools.desk.queries.day import out_now
from schools.roll.pages.today_lists import Answer, Asked, Line, Since
from schools.roll.queries.placed import placed_pupils

HEADS = ("Pupil", "Out", "Why, with whom", "Next")


def waiting(asked: Asked) -> QuerySet[Outing]:
    """The ways out that the list shows."""
    return out_now(asked.today)


def still_out(asked: Asked) -> Answer:
    """Who is out, the longest first. Whoever works at the desk says they are back; others open the pupil. Two statements."""
    rows = list(waiting(asked))
    placed = placed_pupils([row.pupil.key for row in rows], asked.today, asked.today)
    at_desk = asked.may(Permission.WORK_DESK)
    lines = []
    for row in rows:
        stay = placed[row.pupil.key].on(asked.today) if row.pupil.key in placed else None
        opens = reverse("pupil", args=[row.pupil_id])
        lines.append(
            Line(
                key=str(row.pk),
                head=str(row.pupil),
                address=opens,
                cells=(Since(row.left_at) if row.left_at else "", f"{row.reason}, {row.with_whom}"),
                note=stay.name if stay else "",
                pupil=row.pupil.key,
                contact_first=bool(placed[row.pupil.key].contact_first) if row.pupil.key in placed else False,
                act="Back" if at_desk else "Open",
                act_address=reverse("desk_pupil", args=[row.pupil_id]) if at_desk else opens,
            )
        )
    return Answer(HEADS, lines)
