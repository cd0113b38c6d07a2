"""What a roll from another system would change here, worked out pupil by pupil before anything is written.

What the roll says holds from the day it speaks for (`as_at`); what it no longer says ends the day before. The past
stays as it was recorded, with one exception: at the start of an academic year, and for a pupil who is new here, what
holds is taken to have held since the school's year began, or since admission when that is later, because the file gives no
earlier day.

A pupil who is missing from the roll is not taken to have left: removal needs a ground [R9].
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.intake.rules.earlier_spells import flags_of, place_then
from schools.intake.rules.held import HeldPupil, OpenFlag
from schools.intake.rules.leavings import GroundTest, held_back
from schools.intake.rules.matching import AMBIGUOUS, Matching
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Roll, RollRow
from schools.roll.rules.rows import Place, Spell

PERSONAL: Final = ("upn", "former_upn", "surname", "forename", "preferred", "birth", "sex")
_DAY: Final = timedelta(days=1)
_MANY_MISSING: Final = 10


@dataclass(slots=True)
class PupilPlan:
    """What is to be done about one pupil. `held` None is a new pupil; rows to make, to end or to correct."""

    row: RollRow
    held: HeldPupil | None
    personal: dict[str, object] = field(default_factory=dict)
    new_spells: list[Spell] = field(default_factory=list)
    corrected_spells: list[Spell] = field(default_factory=list)
    new_places: list[Place] = field(default_factory=list)
    corrected_place: Place | None = None
    ended_place: tuple[uuid.UUID | None, date] | None = None
    dropped_places: list[tuple[uuid.UUID | None, date]] = field(default_factory=list)
    new_flags: list[tuple[str, date, date | None]] = field(default_factory=list)
    ended_flags: list[tuple[uuid.UUID | None, date]] = field(default_factory=list)
    dropped_flags: list[tuple[uuid.UUID | None, date]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return self.held is None or any(
            (
                self.personal,
                self.new_spells,
                self.corrected_spells,
                self.new_places,
                self.corrected_place,
                self.ended_place,
                self.dropped_places,
                self.new_flags,
                self.ended_flags,
                self.dropped_flags,
            )
        )

    @property
    def since(self) -> date | None:
        """The first day on which something becomes different, for figures to be worked out again from; None if none."""
        days = [spell.starts_on for spell in self.new_spells + self.corrected_spells]
        days += [place.starts_on for place in (*self.new_places, self.corrected_place) if place]
        days += [starts_on for _, starts_on, _ in self.new_flags]
        days += [ends_on + _DAY for _, ends_on in self.ended_flags]
        days += [starts_on for _, starts_on in self.dropped_flags + self.dropped_places]
        if self.ended_place is not None:
            days.append(self.ended_place[1] + _DAY)
        if self.held is not None and {"birth", "sex"} & self.personal.keys():
            # Age decides who is in published figures, and sex is a cohort: from the pupil's first day here.
            days += [spell.starts_on for spell in self.held.spells]
        return min(days, default=None)


@dataclass(slots=True)
class RollPlan:
    """What a whole roll would change. `missing` is how many pupils on roll here it does not have, a bad row counting."""

    pupils: list[PupilPlan]
    unchanged: int
    missing: int

    @property
    def since(self) -> date | None:
        """The first day that changes for anybody."""
        return min((day for plan in self.pupils if (day := plan.since)), default=None)


def plan_roll(
    roll: Roll,
    held: Iterable[HeldPupil],
    calendar: SchoolCalendar,
    *,
    as_at: date,
    problems: Problems,
    refused: GroundTest,
) -> RollPlan:
    """Compare a roll with what is held. What may not be guessed goes to `problems`, and is left as it is.

    `refused` is the roll’s own question whether somebody may leave on a ground: a file is no door round it.
    """
    everyone = list(held)
    matching = Matching(everyone, roll, problems)
    held_back = _linked(roll)
    by_upn: dict[str, list[RollRow]] = {}
    for row in roll.rows:
        if row.numbers & held_back:
            _tell_of_other(row, problems)
        else:
            by_upn.setdefault(row.upn, []).append(row)
    if any(row.starts_on is None for row in roll.rows):
        problems.warning(
            "no_admission_date",
            "Some rows give no date of admission.",
            f"Pupils new here are taken to be on roll from {_from(date.min, as_at, calendar):%d/%m/%Y}; "
            "add the column “Date of Admission” for their own dates.",
        )
    # A row that is held back speaks of its pupil all the same: nobody is missing by it.
    plans, found, unchanged = [], matching.keys_of(held_back), 0
    for rows in by_upn.values():
        newest = max(rows, key=lambda row: (row.ends_on is None, row.starts_on or date.min))
        match = matching.find(newest)
        if match is AMBIGUOUS:
            continue
        if isinstance(match, HeldPupil):
            if match.key in found:
                problems.quarantine(
                    "same_pupil",
                    "Another row of this file is the same pupil, by a former UPN.",
                    "Keep the row with the newer UPN; this one is left out.",
                    row=newest.row,
                    field="UPN",
                )
                continue
            found.add(match.key)
        plan = PupilPlan(newest, match if isinstance(match, HeldPupil) else None)
        _plan_pupil(plan, rows, roll.flags_known, calendar, as_at=as_at, problems=problems, refused=refused)
        if plan.changes:
            plans.append(plan)
        else:
            unchanged += 1
    seen = found | matching.asked_about
    missing = sum(1 for pupil in everyone if pupil.on_roll and pupil.key not in seen)
    _warn_of_missing(missing, sum(pupil.on_roll for pupil in everyone), roll.unknown, problems)
    return RollPlan(plans, unchanged, missing)


def _linked(roll: Roll) -> frozenset[str]:
    """The numbers held back, and those that rows say to be of the same pupils: who bears B and bore A is one."""
    linked = roll.held_back
    while more := frozenset().union(*(row.numbers for row in roll.rows if row.numbers & linked)) - linked:
        linked |= more
    return linked


def _tell_of_other(row: RollRow, problems: Problems) -> None:
    """Say of a good row why it is not used."""
    if row.row not in problems.bad_rows:
        problems.quarantine(
            "other_row_bad",
            "Another row of the same pupil, by UPN or former UPN, cannot be used, so this one is not used either.",
            f"Correct the other row in {problems.system} and export again.",
            row=row.row,
            field="UPN",
        )


def _plan_pupil(
    plan: PupilPlan,
    rows: Sequence[RollRow],
    flags_known: frozenset[str],
    calendar: SchoolCalendar,
    *,
    as_at: date,
    problems: Problems,
    refused: GroundTest,
) -> None:
    row, held = plan.row, plan.held
    if held is not None:
        plan.personal = _personal(row, held)
    settled = {
        spell.row: _plan_spell(
            plan, spell, calendar, alone=len(rows) == 1, as_at=as_at, problems=problems, refused=refused
        )
        for spell in rows
    }
    if not settled[row.row]:
        return  # where the pupil is placed, and since when, hangs on the spell that a person must settle first
    left = row.ends_on if row.ends_on is not None and row.ends_on < as_at else None
    admitted = row.starts_on or max((spell.starts_on for spell in held.spells) if held else (), default=date.min)
    since = _from(admitted, left or as_at, calendar)
    came_back = bool(plan.held and plan.held.spells) and admitted in {spell.starts_on for spell in plan.new_spells}
    _plan_place(plan, since, left, as_at, calendar)
    if left is None:
        _plan_flags(plan, flags_known, since if held is None or came_back else as_at, as_at)
    elif held is None:
        plan.new_flags += flags_of(row, flags_known, since, left)
    for earlier in rows:
        if earlier is not row and settled[earlier.row]:
            _plan_earlier(plan, earlier, flags_known, calendar, left or as_at)


def _plan_earlier(
    plan: PupilPlan, earlier: RollRow, flags_known: frozenset[str], calendar: SchoolCalendar, said_on: date
) -> None:
    """Where a pupil stood in a spell that is over and new here, unless a placement held here covers a day of it."""
    spell = next((spell for spell in plan.new_spells if spell.starts_on == earlier.starts_on), None)
    if spell is None or spell.ends_on is None:
        return
    since = _from(spell.starts_on, spell.ends_on, calendar)
    held = plan.held.places if plan.held else ()
    taken = (*held, *plan.new_places)
    if any(place.starts_on <= spell.ends_on and since <= (place.ends_on or date.max) for place in taken):
        return
    if earlier.year_group:
        plan.new_places.append(place_then(earlier, plan.row, since, spell.ends_on, calendar, said_on=said_on))
    open_then = {flag.kind for flag in plan.held.flags if flag.starts_on <= spell.ends_on} if plan.held else set()
    plan.new_flags += flags_of(earlier, flags_known - open_then, since, spell.ends_on)


def _personal(row: RollRow, held: HeldPupil) -> dict[str, object]:
    """The fields to set. A new UPN makes the old one the former; an empty cell never blanks what is held."""
    wanted: dict[str, object] = {key: getattr(row, key) for key in PERSONAL if getattr(row, key) != ""}
    if row.upn in held.former_upns:
        wanted["upn"] = held.upn  # an export older than the change of UPN
        wanted.pop("former_upn", None)
    elif row.upn != held.upn and held.upn:
        wanted["former_upn"] = held.upn
    return {key: value for key, value in wanted.items() if value != getattr(held, key)}


# Admissions


def _plan_spell(
    plan: PupilPlan,
    row: RollRow,
    calendar: SchoolCalendar,
    *,
    alone: bool,
    as_at: date,
    problems: Problems,
    refused: GroundTest,
) -> bool:
    """Whether the spell of a row could be settled; if not, it is left as it is and `problems` says why."""
    spells = plan.held.spells if plan.held else ()
    same = _same_spell(row, spells)
    starts_on = row.starts_on or (
        same.starts_on if same else _from(date.min, min(as_at, row.ends_on or as_at), calendar)
    )
    note = (row.leaving_note or (same.note if same else "")) if row.ends_on else ""
    destination = row.destination or (same.destination if same else "")
    wanted = Spell(starts_on, row.ends_on, row.ground, note, destination)
    if same is None:
        over = [spell for spell in spells if _overlap(wanted, spell)]
        if not over:
            plan.new_spells.append(wanted)
        elif len(over) == 1 and alone and wanted.starts_on < over[0].starts_on:
            if held_back(row, plan.held, wanted, over[0], problems=problems, refused=refused):
                return False
            plan.corrected_spells.append(_keyed(wanted, over[0]))
        else:
            problems.quarantine(
                "admission_differs",
                f"The file admits the pupil on {wanted.starts_on:%d/%m/%Y}; here another admission covers that day.",
                "The admission is left as it is; correct the date in whichever is wrong.",
                row=row.row,
                field="Date of Admission",
            )
            return False
    elif (same.ends_on, same.ground, same.note, same.destination) != (
        wanted.ends_on,
        wanted.ground,
        wanted.note,
        wanted.destination,
    ):
        if same.ends_on is not None and wanted.ends_on is None:
            problems.quarantine(
                "left_here",
                "The pupil has left the roll in Rollcall and not in the file.",
                "The removal stands; if the pupil is back, give the new date of admission.",
                row=row.row,
                field="Date of Leaving",
            )
            return False
        if held_back(row, plan.held, wanted, same, problems=problems, refused=refused):
            return False
        plan.corrected_spells.append(_keyed(wanted, same))
    return True


def _same_spell(row: RollRow, spells: Sequence[Spell]) -> Spell | None:
    """The admission held that a row speaks of: the one of that date, or without a date the newest."""
    if row.starts_on is None:
        return max(spells, key=lambda spell: spell.starts_on, default=None)
    return next((spell for spell in spells if spell.starts_on == row.starts_on), None)


def _keyed(wanted: Spell, held: Spell) -> Spell:
    return replace(wanted, key=held.key)


def _overlap(one: Spell, other: Spell) -> bool:
    return one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (one.ends_on or date.max)


# Placements and flags


def _from(admitted: date, as_at: date, calendar: SchoolCalendar) -> date:
    """Since when something first seen on `as_at` is taken to hold: the school's year, or admission when later."""
    return max(admitted, calendar.year_span(calendar.year_of(as_at))[0])


