"""Questions about who is on roll."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from foundation.database.dated import holds_on
from schools.roll.models import Admission, Placement, Pupil
from schools.roll.queries.contact_first import contact_first_sign
from schools.roll.rules.names import full_name


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A pupil on roll on a day, in the year group and registration group of that day. `since` is the starting day.

    `contact_first` is the sign that they are to be looked for first.
    """

    id: uuid.UUID
    key: int
    name: str
    sort_name: str
    birth: dt.date
    since: dt.date
    until: dt.date | None
    year_group: str
    group: str
    contact_first: bool = False


def on_roll(day: dt.date, *, year_group: str = "", group: str = "") -> list[OnRoll]:
    """Everyone on roll on `day`, by name; one year group or registration group of them when asked. Two queries."""
    placements = Placement.objects.filter(holds_on(day))
    if year_group:
        placements = placements.filter(year_group=year_group)
    if group:
        placements = placements.filter(group__name=group)
    spells = Admission.objects.filter(holds_on(day)).values_list("pupil_id", "starts_on", "ends_on")
    admitted = {pupil: (since, until) for pupil, since, until in spells}
    # Plain values: a large school's list is 1,500 rows, and a model instance each costs more than the rest of it.
    rows = [
        OnRoll(
            id=pupil,
            key=key,
            name=full_name(surname, forename, preferred, apart),
            sort_name=sort_name,
            birth=birth,
            since=admitted[pupil][0],
            until=admitted[pupil][1],
            year_group=year,
            group=name or "",
            contact_first=sign,
        )
        for pupil, key, surname, forename, preferred, apart, sort_name, birth, year, name, sign in placements.values_list(
            "pupil_id",
            "pupil__key",
            "pupil__surname",
            "pupil__forename",
            "pupil__preferred",
            "pupil__apart",
            "pupil__sort_name",
            "pupil__birth",
            "year_group",
            "group__name",
            contact_first_sign(day),
        )
        if pupil in admitted
    ]
    return sorted(rows, key=lambda row: (row.sort_name, row.key))


def without_form(day: dt.date) -> QuerySet[Pupil]:
    """Everyone on roll on `day` who is in no registration group, so that no register has them, by name. One query."""
    here = Admission.objects.filter(holds_on(day), pupil=OuterRef("pk"))
    placed = Placement.objects.filter(holds_on(day), pupil=OuterRef("pk"), group__isnull=False)
    year = Placement.objects.filter(holds_on(day), pupil=OuterRef("pk")).values("year_group")[:1]
    return Pupil.objects.filter(Exists(here), ~Exists(placed)).annotate(year_group=Subquery(year))


def placement_on(pupil: Pupil, day: dt.date) -> Placement | None:
    """Where a pupil is on `day`: the newest placement begun by then, or the first."""
    rows = list(pupil.placements.select_related("group").order_by("starts_on"))
    begun = [row for row in rows if row.starts_on <= day]
    return begun[-1] if begun else (rows[0] if rows else None)
