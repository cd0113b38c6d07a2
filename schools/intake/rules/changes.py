"""What an import would change, line by line: what stands now and what would stand, for a person to read before it does.

A mark that takes the place of another is a line. First marks take nobody's place: those of a pupil in one week are one
line, with its days. Everything about the roll is a line for each thing that differs.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.intake.rules.mark_plan import MarkPlan
from schools.intake.rules.records import UNMARKED
from schools.intake.rules.roll_plan import PupilPlan, RollPlan
from schools.roll.rules.rows import Place, Spell
from schools.roll.rules.year_group import year_group_label

_DAY: Final = dt.timedelta(days=1)
_SESSIONS_A_WEEK: Final = 14
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIELDS: Final = {
    "upn": "UPN",
    "former_upn": "Former UPN",
    "surname": "Surname",
    "forename": "Forename",
    "preferred": "Known as",
    "birth": "Date of birth",
    "sex": "Sex",
}


class Kind(StrEnum):
    """What a line is about, in the order of a list."""

    MARK = "mark"
    ON_ROLL = "on_roll"
    PLACE = "place"
    DETAILS = "details"
    FLAG = "flag"
    NEW_PUPIL = "new_pupil"
    FIRST_MARKS = "first_marks"

    @property
    def words(self) -> str:
        """What lines of it are called."""
        return _KINDS[self]


_KINDS: Final = {
    Kind.MARK: "Marks replaced",
    Kind.ON_ROLL: "On roll",
    Kind.PLACE: "Year and form",
    Kind.DETAILS: "Details",
    Kind.FLAG: "Flags",
    Kind.NEW_PUPIL: "New pupils",
    Kind.FIRST_MARKS: "First marks",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change. `what` is the thing that changes, `on` and `session` where it is a mark's, `on` the Monday of first marks.

    `before` is empty where nothing stood, `after` where nothing will. `upn` names the pupil.
    """

    kind: Kind
    upn: str
    what: str
    before: str
    after: str
    on: dt.date | None = None
    session: int | None = None


# The roll


def roll_lines(plan: RollPlan) -> Iterator[Line]:
    """Every change of a roll, pupil by pupil."""
    for pupil in plan.pupils:
        if pupil.held is None:
            yield _new_pupil(pupil)
        else:
            yield from _details(pupil)
            yield from _spells(pupil)
            yield from _places(pupil)
            yield from _flags(pupil)


def _new_pupil(plan: PupilPlan) -> Line:
    row = plan.row
    parts = [*(_spell(spell) for spell in plan.new_spells), f"born {_day(row.birth)}"]
    parts = [*(_place(place) for place in plan.new_places), *parts]
    parts += dict.fromkeys(_flag_words(kind) for kind, _, _ in plan.new_flags)
    return Line(Kind.NEW_PUPIL, row.upn, "New pupil", "", "; ".join(parts))


def _details(plan: PupilPlan) -> Iterator[Line]:
    for key, value in plan.personal.items():
        yield Line(Kind.DETAILS, plan.row.upn, _FIELDS[key], _written(getattr(plan.held, key)), _written(value))


def _spells(plan: PupilPlan) -> Iterator[Line]:
    held = {spell.key: spell for spell in plan.held.spells} if plan.held else {}
    for spell in plan.corrected_spells:
        yield Line(Kind.ON_ROLL, plan.row.upn, "On roll", _spell(held[spell.key]), _spell(spell))
    for spell in plan.new_spells:
        yield Line(Kind.ON_ROLL, plan.row.upn, "On roll", "", _spell(spell))


def _places(plan: PupilPlan) -> Iterator[Line]:
    held = {place.key: place for place in plan.held.places} if plan.held else {}
    upn, what = plan.row.upn, "Year and form"
    if plan.corrected_place is not None:
        was = held[plan.corrected_place.key]
        yield Line(Kind.PLACE, upn, what, _dated(was), _dated(plan.corrected_place))
    moved = plan.ended_place[1] + _DAY if plan.ended_place is not None else None
    before = _dated(held[plan.ended_place[0]]) if plan.ended_place is not None else ""
    for place in plan.new_places:
        yield Line(Kind.PLACE, upn, what, before if place.starts_on == moved else "", _dated(place))
    for key, _ in plan.dropped_places:
        yield Line(Kind.PLACE, upn, what, _dated(held[key]), "")