def _plan_place(plan: PupilPlan, since: date, left: date | None, as_at: date, calendar: SchoolCalendar) -> None:
    """Year group and registration group. `since` is the first day they may be taken to hold, `left` the last."""
    row = plan.row
    year = calendar.year_of(left or max(since, as_at))
    group = (year, row.group) if row.group else None
    places = sorted(plan.held.places, key=lambda place: place.starts_on) if plan.held else []
    newest = places[-1] if places else None
    if not row.year_group:
        # A leaver of whom the file says no more: what is held stays, up to the last day.
        if left is not None:
            _end_places(plan, places, left)
        return
    if group is None and newest is not None and newest.group is not None and newest.group[0] == year:
        group = newest.group  # an empty cell never blanks what is held
    if newest is None:
        plan.new_places.append(Place(row.year_group, group, min(since, left) if left else since, left))
    elif left is not None:
        _end_places(plan, places, left)
    elif newest.ends_on is not None:
        plan.new_places.append(Place(row.year_group, group, max(since, newest.ends_on + _DAY)))
    elif (newest.year_group, newest.group) != (row.year_group, group):
        starts_on = since if newest.starts_on < since else as_at
        if starts_on <= newest.starts_on:
            plan.corrected_place = replace(newest, year_group=row.year_group, group=group)
        else:
            plan.new_places.append(Place(row.year_group, group, starts_on))
            plan.ended_place = (newest.key, starts_on - _DAY)


