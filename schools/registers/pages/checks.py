"""What a register should not hold, as sweeps list it: marks that are missing, and marks that cannot be."""

import datetime as dt
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted, short_date
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS, SchoolSession
from schools.registers.pages.registers import day_address
from schools.registers.pages.sweep_checks import Check, Finding, Swept
from schools.registers.queries.sweeping import (
    FoundMark,
    Unmarked,
    all_without_reason,
    codes_in_use,
    marks_of_codes,
    marks_off_roll,
    marks_without_minutes,
    unmarked,
)
from schools.registers.rules.codes import DUE_ELSEWHERE, Late, code_on, codes, refusal
from schools.registers.rules.slots import WindowPhase
from schools.registers.rules.unexplained import n_clock
from schools.roll.queries import due_elsewhere

DAY: Final = dt.timedelta(days=1)


def _when(on: dt.date, session: int) -> str:
    """ "Thu 19 Nov AM"."""
    return f"{on:%a} {short_date(on)} {SESSION_NAMES[session]}"


def _of_pupil(mark: FoundMark, said: str, *, since: dt.date | None = None, in_register: bool = True) -> Finding:
    """A finding about a pupil's mark: it opens the register that holds it, or the pupil where none does."""
    address = reverse("pupil", args=[mark.pupil_id])
    if in_register and mark.group is not None:
        address = f"{reverse('register', args=[mark.group, mark.on, mark.session])}?pupil={mark.pupil_id}"
    return Finding(
        key=f"{mark.pupil} {mark.on} {mark.session} {mark.code}",
        on=mark.on,
        when=_when(mark.on, mark.session),
        head=mark.name,
        note=mark.group_name,
        address=address,
        said=said,
        pupil=mark.pupil,
        since=since,
    )


# Missing


def missing(swept: Swept) -> list[Finding]:
    """Registers of sessions that were held and have shut, in which pupils have no mark that counts."""
    days = swept.timetable.calendar.school_days(swept.first, swept.last)
    slots = [swept.timetable.slot(on, session, swept.now) for on in days for session in SESSIONS]
    due = [
        SchoolSession(slot.date, slot.session)
        for slot in slots
        if slot.due and not slot.unplanned and slot.phase is WindowPhase.SHUT
    ]
    return [_unmarked(row) for row in unmarked(due, swept.first, swept.last)]


def _unmarked(row: Unmarked) -> Finding:
    said = f"{row.missing} of {counted(row.expected, 'mark')} missing" if row.missing else ""
    if row.planned:
        said = ", ".join(part for part in (said, f"{row.planned} only planned") if part)
    return Finding(
        key=f"{row.group} {row.on} {row.session}",
        on=row.on,
        when=_when(row.on, row.session),
        head=row.name,
        address=reverse("register", args=[row.group, row.on, row.session]),
        said=said,
    )


# Impossible


def _codes_in_use(swept: Swept) -> list[tuple[dt.date, int, str, int]]:
    return codes_in_use(swept.first, swept.last)


def wrong_codes(swept: Swept) -> list[Finding]:
    """Codes that were none on their date, are for the other session, or are never a pupil's mark."""
    words = {
        (on, session, code): said
        for on, session, code, _ in swept.once(_codes_in_use)
        if (said := refusal(code, on=on, session=session)) is not None
    }
    return [_of_pupil(mark, words[mark.on, mark.session, mark.code]) for mark in marks_of_codes(words)]


def due_nowhere_else(swept: Swept) -> list[Finding]:
    """D's of sessions for which the roll has the pupil registered at no other school: they are due here."""
    places = [(on, session, code) for on, session, code, _ in swept.once(_codes_in_use) if code == DUE_ELSEWHERE]
    marks = marks_of_codes(places)
    away = due_elsewhere([mark.pupil_id for mark in marks], swept.first, swept.last)
    return [
        _of_pupil(mark, "D, and by the roll due at no other school then")
        for mark in marks
        if not any(dual.holds(mark.on, mark.session) for dual in away.get(mark.pupil_id, ()))
    ]


def not_met(swept: Swept) -> list[Finding]:
    """Sessions that the school was never to hold, in which marks stand."""
    marks: dict[tuple[dt.date, int], int] = {}
    for on, session, _, many in swept.once(_codes_in_use):
        if not swept.timetable.calendar.is_due(on, session):
            marks[on, session] = marks.get((on, session), 0) + many
    return [
        Finding(
            key=f"{on} {session}",
            on=on,
            when=_when(on, session),
            head=counted(many, "mark"),
            address=day_address(on),
            said=swept.timetable.closed_words(on, session),
        )
        for (on, session), many in marks.items()
    ]


