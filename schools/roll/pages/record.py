"""What the roll's pages show, worked out once and read by the templates."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.ui.numbers import long_date, middle_date
from schools.calendar.queries import school_calendar
from schools.roll import queries
from schools.roll.models import Admission, Flag, FormerUpn, Placement, Pupil
from schools.roll.operations.leavers import Leaving, current_spell
from schools.roll.pages.record_lines import (
    ContactLine,
    DualLine,
    EventLine,
    Lede,
    SpellLine,
    contact_lines,
    dual_line,
    event_line,
)
from schools.roll.rules.leaving import parse_leaving_ground
from schools.roll.rules.year_group import year_group_label

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days a list of joiners and leavers is about, and how they are called."""

    first: dt.date
    last: dt.date
    words: str


def period(chosen: str, today: dt.date) -> Period:
    """This half-term, or the school year ("year"), as far as a month ahead: leavings and joinings are agreed early."""
    calendar = school_calendar()
    year, _ = calendar.year_span(calendar.year_of(today))
    ahead = today + dt.timedelta(days=31)
    half_term = calendar.half_term_of(today)
    if chosen == "year" or half_term is None:
        return Period(year, ahead, "this school year")
    return Period(half_term.starts_on, max(ahead, half_term.ends_on), "this half-term")


class RecordPage:
    """A pupil's roll record on a day."""

    def __init__(self, pupil: Pupil, today: dt.date, member: Member) -> None:
        self.pupil = pupil
        self.today = today
        self.may_see_restricted = may(member, Permission.SEE_RESTRICTED_FLAGS)

    @cached_property
    def spells(self) -> list[SpellLine]:
        return [SpellLine(row) for row in self.pupil.admissions.order_by("-starts_on")]

    @property
    def spell(self) -> Admission | None:
        """The newest spell: the one that leaving and coming back are about."""
        return self.spells[0].row if self.spells else None

    @property
    def state(self) -> str:
        """ "ahead", "on", "leaving" (on roll, last day recorded) or "left"."""
        spell = self.spell
        if spell is None or (spell.ends_on is not None and spell.ends_on < self.today):
            return "left"
        if spell.starts_on > self.today:
            return "ahead"
        return "leaving" if spell.ends_on is not None else "on"

    @property
    def lede(self) -> Lede:
        """How the pupil stands on the roll, with the day it hangs on."""
        spell = self.spell
        if spell is None:
            return Lede("Never on the roll: taken off before the starting day.")
        match self.state:
            case "ahead":
                return Lede("Joins on", long_date(spell.starts_on))
            case "on":
                return Lede("On the roll since", middle_date(spell.starts_on))
        assert spell.ends_on is not None
        if self.state == "leaving":
            return Lede("On the roll until", long_date(spell.ends_on))
        return Lede("Left the roll; the last day was", middle_date(spell.ends_on))

    @property
    def aside(self) -> str:
        """The year and the group of the place: "Year 9, 9C"."""
        place = self.place
        return "" if place is None else _place_words(place)

    @cached_property
    def placements(self) -> list[Placement]:
        return list(self.pupil.placements.select_related("group").order_by("-starts_on"))

    @property
    def place(self) -> Placement | None:
        """Where the pupil is today, or was last or will be first."""
        begun = [row for row in self.placements if row.starts_on <= self.today]
        return begun[0] if begun else (self.placements[-1] if self.placements else None)

    @cached_property
    def tutors(self) -> list[queries.Post]:
        place = self.place
        return queries.tutors_of(place.group, self.today) if place is not None and place.group is not None else []

    @cached_property
    def leads(self) -> list[queries.Post]:
        return queries.leads_of(self.place.year_group, self.today) if self.place is not None else []

    @cached_property
    def former_upns(self) -> list[tuple[str, dt.date | None]]:
        """Numbers borne before, with the day they were replaced where it was recorded here."""
        rows: list[tuple[str, dt.date | None]] = [
            (row.upn, row.until) for row in FormerUpn.objects.filter(pupil=self.pupil)
        ]
        if self.pupil.former_upn and self.pupil.former_upn not in {upn for upn, _ in rows}:
            rows.append((self.pupil.former_upn, None))
        return rows

    @cached_property
    def contacts(self) -> list[ContactLine]:
        return contact_lines(queries.contacts_of(self.pupil, self.today))

    @cached_property
    def without_number(self) -> list[str]:
        return queries.parents_without_number(self.pupil, self.today)

    @cached_property
    def homes(self) -> list[queries.Home]:
        return queries.homes_of(self.pupil)

    @cached_property
    def siblings(self) -> list[queries.Sibling]:
        return queries.siblings_of(self.pupil, self.today)

    @cached_property
    def duals(self) -> list[DualLine]:
        return [dual_line(dual) for dual in queries.dual_registrations_of(self.pupil)]

    @cached_property
    def flags(self) -> list[Flag]:
        return list(self.pupil.flags.order_by("-starts_on"))

    @cached_property
    def history(self) -> list[EventLine]:
        return [event_line(event, self.today) for event in queries.roll_history(self.pupil)]

    @property
    def history_has_gaps(self) -> bool:
        """Whether nothing says of some line who recorded it."""
        return any(not line.recorded for line in self.history)


