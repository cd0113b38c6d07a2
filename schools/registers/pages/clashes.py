"""Plans that clash, as Today and a page of their own show them: what is wanted, by whom, and what stands."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.ui.numbers import counted, short_date
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.models import Plan
from schools.registers.pages.today_missing import read_timetable
from schools.registers.queries.plans import Clash, clashes
from schools.registers.rules.plan_sources import address_of, label_of
from schools.registers.rules.plans import Wanted
from schools.registers.rules.spoken import words_of
from schools.roll.pages.today_lists import Answer, Asked, Cell, Line, Lines, Tag

#: How far ahead clashes are looked for: a school year and the next September.
AHEAD: Final = dt.timedelta(days=400)
#: Sessions named one by one; more are counted.
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Want:
    """One source of a clash in words, and where what planned it is shown."""

    code: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class ClashLine:
    """The same clash of one pupil in one session or several: the sources in the order in which they stand."""

    pupil: uuid.UUID
    key: int
    name: str
    form: str
    when: str
    first: dt.date
    wants: tuple[Want, ...]
    stands: str
    by_hand: bool
    register: str
    #: The other kind of thing that this line leads to: what could be changed, so that the clash is none any more.
    act: str
    act_address: str


def clash_lines(found: Sequence[Clash]) -> list[ClashLine]:
    """A line for each clash, those of one pupil between the same plans together, by the first session."""
    together: dict[tuple[int, tuple[Wanted, ...], str | None, bool], list[Clash]] = {}
    for one in found:
        together.setdefault((one.pupil_key, one.wanted, one.stands, one.by_hand), []).append(one)
    return [_line(those) for those in together.values()]


def _line(those: Sequence[Clash]) -> ClashLine:
    one = those[0]
    wants = tuple(_want(each, one.date) for each in one.wanted)
    register = reverse("register", args=[one.group, one.date, one.session]) if one.group else ""
    register = f"{register}?pupil={one.pupil}" if register else reverse("pupil", args=[one.pupil])
    # What does not stand is what its planner may want to hear of.
    behind = next((each for each in wants[0 if one.by_hand else 1 :] if each.address), None)
    return ClashLine(
        pupil=one.pupil,
        key=one.pupil_key,
        name=one.name,
        form=one.group_name,
        when=when_words([(each.date, each.session) for each in those]),
        first=one.date,
        wants=wants,
        stands=_stands(one),
        by_hand=one.by_hand,
        register=register,
        act=f"Open the {label_of(_source(one, behind, wants))}" if behind else "Open the register",
        act_address=behind.address if behind else register,
    )


def _source(one: Clash, behind: Want, wants: Sequence[Want]) -> str:
    return one.wanted[list(wants).index(behind)].source


def _want(each: Wanted, on: dt.date) -> Want:
    waits = "" if each.confirmed else ", not confirmed"
    words = f"{each.code}, {words_of(each.code, on)}{waits}: {label_of(each.source)}"
    return Want(each.code, words, address_of(each.source, each.source_id) or "")


def _stands(one: Clash) -> str:
    if one.stands is None:
        return "no mark yet"
    return f"{one.stands}, {words_of(one.stands, one.date)}{', entered by hand' if one.by_hand else ''}"


def when_words(sessions: Sequence[tuple[dt.date, int]]) -> str:
    """Sessions in few words: "Fri 20 Nov AM, PM" or "10 sessions, 20 Nov to 27 Nov"."""
    days: dict[dt.date, list[str]] = {}
    for on, session in sorted(sessions):
        days.setdefault(on, []).append(SESSION_NAMES[session])
    if len(days) <= NAMED:
        return "; ".join(f"{on:%a} {short_date(on)} {', '.join(names)}" for on, names in days.items())
    first, last = min(days), max(days)
    return f"{counted(len(sessions), 'session')}, {short_date(first)} to {short_date(last)}"


def planned_from(asked: Asked) -> QuerySet[Plan]:
    """Without a plan nothing clashes."""
    return Plan.objects.filter(date__gte=asked.today)


def clashing(asked: Asked) -> Answer:
    """Plans of today and of what is to come that do not all stand. Whichever was entered first makes no difference."""
    lines = clash_lines(clashes(asked.today, asked.today + AHEAD, timetable=asked.once(read_timetable), now=asked.now))
    today = sum(1 for one in lines if one.first == asked.today)
    return Answer(
        heads=("Pupil", "Sessions", "Wanted, in the order in which it stands", "In the register", "Next"),
        lines=Lines(lines, lambda one: _today_line(one, asked.today)),
        aside="more than one thing is planned for them, or what is planned is not in the register",
        hint=Tag("soon", f"{today} today") if today else "",
    )


def _today_line(one: ClashLine, today: dt.date) -> Line:
    cells: tuple[Cell, ...] = (one.when, "; ".join(want.words for want in one.wants), one.stands)
    return Line(
        key=f"{one.pupil}-{one.first.isoformat()}-{len(one.wants)}-{one.when.replace(' ', '')}",
        head=one.name,
        note=one.form,
        address=reverse("pupil", args=[one.pupil]),
        pupil=one.key,
        cells=cells,
        act=one.act,
        act_address=one.act_address,
        now=one.first == today,
    )