def _flags(plan: PupilPlan) -> Iterator[Line]:
    held = {flag.key: flag for flag in plan.held.flags} if plan.held else {}
    upn = plan.row.upn
    for kind, starts_on, ends_on in plan.new_flags:
        after = f"{_day(starts_on)} to {_day(ends_on)}" if ends_on else f"from {_day(starts_on)}"
        yield Line(Kind.FLAG, upn, _flag_words(kind), "", after)
    for key, last in plan.ended_flags:
        flag, since = held[key], _day(held[key].starts_on)
        yield Line(Kind.FLAG, upn, _flag_words(flag.kind), f"from {since}", f"{since} to {_day(last)}")
    for key, starts_on in plan.dropped_flags:
        yield Line(Kind.FLAG, upn, _flag_words(held[key].kind), f"from {_day(starts_on)}", "")


def _flag_words(kind: str) -> str:
    return FLAGS[kind]


#: What each flag is called here: short, as in the columns of a roll.
FLAGS: Final = {
    "fsm": "FSM",
    "fsm6": "FSM Ever 6",
    "sen_k": "SEN support",
    "sen_e": "EHC plan",
    "eal": "EAL",
    "cla": "Looked after",
}


def _spell(spell: Spell) -> str:
    if spell.ends_on is None:
        return f"from {_day(spell.starts_on)}"
    ground = f", 9(1)({spell.ground})" if len(spell.ground) == 1 else f", {spell.ground}" if spell.ground else ""
    return f"{_day(spell.starts_on)} to {_day(spell.ends_on)}{ground}"


def _place(place: Place) -> str:
    year = year_group_label(place.year_group) if place.year_group else "no year group"
    return f"{year}, {place.group[1]}" if place.group else f"{year}, no form"


def _dated(place: Place) -> str:
    until = f" to {_day(place.ends_on)}" if place.ends_on else ""
    return f"{_place(place)} from {_day(place.starts_on)}{until}"


def _written(value: object) -> str:
    return _day(value) if isinstance(value, dt.date) else str(value)


def _day(on: dt.date) -> str:
    return f"{on:%d/%m/%Y}"


# Marks


def mark_lines(plan: MarkPlan) -> Iterator[tuple[int, list[Line]]]:
    """Every change of marks, pupil by pupil: the pupil's key, and the lines, those that replace a mark first.

    The loop meets every mark of the file, so what can be known of a session is worked out once.
    """
    sessions = [plan.marks.session_at(slot) for slot in range(plan.marks.high + 1)]
    places = [(on - _DAY * on.weekday(), 2 * on.weekday() + session - 1) for on, session in sessions]
    for one in plan.changed:
        weeks: dict[dt.date, list[str]] = {}
        lines = []
        for slot, old, new, minutes in plan.each(one):
            if old is None:
                monday, place = places[slot]
                week = weeks.get(monday)
                if week is None:
                    week = weeks[monday] = [UNMARKED] * _SESSIONS_A_WEEK
                week[place] = new if minutes is None else _mark(new, minutes)
            else:
                before = _mark(old, plan.held_minutes(one.key, slot))
                lines.append(Line(Kind.MARK, one.upn, "Mark", before, _mark(new, minutes), *sessions[slot]))
        lines += [
            Line(Kind.FIRST_MARKS, one.upn, "First marks", "", _week(week), monday) for monday, week in weeks.items()
        ]
        yield one.key, lines


def _week(marks: Sequence[str]) -> str:
    pairs = zip(_DAYS, marks[::2], marks[1::2], strict=True)
    return ", ".join(f"{day} {am} {pm}" for day, am, pm in pairs if am != UNMARKED or pm != UNMARKED)


def _mark(code: str, minutes: int | None) -> str:
    return code if minutes is None else f"{code}{minutes}"
