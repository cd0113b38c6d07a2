"""The roll history of a pupil: every dated row, and every change of one with who made it and when.

A dated row says what held from which day; the audit line of the act that made it says who recorded it and when. A row
that an import brought has the line of the import. One that was carried over with the school's roll has none, and says by
its key when that was (a version 7 UUID begins with the millisecond in which the row was made). Restricted flags are not
part of this: they have their own page and permission.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from foundation.london import LONDON
from foundation.ui.numbers import middle_date
from schools.journal.models import AuditLine
from schools.roll.models import Flag, Household, LeavingVersion, Pupil, RegistrationGroup
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
    "pupil.household_corrected": "Address corrected",
    "pupil.withdrawn": "Taken off before the starting day",
}
#: An import writes its lines at its end.
_LONGEST_IMPORT = dt.timedelta(hours=1)
_UPN_CHANGED = "pupil.upn_changed"
_IMPORTED = "pupil.imported"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: the day it is about, what happened, and how and when it came to be recorded here.

    `name` is somebody's, or an address, kept apart so that a page can hide it. `by` says who recorded it, or that it was
    carried over; empty, with `at` None, when nothing says.
    """

    day: dt.date
    what: str
    detail: str = ""
    name: str = ""
    by: str = ""
    at: dt.datetime | None = None


def roll_history(pupil: Pupil) -> list[Event]:
    """Everything that happened to a pupil on the roll, newest first. Eleven queries at most, however much happened."""
    lines = list(
        AuditLine.objects.filter(about_kind="pupil", about_id=str(pupil.pk), act__startswith="pupil.").order_by("id")
    )
    made = {str(line.details.get(name)): line for line in lines if line.act in _MAKES for name in ("row", "placement")}
    # The newest removal of a spell is the one that stands; earlier ones were taken back.
    left = {str(line.details.get("row")): line for line in lines if line.act == _LEFT}
    flags = list(pupil.flags.all())
    imports = [line for line in lines if line.act == _IMPORTED]
    events = [
        _told(event, made[str(key)]) if str(key) in made else _carried_over(event, key, imports)
        for key, event in _rows(pupil, flags)
    ]
    events += [_told(event, left.get(key)) for key, event in _ends(pupil, flags)]
    events += _numbers(pupil, [line for line in lines if line.act == _UPN_CHANGED])
    reasons, homes = _reasons(pupil), _homes_before(lines)
    for line in lines:
        if line.act in _TOLD:
            detail = reasons.pop(0) if line.act.startswith("pupil.leaving_") and reasons else ""
            if line.act == "pupil.withdrawn":
                detail = f"it was {middle_date(dt.date.fromisoformat(line.details['starts_on']))}"
            day = dt.date.fromisoformat(line.details["to"]) if line.details.get("to") else _day(line)
            events.append(_told(Event(day, _TOLD[line.act], detail, homes.get(line.pk, "")), line))
    return sorted(events, key=lambda event: (event.day, event.at.timestamp() if event.at else 0.0), reverse=True)


def _day(line: AuditLine) -> dt.date:
    return line.at.astimezone(LONDON).date()


def _told(event: Event, line: AuditLine | None) -> Event:
    return event if line is None else replace(event, by=line.person_name, at=line.at)


def _carried_over(event: Event, key: uuid.UUID, imports: list[AuditLine]) -> Event:
    """An event of a row made by no act here: by the import whose line was written soon after, or with the roll."""
    made = dt.datetime.fromtimestamp((key.int >> 80) / 1000, dt.UTC)
    line = next((one for one in imports if made <= one.at <= made + _LONGEST_IMPORT), None)
    if line is None:
        return replace(event, by="carried over with the roll", at=made)
    return replace(event, by=f"imported by {line.person_name}", at=line.at)


def _numbers(pupil: Pupil, lines: list[AuditLine]) -> Iterator[Event]:
    """Changes of the unique pupil number, in the order in which they were made: a former one is kept for each."""
    former = list(pupil.former_upns.order_by("until", "id"))
    for line in lines:
        if line.details.get("had_one") and former:
            row = former.pop(0)
            yield _told(Event(row.until, "Unique pupil number replaced", row.upn), line)
        else:
            yield _told(Event(_day(line), "Unique pupil number entered"), line)


def _homes_before(lines: list[AuditLine]) -> dict[int, str]:
    """What an address read before it was corrected, by the line that tells of it."""
    before = {line.pk: line.details["before"] for line in lines if line.act == "pupil.household_corrected"}
    if not before:
        return {}
    address = {str(row.pk): row.address for row in Household.objects.filter(pk__in=before.values())}
    return {line: f"it read {address[home]}" if address.get(home) else "" for line, home in before.items()}


def _reasons(pupil: Pupil) -> list[str]:
    """Why leavings were corrected or taken back, oldest first, as their audit lines are."""
    rows = LeavingVersion.objects.filter(admission__pupil=pupil).order_by("at", "id")
    return [f"{row.reason} (was {row.ends_on:%d/%m/%Y}, {ground_words(row.leaving_ground)})" for row in rows]


def _rows(pupil: Pupil, flags: list[Flag]) -> Iterator[tuple[uuid.UUID, Event]]:
    """What begins with each dated row, by the row's key."""
    for number, spell in enumerate(pupil.admissions.order_by("starts_on")):
        words = "Joined the roll" if number == 0 else "Came back on the roll"
        yield spell.pk, Event(spell.starts_on, words, f"from {spell.last_school}" if spell.last_school else "")
    placed: tuple[str, uuid.UUID | None] | None = None
    for place in pupil.placements.select_related("group").order_by("starts_on"):
        if (place.year_group, place.group_id) != placed:
            yield place.pk, Event(place.starts_on, "Placed", _place_words(place.year_group, place.group))
        placed = (place.year_group, place.group_id)
    for flag in flags:
        yield flag.pk, Event(flag.starts_on, flag.get_kind_display())
    for link in pupil.contacts.select_related("contact"):
        yield link.pk, Event(link.starts_on, "Contact added", link.relationship, link.contact.name)
    for home in pupil.households.select_related("household"):
        address = home.household.address
        yield home.pk, Event(home.starts_on, "Lives at", "" if address else "address not recorded", address)
    for dual in pupil.dual_registrations.all():
        detail = f"{dual.other_school}: {slots_label(dual.slots)}"
        yield dual.pk, Event(dual.starts_on, "Registered at another school too", detail)


def _ends(pupil: Pupil, flags: list[Flag]) -> Iterator[tuple[str, Event]]:
    """What ends with a dated row: only of leaving does a line say who recorded it."""
    for flag in flags:
        if flag.ends_on is not None:
            yield "", Event(flag.ends_on, f"{flag.get_kind_display()}: last day")
    for spell in pupil.admissions.filter(ends_on__isnull=False):
        assert spell.ends_on is not None
        yield str(spell.pk), Event(spell.ends_on, "Last day on roll", ground_words(spell.leaving_ground))


def _place_words(year_group: str, group: RegistrationGroup | None) -> str:
    label = year_group_label(year_group)
    return f"{label}, {group.name}" if group is not None else label
