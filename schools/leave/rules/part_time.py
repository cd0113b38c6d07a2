"""Part-time timetables: temporary, agreed with a parent the pupil lives with, and coded C2 to the agreed end and no longer.

Exceptional, of compulsory age only, with times, dates and an end [R11(6)]; with a purpose inside a wider plan, regular
reviews with pupil and parent, and never to manage behaviour [Norfolk, Nottingham City quoting the guidance]. How often it is
reviewed is local (six to eight weeks are usual), so it is a setting of the school's.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.calendar.rules.sessions import SchoolSession
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age
from schools.roll.rules.week_slots import SLOTS, slot_of

USUAL_WEEKS: Final = 6
MOST_WEEKS: Final = 26
MOST_HOURS: Final = Decimal(40)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed. `slots` number the week's sessions at which the pupil is *not* expected (`roll.rules.week_slots`);
    `hours` are those of a week for which the pupil is."""

    birth: dt.date
    lives_with: bool
    purpose: str
    wider_plan: str
    slots: Collection[int]
    hours: Decimal
    starts_on: dt.date
    ends_on: dt.date
    reviews: Sequence[dt.date]


def agreement_faults(agreement: Agreement, *, today: dt.date, review_weeks: int) -> list[Fault]:
    """Everything that stands against an agreement; empty when it can stand."""
    found = [*_who_and_why(agreement), *_when(agreement, today)]
    if not agreement.slots:
        found.append(Fault("Choose the sessions at which the pupil is not expected.", "no_slots", "slots"))
    elif set(agreement.slots) >= set(SLOTS):
        words = "A pupil who is expected at no session is not on a part-time timetable."
        found.append(Fault(words, "every_slot", "slots", remedy="Leave the sessions out that the pupil attends."))
    if not 0 < agreement.hours <= MOST_HOURS:
        words = f"The hours a week for which the pupil attends are more than 0 and at most {MOST_HOURS}."
        found.append(Fault(words, "hours", "hours"))
    return found or review_faults(agreement.starts_on, agreement.ends_on, agreement.reviews, weeks=review_weeks)


def _who_and_why(agreement: Agreement) -> list[Fault]:
    found = []
    if not agreement.lives_with:
        words = "A part-time timetable is agreed with a parent whom the pupil normally lives with."
        found.append(Fault(words, "agreed_with", "contact", remedy="Choose that parent."))
    for on in (agreement.starts_on, agreement.ends_on):
        if not of_compulsory_school_age(agreement.birth, on):
            words = f"The pupil is not of compulsory school age on {middle_date(on)}, and C2 is for those who are."
            found.append(Fault(words, "age", "starts_on", remedy="Record X instead, under Leave."))
            break
    for field, text in (("purpose", agreement.purpose), ("wider_plan", agreement.wider_plan)):
        if not text.strip():
            words = "Say what it is for." if field == "purpose" else "Say which wider plan it is part of."
            found.append(Fault(words, "empty", field))
    return found


def _when(agreement: Agreement, today: dt.date) -> list[Fault]:
    if agreement.ends_on < agreement.starts_on:
        return [Fault("It ends before it begins. Check both days.", "order", "ends_on")]
    if agreement.starts_on < today:
        words = "A part-time timetable is agreed before it begins: give today or a later day."
        return [Fault(words, "begun", "starts_on")]
    if agreement.ends_on - agreement.starts_on > dt.timedelta(weeks=MOST_WEEKS):
        words = f"It is temporary: at most {MOST_WEEKS} weeks at a time."
        return [Fault(words, "too_long", "ends_on", remedy="Give an earlier end; it can be extended after a review.")]
    return []


def review_faults(starts_on: dt.date, ends_on: dt.date, reviews: Sequence[dt.date], *, weeks: int) -> list[Fault]:
    """Why these reviews will not do: none, one outside the time, or longer without one than the school allows."""
    if not reviews:
        return [Fault("Give the day of at least one review.", "no_review", "reviews")]
    outside = next((on for on in reviews if not starts_on <= on <= ends_on), None)
    if outside is not None:
        words = f"The review of {middle_date(outside)} is outside the agreed time."
        return [Fault(words, "review_outside", "reviews")]
    before = starts_on
    for on in sorted(reviews):
        if on - before > dt.timedelta(weeks=weeks):
            words = f"Between {middle_date(before)} and the review of {middle_date(on)} are more than {weeks} weeks."
            return [Fault(words, "review_late", "reviews", remedy="The school reviews them at least that often.")]
        before = on
    if ends_on - before > dt.timedelta(weeks=weeks):
        words = f"After the review of {middle_date(before)} it runs on for more than {weeks} weeks without another."
        return [Fault(words, "review_late", "reviews", remedy="Add a review.")]
    return []


@dataclass(frozen=True, slots=True)
class Extension:
    """A timetable that goes on: what its review found, when that was held, and until when it goes on."""

    note: str
    held_on: dt.date
    ends_on: dt.date | None
    reviews: Sequence[dt.date]


def extension_faults(extension: Extension, *, old_end: dt.date, today: dt.date, weeks: int) -> list[Fault]:
    """What stands against going on: it needs a review that was held, its note, and a new end [rules on part-time]."""
    found = []
    if not extension.note.strip():
        found.append(Fault("Write what the review found: nothing goes on without one.", "no_note", "note"))
    if extension.held_on > today:
        found.append(Fault("The review was held today or before. Check the day.", "review_ahead", "held_on"))
    if extension.ends_on is None:
        found.append(Fault("Give the new last day: it never goes on without an end.", "no_end", "ends_on"))
    elif extension.ends_on <= max(old_end, today - dt.timedelta(days=1)):
        words = f"The new last day lies after {middle_date(old_end)}, and is not past."
        found.append(Fault(words, "not_later", "ends_on"))
    if found or extension.ends_on is None:
        return found
    return _going_on_faults(extension, extension.ends_on, max(old_end + dt.timedelta(days=1), today), weeks)


def _going_on_faults(extension: Extension, ends_on: dt.date, starts_on: dt.date, weeks: int) -> list[Fault]:
    if ends_on - starts_on > dt.timedelta(weeks=MOST_WEEKS):
        words = f"It is temporary: at most {MOST_WEEKS} weeks at a time."
        return [Fault(words, "too_long", "ends_on", remedy="Give an earlier end.")]
    return review_faults(starts_on, ends_on, extension.reviews, weeks=weeks)


def sessions_off(slots: Collection[int], sessions: Collection[SchoolSession]) -> list[SchoolSession]:
    """Those of the school's sessions at which a pupil of these slots is not expected."""
    return [one for one in sessions if slot_of(*one) in slots]
