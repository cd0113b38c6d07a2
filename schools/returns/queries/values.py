"""The fields of returns as the roll has them now, with what people typed in their place."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.database.dated import holds_on
from foundation.ui.numbers import counted, middle_date
from schools.absence.queries.tried import Tried, tried_since
from schools.returns.models import Return
from schools.returns.rules.fields import MOST_PARENTS
from schools.returns.rules.kinds import UNAPPROVED, Kind
from schools.returns.rules.parents import is_parent
from schools.roll.models import Admission, HouseholdPupil
from schools.roll.queries.contacts import ContactOf, contacts_of_each
from schools.roll.queries.spells import ground_words

#: Kinds of return that say how the family was asked.
_ABSENT: Final = (Kind.ATTENDANCE, Kind.SICKNESS)
#: Kinds that name the parents.
_WITH_PARENTS: Final = (Kind.NEW_PUPIL, Kind.DELETION, Kind.CME, Kind.EHE)
_CHANNELS: Final = {"text": "text", "email": "email", "call": "call", "visit": "home visit"}


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What a file says of the school itself, and the authority it is in."""

    name: str
    laestab: str
    authority: str


def values_of(rows: Sequence[Return], day: dt.date, school: SchoolFacts) -> dict[uuid.UUID, dict[str, str]]:
    """The fields of each return: those kept where it was approved, else as the roll is on a day. Six queries at most.

    Rows come with their pupils. What was typed stands before what the roll has.
    """
    live = [row for row in rows if row.state in UNAPPROVED]
    pupils = {row.pupil_id for row in live}
    homes = _homes(pupils, day)
    contacts = contacts_of_each(pupils, day) if pupils else {}
    spells = _spells(live)
    tried = tried_since({row.pupil_id: row.starts_on for row in live if row.kind in _ABSENT})
    found = {row.pk: dict(row.values) for row in rows}
    for row in live:
        address, authority = homes.get(row.pupil_id, ("", ""))
        values = {
            "laestab": school.laestab,
            "school": school.name,
            **_of_pupil(row),
            "address": address,
            "home_authority": authority,
        }
        if row.kind in _WITH_PARENTS:
            values |= _of_parents(contacts.get(row.pupil_id, []), address)
        if row.kind in (Kind.NEW_PUPIL, Kind.DELETION):
            values |= _of_spell(row, spells.get(row.facts.get("spell", "")))
        if row.kind in _ABSENT:
            values["contacts_made"] = _tried_words(tried.get(row.pupil_id, []))
        values |= {key: str(value) for key, value in row.facts.get("fields", {}).items()}
        found[row.pk] = values | {key: text for key, text in row.typed.items() if text}
    return found


def _tried_words(tried: Sequence[Tried]) -> str:
    """ "3 calls (last 18 November 2026), 1 text (last 16 November 2026)"; what was said stays in the school."""
    return ", ".join(f"{counted(one.times, _CHANNELS[one.channel])} (last {middle_date(one.last)})" for one in tried)


def _of_pupil(row: Return) -> dict[str, str]:
    pupil = row.pupil
    return {
        "upn": pupil.upn or "",
        "surname": pupil.surname,
        "forename": pupil.forename,
        "birth": pupil.birth.isoformat(),
        "sex": pupil.get_sex_display(),
    }


def _homes(pupils: Collection[uuid.UUID], day: dt.date) -> dict[uuid.UUID, tuple[str, str]]:
    """Each pupil's address on a day, and its authority if that is not the school's: of the first of two homes."""
    rows = HouseholdPupil.objects.filter(holds_on(day), pupil__in=pupils).select_related("household")
    return {
        row.pupil_id: (row.household.address, row.household.authority) for row in rows.order_by("-starts_on", "-id")
    }


def _spells(rows: Sequence[Return]) -> dict[str, Admission]:
    keys = {row.facts["spell"] for row in rows if "spell" in row.facts}
    return {str(row.pk): row for row in Admission.objects.filter(pk__in=keys)} if keys else {}


def _of_spell(row: Return, spell: Admission | None) -> dict[str, str]:
    if spell is None:
        return {}
    if row.kind == Kind.NEW_PUPIL:
        return {
            "starts_on": spell.starts_on.isoformat(),
            "year_group": row.facts.get("year_group", ""),
            "last_school": spell.last_school,
            "boarder": "boarder" if spell.boarder else "day pupil",
        }
    return {
        "last_day": spell.ends_on.isoformat() if spell.ends_on else "",
        "ground": spell.leaving_ground,
        "ground_words": ground_words(spell.leaving_ground) if spell.leaving_ground else "",
        "destination": spell.destination,
    }


def _of_parents(contacts: Sequence[ContactOf], address: str) -> dict[str, str]:
    """The parents among the contacts, those the pupil lives with first; these live at the pupil's address.

    A number that must not be rung is given out nowhere, so not here either: the fields then lack it, and say so.
    """
    parents = [
        one
        for one in contacts
        if is_parent(one.relationship, responsibility=one.responsibility, lives_with=one.lives_with)
    ]
    parents.sort(key=lambda one: not one.lives_with)
    found: dict[str, str] = {}
    for number, one in enumerate(parents[:MOST_PARENTS], start=1):
        found |= {
            f"parent_{number}_name": one.name,
            f"parent_{number}_relationship": one.relationship,
            f"parent_{number}_address": one.address or (address if one.lives_with else ""),
            f"parent_{number}_phone": one.phones[0].typed if one.phones else "",
            f"parent_{number}_lives_with": "yes" if one.lives_with else "no",
        }
    return found
