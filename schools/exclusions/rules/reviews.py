"""After the board has declined to reinstate: the independent review and when a name may leave the roll [domain: IRP].

Of a permanent exclusion alone. Parents apply within 15 school days of the board's notice, or of the final determination of a
claim of discrimination; a late application must be rejected; the review begins within 15 school days of the application. It
upholds, recommends, or quashes, and then the board reconsiders within 10 school days. Ground 9(1)(o) is there only when
reviews are over or waived; that it is not while a claim is pending, since parents may still come to apply, is our reading.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError, SchoolCalendar

APPLY_WITHIN: Final = 15
BEGIN_WITHIN: Final = 15
RECONSIDER_WITHIN: Final = 10
#: How many sit on an independent review panel; five is not verified.
SIZES: Final = (3, 5)


class Decision(StrEnum):
    """What a board decides of reinstatement, or of representations it only had to consider."""

    DECLINED = "declined"
    REINSTATED = "reinstated"
    CONSIDERED = "considered"

    @property
    def words(self) -> str:
        """The decision in words."""
        return {
            Decision.DECLINED: "declined to reinstate",
            Decision.REINSTATED: "directed reinstatement",
            Decision.CONSIDERED: "considered the representations",
        }[self]


class Outcome(StrEnum):
    """What an independent review panel decides. It cannot reinstate by itself."""

    UPHELD = "upheld"
    RECOMMENDED = "recommended"
    QUASHED = "quashed"

    @property
    def words(self) -> str:
        """The outcome in words."""
        return {
            Outcome.UPHELD: "upheld the board’s decision",
            Outcome.RECOMMENDED: "recommended that the board reconsider",
            Outcome.QUASHED: "quashed the decision and directed the board to reconsider",
        }[self]


@dataclass(frozen=True, slots=True)
class Review:
    """How far the review of a permanent exclusion has come."""

    board: Decision | None = None
    decided_on: dt.date | None = None
    parents_told_on: dt.date | None = None
    waived_on: dt.date | None = None
    claimed_on: dt.date | None = None
    claim_ended_on: dt.date | None = None
    applied_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    begins_on: dt.date | None = None
    outcome: Outcome | None = None
    outcome_on: dt.date | None = None
    reconsidered: Decision | None = None
    reconsidered_on: dt.date | None = None

    @property
    def may_apply_from(self) -> dt.date | None:
        """The day from which the parents' school days are counted; None while it is not known.

        They run anew from the final determination of a claim of discrimination, so while one is pending they have no end.
        """
        if self.board is not Decision.DECLINED or self.parents_told_on is None or self.claim_is_pending:
            return None
        return max(self.parents_told_on, self.claim_ended_on or self.parents_told_on)

    @property
    def claim_is_pending(self) -> bool:
        """Whether a claim of discrimination is not finally determined."""
        return self.claimed_on is not None and self.claim_ended_on is None


@dataclass(frozen=True, slots=True)
class ReviewClocks:
    """The days by which things must have happened; None where one does not run, or the calendar ends sooner."""

    apply_by: dt.date | None = None
    begin_by: dt.date | None = None
    reconsider_by: dt.date | None = None


def review_clocks(one: Review, calendar: SchoolCalendar) -> ReviewClocks:
    """The clocks of a review as it stands."""
    applied = _after(one.applied_on, BEGIN_WITHIN, calendar) if one.withdrawn_on is None else None
    quashed = one.outcome_on if one.outcome is Outcome.QUASHED else None
    return ReviewClocks(
        _after(one.may_apply_from, APPLY_WITHIN, calendar),
        applied,
        _after(quashed, RECONSIDER_WITHIN, calendar),
    )


def _after(on: dt.date | None, days: int, calendar: SchoolCalendar) -> dt.date | None:
    if on is None:
        return None
    try:
        return calendar.add_school_days(on, days)
    except CalendarTooShortError:
        return None


def application_refusal(one: Review, applied_on: dt.date, calendar: SchoolCalendar) -> str | None:
    """Words saying why an application for a review is not taken, or None."""
    if one.board is not Decision.DECLINED or one.parents_told_on is None:
        return (
            "There is nothing to review until the board has declined to reinstate and the parents are told in writing."
        )
    if one.waived_on is not None:
        return "The parents have written that they will not apply. Take that back first if it was recorded in error."
    if applied_on < one.parents_told_on:
        return f"That is before the parents were told of the decision ({one.parents_told_on:%d/%m/%Y}). Check the day."
    by = review_clocks(one, calendar).apply_by
    if by is not None and applied_on > by:
        return f"The last day was {by:%d/%m/%Y}. A late application must be rejected; tell the parents so in writing."
    return None


def order_fault(one: Review) -> str | None:
    """Words saying which day lies before one that comes first, or None."""
    decided, applied = ("the board’s decision", one.decided_on), ("the application", one.applied_on)
    begins, outcome = ("the review", one.begins_on), ("the review panel’s decision", one.outcome_on)
    lines = (
        (decided, ("the waiver", one.waived_on)),
        (("the claim", one.claimed_on), ("its determination", one.claim_ended_on)),
        (decided, applied, ("its withdrawal", one.withdrawn_on)),
        (decided, applied, begins, outcome, ("the reconsideration", one.reconsidered_on)),
    )
    for line in lines:
        known = [(what, on) for what, on in line if on is not None]
        for (first, before), (then, after) in pairwise(known):
            if after < before:
                words = f"{then} ({after:%d/%m/%Y}) would lie before {first} ({before:%d/%m/%Y}). Check the day."
                return words[0].upper() + words[1:]
    return None


def ground_refusal(one: Review | None, today: dt.date, calendar: SchoolCalendar) -> str | None:
    """Words saying why a pupil may not leave the roll as permanently excluded (ground 9(1)(o)), or None.

    `one` is None where no permanent exclusion stands.
    """
    if one is None:
        return "No permanent exclusion of this pupil stands in the ledger. Ground (o) is for those alone."
    if one.board is None:
        return "The governing board has not decided on this permanent exclusion yet."
    if one.board is not Decision.DECLINED or one.reconsidered is Decision.REINSTATED:
        return "The governing board has reinstated the pupil."
    if one.waived_on is not None:
        return None
    asked = one.applied_on is not None and one.withdrawn_on is None
    return _review_refusal(one) if asked else _unasked_refusal(one, today, calendar)


def _unasked_refusal(one: Review, today: dt.date, calendar: SchoolCalendar) -> str | None:
    """While parents may still apply."""
    if one.claim_is_pending:
        return "A claim of discrimination is pending: parents may still apply for a review once it is determined."
    by = review_clocks(one, calendar).apply_by
    if by is None:
        return "Parents may apply for a review once they are told in writing; the last day for it is not known yet."
    return None if today > by else f"Parents may apply for a review until {by:%d/%m/%Y}, and have not waived it."


def _review_refusal(one: Review) -> str | None:
    """While a review that was asked for goes on."""
    if one.outcome is None:
        return "The independent review has not ended."
    if one.outcome is not Outcome.UPHELD and one.reconsidered is None:
        return "The board has not reconsidered after the independent review."
    return None
