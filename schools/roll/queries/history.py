"""The roll history of a pupil: every dated row, and every change of one with who made it and when.

A dated row says what held from which day; the audit line of the act that made it says who recorded it and when. Rows
that an import brought have no such line. Restricted flags are not part of this: they have their own page and permission.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from foundation.ui.numbers import LONDON
from schools.journal.models import AuditLine
from schools.roll.models import LeavingVersion, Pupil, RegistrationGroup
from schools.roll.queries.spells import ground_words
from schools.roll.rules.week_slots import slots_label
from schools.roll.rules.year_group import year_group_label

#: Acts that make a row, whose audit line is told as that row's.
_MAKES = frozenset(
    {
        "pupil.admitted",
        "pupil.readmitted",
        "pupil.moved",
        "pupil.contact_added",
        "pupil.household_set",
        "pupil.dual_set",
    }
)
_LEFT = "pupil.left"
#: Acts told by the audit line alone, in words.
_TOLD = {
    "pupil.leaving_corrected": "Leaving corrected",
    "pupil.leaving_undone": "Leaving taken back",
    "pupil.contact_changed": "Contact changed",
    "pupil.contact_moved": "Order of contacts changed",
    "pupil.contact_ended": "Contact ended",
    "pupil.contact_restricted": "Restriction on a contact recorded",
    "pupil.contact_restriction_lifted": "Restriction on a contact lifted",
    "pupil.household_ended": "Home ended",
    "pupil.dual_ended": "Registration at another school ended",
    "pupil.upn_changed": "Unique pupil number changed",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: the day it is about, what happened, and who recorded it when (if it was by hand here).

    `name` is somebody's, kept apart so that a page can hide it.
    """

    day: dt.date
    what: str
    detail: str = ""
    name: str = ""
    by: str = ""
    at: dt.datetime | None = None


def roll_history(pupil: Pupil) -> list[Event]:
    """Everything that happened to a pupil on the roll, newest first. Ten queries, however much happened."""
    lines = list(
        AuditLine.objects.filter(about_kind="pupil", about_id=str(pupil.pk), act__startswith="pupil.").order_by("id")
    )
    made = {str(line.details.get(name)): line for line in lines if line.act in _MAKES for name in ("row", "placement")}
    # The newest removal of a spell is the one that stands; earlier ones were taken back.
    left = {str(line.details.get("row")): line for line in lines if line.act == _LEFT}
    events = [_told(event, made.get(key)) for key, event in _rows(pupil)]
    events += [_told(event, left.get(key)) for key, event in _leavings(pupil)]
    reasons = _reasons(pupil)
    for line in lines:
        if line.act in _TOLD:
            detail = reasons.pop(0) if line.act.startswith("pupil.leaving_") and reasons else ""
            day = dt.date.fromisoformat(line.details["to"]) if line.details.get("to") else _day(line)
            events.append(_told(Event(day, _TOLD[line.act], detail), line))
    return sorted(events, key=lambda event: (event.day, event.at.timestamp() if event.at else 0.0), reverse=True)


def _day(line: AuditLine) -> dt.date:
    return line.at.astimezone(LONDON).date()


def _told(event: Event, line: AuditLine | None) -> Event:
    return event if line is None else replace(event, by=line.person_name, at=line.at)


def _reasons(pupil: Pupil) -> list[str]:
    """Why leavings were corrected or taken back, oldest first, as their audit lines are."""
    rows = LeavingVersion.objects.filter(admission__pupil=pupil).order_by("at", "id")
    return [f"{row.reason} (was {row.ends_on:%d/%m/%Y}, {ground_words(row.leaving_ground)})" for row in rows]


def _rows(pupil: Pupil) -> Iterator[tuple[str, Event]]:
    """What begins with each dated row, by the row's key."""
    for number, spell in enumerate(pupil.admissions.order_by("starts_on")):
        words = "Joined the roll" if number == 0 else "Came back on the roll"
        yield str(spell.pk), Event(spell.starts_on, words, f"from {spell.last_school}" if spell.last_school else "")
    placed: tuple[str, uuid.UUID | None] | None = None
    for place in pupil.placements.select_related("group").order_by("starts_on"):
        if (place.year_group, place.group_id) != placed:
            yield str(place.pk), Event(place.starts_on, "Placed", _place_words(place.year_group, place.group))
        placed = (place.year_group, place.group_id)
    for flag in pupil.flags.all():
        yield str(flag.pk), Event(flag.starts_on, flag.get_kind_display())
        if flag.ends_on is not None:
            yield "", Event(flag.ends_on, f"{flag.get_kind_display()}: last day")
    for link in pupil.contacts.select_related("contact"):
        yield str(link.pk), Event(link.starts_on, "Contact added", link.relationship, link.contact.name)
    for home in pupil.households.select_related("household"):
        yield str(home.pk), Event(home.starts_on, "Lives at", home.household.address or "address not recorded")
    for dual in pupil.dual_registrations.all():
        detail = f"{dual.other_school}: {slots_label(dual.slots)}"
        yield str(dual.pk), Event(dual.starts_on, "Registered at another school too", detail)
    for former in pupil.former_upns.all():
        yield "", Event(former.until, "Unique pupil number replaced", former.upn)


def _leavings(pupil: Pupil) -> Iterator[tuple[str, Event]]:
    for spell in pupil.admissions.filter(ends_on__isnull=False):
        assert spell.ends_on is not None
        yield str(spell.pk), Event(spell.ends_on, "Last day on roll", ground_words(spell.leaving_ground))


def _place_words(year_group: str, group: RegistrationGroup | None) -> str:
    label = year_group_label(year_group)
    return f"{label}, {group.name}" if group is not None else label
