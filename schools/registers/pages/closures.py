"""Closures as their pages show them: the list, what an act would change, and what an undone one leaves to a person."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from foundation import clock
from foundation.ui.numbers import as_at, counted, long_date, sessions_and_days, short_date, thousands
from schools.calendar.models import NonSchoolDay
from schools.calendar.rules.academic_year import academic_year_label, week_start
from schools.calendar.rules.school_calendar import DayOff, SchoolCalendar
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.models import Closure
from schools.registers.operations.closures import ClosurePlan
from schools.registers.queries.closures import ClosedCell
from schools.registers.rules.addresses import SESSION_WORDS
from schools.registers.rules.closures import HALVES, KIND_WORDS, PLANNED, Effect, may_be_undone, sessions_of
from schools.registers.rules.spoken import said_mark, words_of

#: Cells listed one by one for a person; the page says how many more there are.
MOST_LISTED: Final = 200


def when_words(on: dt.date, session: int | None) -> str:
    """ "Thursday 19 November 2026", or "the morning of Thursday 19 November 2026"."""
    return long_date(on) if session is None else f"the {HALVES[session]} of {long_date(on)}"


# The list


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """One day off: which, for how long, what it is, what was written down, and the act that takes it back, if any."""

    on: dt.date
    part: str
    kind: str
    note: str
    act: str = ""
    address: str = ""


def closure_lines(
    days: Sequence[NonSchoolDay],
    closures: Mapping[tuple[dt.date, int | None], Closure],
    calendar: SchoolCalendar,
    *,
    closed_years: frozenset[int],
    today: dt.date,
) -> list[ClosureLine]:
    """The days off, by date. Taken back is what is planned; an unplanned closure is undone while it may be."""
    made = []
    for day in days:
        act = address = ""
        closure = closures.get((day.date, day.session)) if day.kind == NonSchoolDay.Kind.UNPLANNED else None
        if calendar.year_of(day.date) in closed_years:
            pass
        elif DayOff(day.kind) in PLANNED:
            act, address = "Take back", reverse("closure_remove", args=[day.pk])
        elif closure is not None:
            undoes = may_be_undone(clock.local(closure.entry.at).date(), day.date, today)
            act, address = "Undo" if undoes else "Look", reverse("closure_undo", args=[closure.pk])
        kind = KIND_WORDS[DayOff(day.kind)]
        part = "Whole day" if day.session is None else HALVES[day.session].capitalize()
        made.append(ClosureLine(day.date, part, kind[0].upper() + kind[1:], _note(day, kind), act, address))
    return made


def _note(day: NonSchoolDay, kind: str) -> str:
    """What was written down, unless it only says again what the day is."""
    return "" if day.note.casefold() == kind.casefold() else day.note


def undone_lines(closures: Sequence[Closure]) -> list[ClosureLine]:
    """The closures that were undone, which may still have left something to a person."""
    return [
        ClosureLine(
            one.date,
            "Whole day" if one.session is None else HALVES[one.session].capitalize(),
            "Undone",
            one.reason,
            "Look",
            reverse("closure_undo", args=[one.pk]),
        )
        for one in closures
    ]


# Planned


def day_off_facts(
    calendar: SchoolCalendar, on: dt.date, session: int | None, *, registers: int, weeks: int, meets: bool
) -> list[tuple[str, str]]:
    """What entering a day off changes, or with `meets` what taking it back does."""
    names = " and ".join(SESSION_NAMES[one] for one in sessions_of(session))
    verb = "are due again" if meets else "fall away"
    return [
        (f"Sessions that {verb}", f"{names} of {long_date(on)}"),
        (academic_year_label(calendar.year_of(on)), _year_words(calendar, on, session, meets=meets)),
        ("Registers", f"{counted(registers, 'register')} {'to be taken' if meets else 'not taken'}"),
        *([] if meets else [("Marks left outside", "none")]),
        ("Counted again", f"the week of {short_date(week_start(on))} for {counted(weeks, 'pupil')}"),
        ("Figures", "the trust’s follow"),
    ]


def _year_words(calendar: SchoolCalendar, on: dt.date, session: int | None, *, meets: bool) -> str:
    """How many sessions the year holds once the day is entered, or taken back, and how many it holds now."""
    year = calendar.year_of(on)
    terms = [term for term in calendar.half_terms if term.academic_year == year]
    held = sum(len(calendar.sessions(term.starts_on, term.ends_on)) for term in terms)
    moved = len(sessions_of(session)) if calendar.half_term_of(on) else 0
    then = held + moved if meets else held - moved
    return f"{sessions_and_days(then)} instead of {sessions_and_days(held)}"


# Unplanned


@dataclass(frozen=True, slots=True)
class StayingMarks:
    """Marks of one code in one session that a closure leaves as they are, and where they are seen."""

    session: str
    code: str
    words: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class ClosurePreview:
    """What closing the school would change, and what stays as it is."""

    when: str
    facts: tuple[tuple[str, str], ...]
    stays: tuple[StayingMarks, ...]


_EFFECT_WORDS: Final = {
    Effect.FILLED: "without a mark: Y4",
    Effect.GIVES_WAY: "with leave planned: Y4",
    Effect.ELSEWHERE: "due at another school: D",
    Effect.CONFIRMED: "with D or X planned: confirmed",
    Effect.AWAITED: "expected elsewhere: still to be confirmed there",
    Effect.STAYS: "marked already: stay",
}


def closure_preview(plan: ClosurePlan, session: int | None) -> ClosurePreview:
    """The preview of a closure that may be entered."""
    staying = Counter((cell.session, str(cell.mark.code)) for cell, effect in plan.cells if effect is Effect.STAYS)
    stays = tuple(
        StayingMarks(SESSION_NAMES[s], code, words_of(code, plan.on), count, _shown(plan.on, s, code))
        for (s, code), count in sorted(staying.items())
    )
    facts = [
        *((HALVES[one].capitalize(), _effects(plan.count(one))) for one in plan.sessions),
        ("Written", f"{counted(len(plan.written), 'mark')} for {counted(plan.pupils, 'pupil')} on roll, signed by you"),
        ("Registers", "not taken, and missing nowhere; what stands in them is amended, with a reason"),
        ("Figures", "Y4 is no possible session: nobody gains or loses by it, and the trust’s figures follow"),
        ("Undone", "as one act today, or on the closed day itself, where nobody has changed a mark since"),
    ]
    return ClosurePreview(when_words(plan.on, session), tuple(facts), stays)


def _effects(counts: Counter[Effect]) -> str:
    """ "980 without a mark: Y4; 12 with leave planned: Y4"."""
    told = [f"{thousands(counts[effect])} {words}" for effect, words in _EFFECT_WORDS.items() if counts[effect]]
    return "; ".join(told) or "nobody is on roll and placed"


def _shown(on: dt.date, session: int, code: str) -> str:
    """The page that shows exactly the pupils with a code in a session."""
    at = f"{on.isoformat()}-{SESSION_WORDS[session]}"
    return f"{reverse('week')}?{urlencode({'week': week_start(on).isoformat(), 'show': code, 'at': at})}"


# Undoing


@dataclass(frozen=True, slots=True)
class LeftCell:
    """A cell that somebody has changed since the closure: of whom, which, what stands there, by whom, and its register."""

    name: str
    group: str
    session: str
    said: str
    by: str
    address: str


@dataclass(frozen=True)
class ClosurePage:
    """An unplanned closure: how it stands, what undoing changes, why it may not be undone, and what is left to a person."""

    closure: Closure
    when: str
    state: str
    facts: tuple[tuple[str, str], ...]
    left: tuple[LeftCell, ...]
    more: int
    refused: str

    @property
    def undone(self) -> bool:
        return self.closure.undone_id is not None


def closure_page(closure: Closure, cells: Sequence[ClosedCell], *, today: dt.date, refused: str) -> ClosurePage:
    """The page of a closure; `refused` says why it may not be undone, empty while it may."""
    changed = [cell for cell in cells if not cell.kept]
    listed = [cell for cell in changed if not cell.undone]
    back = Counter(cell.before is None for cell in cells if cell.kept)
    undone = closure.undone
    if undone is not None:
        state = f"Undone by {undone.by_name} at {as_at(undone.at, today)}."
        facts = [("Closed for", closure.reason)]
    else:
        entry = closure.entry
        state = f"Entered by {entry.by_name} at {as_at(entry.at, today)}."
        facts = [
            ("Closed for", closure.reason),
            ("Missing again", counted(back[True], "mark")),
            ("Planned again", counted(back[False], "mark")),
            ("Stay", f"{counted(len(listed), 'mark')} that somebody changed since"),
            (
                "Registers",
                f"{'AM and PM' if closure.session is None else SESSION_NAMES[closure.session]} are due again",
            ),
        ]
    return ClosurePage(
        closure,
        when_words(closure.date, closure.session),
        state,
        tuple(facts),
        tuple(_left(closure, cell) for cell in listed[:MOST_LISTED]),
        max(0, len(listed) - MOST_LISTED),
        refused,
    )


def _left(closure: Closure, cell: ClosedCell) -> LeftCell:
    return LeftCell(
        cell.name,
        cell.group_name,
        SESSION_NAMES[cell.session],
        said_mark(cell.mark.code, cell.mark.minutes, closure.date),
        cell.by,
        reverse("register", args=[cell.group, closure.date, cell.session]) if cell.group else "",
    )