def _end_places(plan: PupilPlan, places: Sequence[Place], left: date) -> None:
    """End a leaver's placements with the last day. What begins after it is dropped, unless it is of a later spell here."""
    spells = plan.held.spells if plan.held else ()
    later = min((spell.starts_on for spell in spells if spell.starts_on > left), default=date.max)
    for place in places:
        if left < place.starts_on < later:
            plan.dropped_places.append((place.key, place.starts_on))
        elif place.starts_on <= left and (place.ends_on is None or place.ends_on > left):
            plan.corrected_place = replace(place, ends_on=left)


def _plan_flags(plan: PupilPlan, known: frozenset[str], starts_on: date, as_at: date) -> None:
    """Flags the file has columns for. Of who is new or back they are taken to hold since the placement starts."""
    held: Mapping[str, OpenFlag] = {flag.kind: flag for flag in plan.held.flags} if plan.held else {}
    for kind in sorted(known):
        wanted, flag = kind in plan.row.flags, held.get(kind)
        if wanted and flag is None:
            plan.new_flags.append((kind, starts_on, None))
        elif not wanted and flag is not None:
            if flag.starts_on >= as_at:
                plan.dropped_flags.append((flag.key, flag.starts_on))
            else:
                plan.ended_flags.append((flag.key, as_at - _DAY))


def _warn_of_missing(missing: int, on_roll: int, unknown: int, problems: Problems) -> None:
    if not missing:
        return
    many = missing * _MANY_MISSING > on_roll
    share = f" ({100 * missing // on_roll} % of the roll: is the file for part of the school?)" if many else ""
    rows = "a row that is" if unknown == 1 else f"{unknown:,} rows that are"
    known = f" Some may be in {rows} held back without a number that can be read." if unknown else ""
    pupils = "1 pupil on roll here is" if missing == 1 else f"{missing:,} pupils on roll here are"
    problems.warning(
        "missing_from_roll",
        f"{pupils} not in the file{share}.{known}",
        "They stay on roll. A pupil leaves by a row with a date of leaving and its ground.",
    )