def withdrawal_facts(spell: Admission) -> list[tuple[str, str]]:
    """What the page shows before a name is taken off that has not begun."""
    start = middle_date(spell.starts_on)
    facts = [("Starting day", f"{start} is dropped")]
    for place in spell.pupil.placements.filter(starts_on__gte=spell.starts_on).select_related("group"):
        facts.append(("Placement", f"{_place_words(place)} from {middle_date(place.starts_on)} is dropped"))
    return [
        *facts,
        ("Registers", f"do not list the pupil from {start}"),
        ("Kept", "the pupil’s record, contacts and history"),
    ]


def _place_words(place: Placement) -> str:
    return f"{year_group_label(place.year_group)}{f', {place.group.name}' if place.group else ''}"


@dataclass(frozen=True, slots=True)
class LeavingPreview:
    """What taking a pupil off the roll will change, and what is to be done beside it: pairs of a term and words."""

    changes: tuple[tuple[str, str], ...]
    duties: tuple[tuple[str, str], ...]


def leaving_preview(pupil: Pupil, leaving: Leaving) -> LeavingPreview:
    """What the page shows before the name is taken off. The leaving has been checked already."""
    spell = current_spell(pupil)
    assert spell is not None
    ground = parse_leaving_ground(leaving.ground)
    last, after = middle_date(leaving.last_day), middle_date(leaving.last_day + _DAY)
    changes = [
        ("On the roll", f"from {middle_date(spell.starts_on)} to {last}, the last day counted"),
        ("Ground", f"{ground.words} ({ground.regulation})"),
    ]
    for place in pupil.placements.select_related("group").order_by("starts_on"):
        name = _place_words(place)
        if place.starts_on > leaving.last_day:
            changes.append(("Placement", f"{name} from {middle_date(place.starts_on)} is dropped"))
        elif place.ends_on is None or place.ends_on > leaving.last_day:
            changes.append(("Placement", f"{name} ends on {last}"))
    changes += [
        ("Registers", f"no longer list the pupil from {after}; marks on later days stay on record and do not count"),
        ("Kept", "the pupil’s marks, contacts and history stay as they are"),
    ]
    duties = []
    if ground.evidence:
        duties.append(("Evidence to hold", ground.evidence))
    duties += [
        (
            "Deletion return",
            "to the local authority by the day the name is taken off, unless the oldest class leaves at the end of its year",
        ),
        ("Common transfer file", "to the next school within 15 school days"),
    ]
    return LeavingPreview(tuple(changes), tuple(duties))