def _off_roll(swept: Swept) -> list[FoundMark]:
    return marks_off_roll(swept.first, swept.last)


def before_admission(swept: Swept) -> list[Finding]:
    """Marks of days before their pupil's starting day."""
    said = "not on roll on that day"
    return [
        _of_pupil(mark, f"{mark.code}, {said}", in_register=False) for mark in swept.once(_off_roll) if not mark.left
    ]


def after_leaving(swept: Swept) -> list[Finding]:
    """Marks of days after their pupil's last day on roll."""
    said = "after the last day on roll"
    return [_of_pupil(mark, f"{mark.code}, {said}", in_register=False) for mark in swept.once(_off_roll) if mark.left]


# To be completed


def without_minutes(swept: Swept) -> list[Finding]:
    """Late marks of days gone by that must say how late, and do not."""
    late = {code.code for code in codes() if code.late is Late.BEFORE_CLOSE}
    return [
        _of_pupil(mark, f"{mark.code} without its minutes")
        for mark in marks_without_minutes(late, swept.first, min(swept.last, swept.today - DAY))
        if _needs_minutes(swept, mark)
    ]


def _needs_minutes(swept: Swept, mark: FoundMark) -> bool:
    window = swept.timetable.window(mark.on, mark.session)
    return window is not None and window.needs_minutes and code_on(mark.code, mark.on).late is Late.BEFORE_CLOSE


def past_the_clock(swept: Swept) -> list[Finding]:
    """N's that should be another code by now, and that the clock of code N could not, or may not, make one."""
    calendar, closed = swept.timetable.calendar, swept.timetable.closed
    found = []
    for mark in all_without_reason(swept.last):
        clock = n_clock(calendar, mark.on, max(mark.on, swept.today))
        if clock.due is None:
            found.append(_of_pupil(mark, "the calendar ends before its fifth school day: enter the next half-term"))
        elif clock.overdue:
            why = (
                "the registers of its year are closed"
                if calendar.year_of(mark.on) in closed
                else "entered, or put back to N, after its last day"
            )
            said = f"last day was {clock.due:%a} {short_date(clock.due)}: {why}"
            found.append(_of_pupil(mark, said, since=clock.due + DAY))
    return found


CHECKS: Final = (
    Check(
        "missing",
        "Missing marks",
        10,
        missing,
        "register with marks missing",
        "registers with marks missing",
        "Take each register as it was, or ask its tutor. A mark that is missing is neither presence nor absence.",
    ),
    Check(
        "codes",
        "Codes that cannot stand there",
        20,
        wrong_codes,
        "impossible code",
        "impossible codes",
        "Amend each to the code that is right, with the reason.",
    ),
    Check(
        "due-elsewhere",
        "D without a registration elsewhere",
        25,
        due_nowhere_else,
        "D without a registration elsewhere",
        "D’s without a registration elsewhere",
        "Either the roll does not know of the other school, or the pupil was due here: correct the one that is wrong.",
    ),
    Check(
        "not-met",
        "Marks where the school did not meet",
        30,
        not_met,
        "session with marks though the school did not meet",
        "sessions with marks though the school did not meet",
        "Either the calendar is wrong or the marks are.",
    ),
    Check(
        "before",
        "Marks outside admission",
        40,
        before_admission,
        "mark outside admission",
        "marks outside admission",
        "They enter no total. Correct the starting day, if that is what is wrong.",
    ),
    Check(
        "left",
        "Marks after leaving",
        50,
        after_leaving,
        "mark after leaving",
        "marks after leaving",
        "They enter no total. A pupil who is still in a register has not left, or is marked by mistake.",
    ),
    Check(
        "minutes",
        "Late without minutes",
        60,
        without_minutes,
        "late mark without minutes",
        "late marks without minutes",
        "Ask who was at the gate, and add the minutes.",
    ),
    Check(
        "n-clock",
        "N past its last day",
        70,
        past_the_clock,
        "N past its last day",
        "N past their last day",
        "The rule makes an N an O after five school days; these it could not or may not change. Each waits for a person.",
        standing=True,
    ),
)
