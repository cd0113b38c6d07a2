"""Questions by which a pupil is found who is not on roll today, or by more than the name they bear."""

import datetime as dt
import re

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from foundation.database.dated import holds_on
from schools.roll.models import Admission, FormerName, Placement, Pupil
from schools.roll.queries.on_roll import OnRoll
from schools.roll.rules.names import full_name

#: The beginning of a unique pupil number: shorter, and it is more likely a form.
_UPN = re.compile(r"[A-Za-z][0-9]{4}[0-9A-Za-z]*")


def not_on_roll(day: dt.date, visible: QuerySet[Pupil]) -> list[OnRoll]:
    """Those of the pupils who have left by `day` or are yet to come, as the newest spell has them, by name. One query."""
    spell = Admission.objects.filter(pupil=OuterRef("pk")).order_by("-starts_on")
    place = Placement.objects.filter(pupil=OuterRef("pk")).order_by("-starts_on")
    rows = (
        visible.filter(~Exists(Admission.objects.filter(holds_on(day), pupil=OuterRef("pk"))))
        .annotate(
            since=Subquery(spell.values("starts_on")[:1]),
            until=Subquery(spell.values("ends_on")[:1]),
            year_group=Subquery(place.values("year_group")[:1]),
            group=Subquery(place.values("group__name")[:1]),
        )
        .filter(since__isnull=False)
        .values_list(
            *("id", "key", "surname", "forename", "preferred", "apart", "sort_name", "birth"),
            *("since", "until", "year_group", "group"),
        )
    )
    return [
        OnRoll(
            id=pupil,
            key=key,
            name=full_name(surname, forename, preferred, apart),
            sort_name=sort_name,
            birth=birth,
            since=since,
            until=until,
            year_group=year or "X",
            group=group or "",
        )
        for pupil, key, surname, forename, preferred, apart, sort_name, birth, since, until, year, group in rows
    ]


def former_names(visible: QuerySet[Pupil]) -> dict[int, str]:
    """What those of the pupils were called before who were called otherwise, by compact key. One query."""
    found: dict[int, str] = {}
    rows = FormerName.objects.filter(pupil__in=visible)
    for key, *names in rows.values_list("pupil__key", "surname", "forename", "preferred"):
        found[key] = " ".join([found.get(key, ""), *names])
    return found


def keys_by_upn(asked: str, visible: QuerySet[Pupil]) -> set[int]:
    """The compact keys of those who bear or bore a number that begins so; of nobody when no number can. One query."""
    text = asked.strip()
    if not _UPN.fullmatch(text):
        return set()
    born = Q(upn__istartswith=text) | Q(former_upn__istartswith=text) | Q(former_upns__upn__istartswith=text)
    return set(visible.filter(born).values_list("key", flat=True))
