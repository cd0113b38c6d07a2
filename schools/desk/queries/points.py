"""Where everybody assembles, and for whom a point can be set."""

import datetime as dt
import uuid
from collections.abc import Mapping

from schools.desk.models import Assembly
from schools.registers.queries.sheets import groups_with_pupils
from schools.roll.models import Placement
from schools.roll.queries import holds_on
from schools.roll.rules.year_group import year_group_label, year_group_order


def points_held() -> Mapping[str | uuid.UUID, str]:
    """The point of each form by its key, of each year by its own, and of the visitors by an empty text."""
    return {row.group_id or row.year_group: row.point for row in Assembly.objects.all()}


def forms_and_years(day: dt.date) -> tuple[dict[str, str], dict[uuid.UUID, str]]:
    """The year groups and forms somebody is in, in their order, with what people call them."""
    held = Placement.objects.filter(holds_on(day)).values_list("year_group", flat=True).distinct()
    years = {year: year_group_label(year) for year in sorted(held, key=year_group_order)}
    return years, {row.pk: row.name for row in groups_with_pupils(day)}
