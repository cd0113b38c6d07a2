"""What is refused of an exclusion, with words and what to do [bad input C 45-53], and the year's 45 days.

Not more than 45 school days in one school year, over every school attended in it. Lunchtimes count as half a day here as
they do for the board, by the one formula our source gives; to be confirmed in the guidance.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SESSION_NAMES, SchoolSession
from schools.exclusions.rules.periods import (
    HALF_DAYS_A_DAY,
    Elsewhere,
    Excluded,
    Kind,
    Taken,
    days_words,
    due_elsewhere,
    spanned_by,
    taken_by,
)
from schools.exclusions.rules.reasons import MOST, all_reasons, reasons_on

MOST_DAYS_A_YEAR: Final = 45
MOST_HALF_DAYS_A_YEAR: Final = MOST_DAYS_A_YEAR * HALF_DAYS_A_DAY
#: How far a permanent exclusion is looked along for another that would lie within it.
_FAR: Final = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An exclusion as it is proposed: the line it would be, its reasons, and the spells in which the pupil is on roll.

    `stated_half_days` is what was written beside it, where it was: it must agree with what the school's sessions make.
    """

    excluded: Excluded
    reasons: tuple[str, ...]
    on_roll: tuple[tuple[dt.date, dt.date | None], ...]
    stated_half_days: int | None = None


def faults_of(
    asked: Proposal,
    ledger: Sequence[Excluded],
    calendar: SchoolCalendar,
    elsewhere: Sequence[Elsewhere] = (),
    *,
    outside: dict[int, int] | None = None,
) -> list[Fault]:
    """Everything that stands against an exclusion; `outside` are half-days at other schools by academic year."""
    faults = [*_dates(asked, calendar), *_reasons(asked), *_on_roll(asked)]
    if any(fault.field in {"starts_on", "ends_on"} for fault in faults):
        return faults
    others = [one for one in ledger if one.key != asked.excluded.key]
    return [
        *faults,
        *_overlap(asked, others, calendar, elsewhere),
        *_half_days(asked, calendar, elsewhere),
        *_year(asked, others, calendar, elsewhere, outside or {}),
    ]


def _dates(asked: Proposal, calendar: SchoolCalendar) -> list[Fault]:
    one = asked.excluded
    if one.kind is Kind.PERMANENT and one.ends is not None:
        return [
            Fault(
                "A permanent exclusion has no last day.",
                "permanent_ends",
                "ends_on",
                remedy="Leave the last day empty, or log a suspension.",
            )
        ]
    if one.kind is not Kind.PERMANENT and one.ends is None:
        return [Fault("This kind has a last day.", "no_end", "ends_on", remedy="Write the last day.")]
    if one.ends is not None and one.ends < one.starts:
        return [
            Fault(
                f"It would end ({one.ends}) before it starts ({one.starts}).",
                "end_before_start",
                "ends_on",
                remedy="Correct one of the two.",
            )
        ]
    faults = []
    for session, field, word in ((one.starts, "starts_on", "starts"), (one.ends, "ends_on", "ends")):
        if session is None or calendar.is_session(session.date, session.session):
            continue
        if calendar.is_school_day(session.date):
            half = SESSION_NAMES[session.session]
            words = f"The school holds no {half} session on {_day(session.date)}."
            remedy = "Choose the other half of the day, or another day."
            faults.append(Fault(words, "no_session", field, remedy=remedy))
        else:
            words = f"It {word} on {_day(session.date)}, when the school does not meet."
            remedy = "Choose a school day, or correct the school’s calendar."
            faults.append(Fault(words, "no_school", field, remedy=remedy))
    return faults


def _reasons(asked: Proposal) -> list[Fault]:
    codes = asked.reasons
    if not codes and asked.excluded.counts:
        return [Fault("No reason is chosen.", "no_reason", "reasons", remedy="Choose one to three.")]
    if len(codes) > MOST:
        words = f"{len(codes)} reasons are chosen."
        return [Fault(words, "too_many_reasons", "reasons", remedy="Choose three at most, those that weighed most.")]
    if len(set(codes)) < len(codes):
        return [Fault("One reason is chosen twice.", "reason_twice", "reasons", remedy="Choose each once.")]
    holding = {one.code for one in reasons_on(asked.excluded.starts.date)}
    known = {one.code for one in all_reasons()}
    faults = []
    for code in codes:
        if code not in holding:
            start = _day(asked.excluded.starts.date)
            words = f"{code} is no reason that held on {start}." if code in known else f"{code} is not a reason."
            faults.append(Fault(words, "unknown_reason", "reasons", remedy="Choose one from the list of that day."))
    return faults


def _on_roll(asked: Proposal) -> list[Fault]:
    one = asked.excluded
    last = one.ends.date if one.ends is not None else one.starts.date
    for field, on in (("starts_on", one.starts.date), ("ends_on", last)):
        if not any(first <= on and (end is None or on <= end) for first, end in asked.on_roll):
            words = f"The pupil is not on this school’s roll on {_day(on)}."
            return [Fault(words, "not_on_roll", field, remedy="Check the day, and the pupil’s record.")]
    return []


