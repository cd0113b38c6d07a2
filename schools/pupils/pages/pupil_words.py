"""What one pupil's page says in words: its large figures, the sentence it opens with, and where its figures come from."""

import datetime as dt
from dataclasses import dataclass

from foundation.ui.numbers import counted, days, middle_date, percent, sessions_and_days, thousands
from foundation.ui.sentences import Said
from schools.pupils.pages.counted import as_at, published_ages
from schools.pupils.pages.one_pupil import PupilPage
from schools.registers.rules.totals import Totals

_HALF_TERMS = {1: "Autumn 1", 2: "Autumn 2", 3: "Spring 1", 4: "Spring 2", 5: "Summer 1", 6: "Summer 2"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure: its label, what it is made of, and the explanation it opens."""

    label: str
    figure: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class PupilWords:
    """Everything the page says in words."""

    aside: str
    in_year: str
    figures: tuple[Figure, ...]
    outlook: list[Said]
    attendance_facts: list[tuple[str, str]]
    persistent_facts: list[tuple[str, str]]
    half_terms: list[tuple[str, Totals]]


def pupil_words(page: PupilPage, today: dt.date) -> PupilWords:
    """The words of the page as they are said on `today`."""
    return PupilWords(
        aside=aside(page, today),
        in_year="this year" if page.current else f"in {page.label}",
        figures=figures(page),
        outlook=outlook(page),
        attendance_facts=attendance_facts(page),
        persistent_facts=persistent_facts(page),
        half_terms=[(_HALF_TERMS[number], totals) for number, totals in page.half_terms],
    )


def aside(page: PupilPage, today: dt.date) -> str:
    """Year, form, and when the pupil joined and left or will: "Year 9, form 9C. Joined 3 September 2025"."""
    place = f"{page.year}{f', form {page.group}' if page.group else ''}"
    stay = []
    if page.since:
        stay.append(f"{'Joins' if page.since > today else 'Joined'} {middle_date(page.since)}")
    if page.until:
        stay.append(f"{'left' if page.until < today else 'leaves'} {middle_date(page.until)}")
    return ". ".join(part for part in (place, ", ".join(stay)) if part)


def figures(page: PupilPage) -> tuple[Figure, ...]:
    """Attendance, absence, how far from persistent absence, and lateness."""
    totals = page.totals
    attended = f"{thousands(totals.attendance)} of {thousands(totals.possible)} possible sessions"
    missed = (
        f"{_noun(totals.absence, 'session')}, {days(totals.absence)} {'day' if totals.absence in (1, 2) else 'days'}: "
        f"{totals.authorised} authorised, {totals.unauthorised} unauthorised"
    )
    minutes = f", {counted(page.minutes_late, 'minute')}" if page.minutes_late else ""
    return (
        Figure(f"Attendance {'this year' if page.current else page.label}", _rate(totals), attended, "#why-attendance"),
        Figure("Absent", str(totals.absence), missed, "#why-attendance"),
        Figure(*_persistent(page), "#why-persistent"),
        Figure("Late", str(totals.late), f"{totals.late_before} L{minutes}; {totals.late_after} U", "#why-codes"),
    )


def _persistent(page: PupilPage) -> tuple[str, str, str]:
    """How far from persistent absence, or how far inside it: the label, the figure and what it is made of."""
    totals, standing, would_be = page.totals, page.standing, page.would_be
    if not totals.possible:
        return "Persistent absence", "n/a", "no possible session yet"
    missed = f"{totals.absence} of {totals.possible} missed"
    if standing.cannot_finish_below:
        words = f"PA: {missed}"
        if page.left:
            whole = totals.possible + page.left
            best = f"{totals.absence} of {whole} in the year is {percent(totals.absence, whole)} at best"
            words = f"cannot finish below PA: {best}"
        return "Persistent absence", percent(totals.absence, totals.possible), words
    if standing.to_leave is not None:
        leaves = f"PA; leaves after {counted(standing.to_leave, 'attended session')}"
        return "To leave persistent absence", f"{standing.to_leave} attended", leaves
    if not page.left or standing.to_persistent is None or would_be is None:
        return "Persistent absence", "No", f"{missed} over the year"
    share = percent(would_be.absence, would_be.possible)
    words = f"to PA: {would_be.absence} of {would_be.possible} would be {share}"
    more = standing.to_persistent
    return "To persistent absence", f"{more} more", f"{_noun(more, 'session')} {words}"


def outlook(page: PupilPage) -> list[Said]:
    """How the pupil stands towards severe and persistent absence, and how the year can still end, in sentences."""
    standing = page.standing
    severe = [Said(strong="Severely absent", after=": half or more was missed.")] if standing.severe else []
    if standing.cannot_finish_below and page.left:
        after = ": persistently absent at the end of the year, whatever is attended from here on."
        return [*severe, Said(strong="Cannot finish below PA", after=after)]
    if standing.cannot_finish_below:
        return [*severe, Said(strong="Persistently absent", after=" over the year.")]
    if standing.to_leave is not None:
        after = f" after {counted(standing.to_leave, 'more attended session')}."
        if severe:
            return [*severe, Said(f"No longer persistently absent{after}")]
        return [Said(strong="Persistently absent", after=f": no longer so{after}")]
    if page.left and standing.to_persistent is not None:
        more = counted(standing.to_persistent, "more missed session")
        return [Said(f"{more} would make this persistent absence.")]
    return [Said("Not persistently absent over the year.")]


def attendance_facts(page: PupilPage) -> list[tuple[str, str]]:
    """Where the rate of attendance comes from: pairs of a term and words."""
    totals = page.totals
    attended = (
        f"{thousands(totals.present)} present and {thousands(totals.approved)} at approved educational activities"
    )
    missed = f"{thousands(totals.authorised)} authorised and {thousands(totals.unauthorised)} unauthorised"
    year = "this year" if page.current else page.label
    missing = f"{sessions_and_days(page.whole.missing)} of {year} on roll"
    return [
        ("Attended", attended),
        ("Missed", f"{missed}. An N counts as unauthorised until a reason is entered"),
        ("Not counted", f"{sessions_and_days(totals.not_possible)} not possible"),
        ("Missing marks", f"{missing} hold no mark; they count neither as present nor as absent"),
        ("Basis", _basis(page)),
        ("As at", as_at(page.through)),
    ]


def _basis(page: PupilPage) -> str:
    if not page.published:
        return "whole roll: national figures leave out pupils of this age"
    whole = page.whole
    return (
        f"published: {published_ages(page.academic_year)}. The whole roll’s reading is "
        f"{thousands(whole.attendance)} ÷ {thousands(whole.possible)} ({_rate(whole)})"
    )


def persistent_facts(page: PupilPage) -> list[tuple[str, str]]:
    """How the line of persistent absence is tested, and what is left of the year."""
    totals, standing = page.totals, page.standing
    tested = "none yet"
    if totals.possible:
        side = "at least" if standing.persistent else "under"
        tested = f"10 × {totals.absence} = {standing.ten_times}, {side} {totals.possible}"
    calendar = "in the school’s calendar until the pupil’s last day, without those already marked"
    return [
        ("Persistent", f"at least 10% of the pupil’s own possible sessions, tested on the counts: {tested}"),
        ("Left this year", f"{sessions_and_days(page.left)} {calendar}"),
    ]


def _noun(count: int, one: str) -> str:
    return one if count == 1 else f"{one}s"


def _rate(totals: Totals) -> str:
    return percent(totals.attendance, totals.possible)