def _overlap(
    asked: Proposal, others: Iterable[Excluded], calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere]
) -> list[Fault]:
    one = asked.excluded
    far = one.starts.date + _FAR
    mine = spanned_by(one, calendar, elsewhere, until=far)
    for other in others:
        theirs = spanned_by(other, calendar, elsewhere, until=far)
        if not mine.meets(theirs):
            continue
        if other.kind is Kind.PERMANENT:
            words = f"The pupil is permanently excluded from {_day(other.starts.date)}."
            return [Fault(words, "overlap", "starts_on", remedy="Cancel that one first, or leave this.")]
        after = _next_session(other, calendar, elsewhere)
        if one.kind is Kind.PERMANENT or (one.starts > other.starts and other.kind is one.kind):
            kind = other.kind.words.lower()
            words = f"A {kind} runs to {other.ends}. It is not lengthened and not turned into another kind."
            remedy = f"Log a new one that starts after it{f', from {after}' if after else ''}."
            return [Fault(words, "convert", "starts_on", remedy=remedy)]
        words = f"It would overlap the {other.kind.words.lower()} from {other.starts} to {other.ends}."
        return [Fault(words, "overlap", "starts_on", remedy="Choose days outside it, or cancel that one first.")]
    return []


def _next_session(one: Excluded, calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere]) -> SchoolSession | None:
    if one.ends is None:
        return None
    along = calendar.sessions(one.ends.date, one.ends.date + _FAR)
    return next((s for s in along if s > one.ends and not due_elsewhere(s, elsewhere, begun_by=s.date)), None)


def _half_days(asked: Proposal, calendar: SchoolCalendar, elsewhere: Sequence[Elsewhere]) -> list[Fault]:
    one = asked.excluded
    if one.kind in {Kind.INTERNAL, Kind.PERMANENT}:
        return []
    taken = taken_by(one, calendar, elsewhere).half_days
    if not taken:
        what = "lunchtime" if one.kind is Kind.LUNCHTIME else "session"
        words = f"The pupil is due here for no {what} in that time."
        return [
            Fault(words, "nothing_taken", "ends_on", remedy="Choose days on which the pupil is due at this school.")
        ]
    if asked.stated_half_days is not None and asked.stated_half_days != taken:
        words = f"You wrote {asked.stated_half_days} half-days; the sessions due here in that time make {taken}."
        remedy = "Correct the number, or the days and halves."
        return [Fault(words, "half_days_wrong", "half_days", remedy=remedy)]
    return []


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Half-days of one pupil in one school year: at this school, and at others as entered with their source."""

    academic_year: int
    here: int
    outside: int

    @property
    def half_days(self) -> int:
        """Over every school."""
        return self.here + self.outside


def year_totals(
    taken: Collection[Taken], calendar: SchoolCalendar, outside: dict[int, int], *, years: Iterable[int]
) -> list[YearTotal]:
    """The totals of some years, in the school's own spans of them."""
    found = []
    for year in sorted(years):
        first, last = calendar.year_span(year)
        found.append(YearTotal(year, sum(one.within(first, last).half_days for one in taken), outside.get(year, 0)))
    return found


def _year(
    asked: Proposal,
    others: Sequence[Excluded],
    calendar: SchoolCalendar,
    elsewhere: Sequence[Elsewhere],
    outside: dict[int, int],
) -> list[Fault]:
    """A permanent exclusion has no length, so the limit does not stop it; a suspension beyond it is refused."""
    one = asked.excluded
    if one.kind not in {Kind.SUSPENSION, Kind.LUNCHTIME}:
        return []
    # A permanent exclusion of the same year is counted for the days before this one alone: they cannot overlap.
    mine = taken_by(one, calendar, elsewhere)
    theirs = [taken_by(other, calendar, elsewhere, until=one.starts.date) for other in others]
    years = {calendar.year_of(on) for on in mine.days}
    faults = []
    for before, after in zip(
        year_totals(theirs, calendar, outside, years=years),
        year_totals([*theirs, mine], calendar, outside, years=years),
        strict=True,
    ):
        if after.half_days > MOST_HALF_DAYS_A_YEAR:
            at_others = f", {days_words(before.outside)} of them at other schools" if before.outside else ""
            words = (
                f"That would make {days_words(after.half_days)} in {academic_year_label(after.academic_year)}; the law"
                f" allows {MOST_DAYS_A_YEAR}. {days_words(before.half_days)} are recorded{at_others}."
            )
            left = max(MOST_HALF_DAYS_A_YEAR - before.half_days, 0)
            remedy = f"At most {days_words(left)} are left." if left else "No day is left in this year."
            faults.append(Fault(words, "over_45_days", "ends_on", remedy=remedy))
    return faults


def _day(on: dt.date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


def faults_of_cancelling(
    one: Excluded,
    *,
    back_from: SchoolSession,
    reason: str,
    board_met: bool,
    half_days_in_year: int,
) -> list[Fault]:
    """What stands against cancelling an exclusion: only before the board has met, with a reason, not after 45 days.

    `half_days_in_year` are those over every school as they would stand once the pupil is back, of the year that has most.
    """
    faults = []
    if board_met:
        words = "The governing board has met to consider this exclusion, so it can no longer be cancelled."
        faults.append(
            Fault(words, "board_met", remedy="The clerk records its decision, or a new day if it did not meet.")
        )
    if half_days_in_year > MOST_HALF_DAYS_A_YEAR:
        words = (
            f"The pupil would have been out for {days_words(half_days_in_year)} in a school year. After"
            f" {MOST_DAYS_A_YEAR} days an exclusion cannot be cancelled."
        )
        faults.append(Fault(words, "over_45_days", remedy="The governing board considers it."))
    if not reason.strip():
        faults.append(Fault("Say why: everybody is told the reason.", "no_reason", "reason"))
    if back_from < one.starts:
        words = f"That is before it starts ({one.starts})."
        faults.append(
            Fault(words, "back_too_early", "back_on", remedy="Give its first session: then nothing was missed.")
        )
    return faults
