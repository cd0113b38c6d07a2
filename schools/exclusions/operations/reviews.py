"""What becomes of a permanent exclusion after the board: waived, applied for, reviewed, reconsidered."""

import datetime as dt

from foundation.clock import local
from foundation.refusals import Overtaken, Refused
from schools.calendar.queries import school_calendar
from schools.exclusions.models import Exclusion, Review
from schools.exclusions.operations.board import check_back_on, hold_board, reinstate
from schools.exclusions.queries.board import review_facts
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.reviews import Decision, Outcome, application_refusal, order_fault
from schools.journal.operations import record
from schools.roll.queries.signing import Signature


def waive(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that the parents have written that they will not apply for a review."""
    review = _held(row, on, now, field="on")
    if review.applied_on is not None and review.withdrawn_on is None:
        raise Refused("They have applied. Record that the application is withdrawn.", code="applied", field="on")
    review.waived_on = on
    return _save(review, "waived", on, signed)


def take_back_waiver(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that the waiver was recorded in error, or that the parents have taken it back."""
    review = _held(row, on, now, field="on")
    if review.waived_on is None:
        raise Refused("No waiver is recorded.", code="not_waived", field="step")
    was, review.waived_on = review.waived_on, None
    return _save(review, "unwaived", on, signed, was=str(was))


def note_claim(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that a claim of discrimination was made: until it is determined, parents may still come to apply."""
    review = _held(row, on, now, field="on")
    review.claimed_on, review.claim_ended_on = on, None
    return _save(review, "claim", on, signed)


def take_back_claim(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that the claim, and what became of it, was recorded in error: the parents' school days run as without it."""
    review = _held(row, on, now, field="on")
    if review.claimed_on is None:
        raise Refused("No claim of discrimination is recorded.", code="no_claim", field="step")
    was, review.claimed_on, review.claim_ended_on = review.claimed_on, None, None
    return _save(review, "unclaimed", on, signed, was=str(was))


def note_claim_ended(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that the claim was finally determined: the parents' school days run from then."""
    review = _held(row, on, now, field="on")
    if review.claimed_on is None:
        raise Refused("No claim of discrimination is recorded.", code="no_claim", field="step")
    review.claim_ended_on = on
    return _save(review, "claim_ended", on, signed)


def apply(
    row: Exclusion, *, on: dt.date, members: int, sen_expert: bool, signed: Signature, now: dt.datetime
) -> Review:
    """Record an application for an independent review; a late one is refused, as the law has it."""
    review = _held(row, on, now, field="on")
    if review.applied_on is not None and review.withdrawn_on is None:
        raise Refused("An application is recorded already.", code="applied", field="on")
    board = hold_board(row)
    refusal = application_refusal(review_facts(board, review), on, school_calendar())
    if refusal is not None:
        raise Refused(refusal, code="not_taken", field="on")
    review.applied_on, review.withdrawn_on, review.begins_on = on, None, None
    review.members, review.sen_expert = members, sen_expert
    return _save(review, "applied", on, signed, members=members, sen_expert=sen_expert)


def withdraw_application(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record that the parents take their application back; not once the panel has decided on it."""
    review = _asked(row, on, now)
    if review.outcome:
        raise Refused("The review panel has decided on it, and that stands.", code="outcome", field="step")
    review.withdrawn_on = on
    return _save(review, "withdrawn", on, signed)


def begins(row: Exclusion, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record the day the review begins."""
    review = _asked(row, None, now)
    review.begins_on = on
    return _save(review, "begins", on, signed)


def note_outcome(row: Exclusion, outcome: Outcome, *, on: dt.date, signed: Signature, now: dt.datetime) -> Review:
    """Record what the independent review panel decided. It cannot reinstate by itself.

    What was recorded wrongly may be put right until the board has reconsidered.
    """
    review = _asked(row, on, now)
    if review.reconsidered:
        raise Overtaken("The board has reconsidered after what was recorded.", code="reconsidered")
    was, review.outcome, review.outcome_on = review.outcome, outcome, on
    return _save(review, "outcome", on, signed, outcome=outcome, was=was)


def note_reconsidered(
    row: Exclusion,
    decision: Decision,
    *,
    on: dt.date,
    because: str,
    back_on: dt.date | None,
    signed: Signature,
    now: dt.datetime,
) -> Review:
    """Record what the board decided when it reconsidered, with its reasons: everybody is told anew.

    Reinstatement gives back what is to come of E, as the board's first decision would have.
    """
    review = _asked(row, on, now)
    if review.reconsidered:
        raise Overtaken("What the board decided the second time is recorded already.", code="reconsidered")
    if review.outcome not in (Outcome.QUASHED, Outcome.RECOMMENDED):
        words = "The review has not recommended or directed that the board reconsider."
        raise Refused(words, code="nothing_to_reconsider", field="step")
    if decision is Decision.CONSIDERED:
        raise Refused("Choose whether the board reinstated.", code="must_decide", field="decision")
    if not because.strip():
        words = "Write the board’s reasons: everybody concerned is told them."
        raise Refused(words, code="no_reasons", field="because")
    check_back_on(decision, back_on, on)
    review.reconsidered, review.reconsidered_on, review.reconsidered_because = decision, on, because.strip()
    _save(review, "reconsidered", on, signed, decision=decision, back=str(back_on or ""))
    if back_on is not None:
        reinstate(hold_board(row).exclusion, back_on=back_on, signed=signed, now=now)
    return review


def _held(row: Exclusion, on: dt.date | None, now: dt.datetime, *, field: str) -> Review:
    if row.kind != Kind.PERMANENT:
        raise Refused("Only a permanent exclusion is reviewed.", code="not_permanent")
    board = hold_board(row)
    if board.decision != Decision.DECLINED:
        raise Refused("There is nothing to review until the board has declined to reinstate.", code="not_declined")
    if on is not None and on > local(now).date():
        raise Refused("That is still to come.", code="ahead", field=field)
    review, _ = Review.objects.get_or_create(exclusion=row)
    return Review.objects.select_for_update(no_key=True).get(pk=review.pk)


def _asked(row: Exclusion, on: dt.date | None, now: dt.datetime) -> Review:
    review = _held(row, on, now, field="on")
    if review.applied_on is None or review.withdrawn_on is not None:
        raise Refused("No application for a review is recorded.", code="not_applied", field="step")
    return review


def _save(review: Review, step: str, on: dt.date, signed: Signature, **details: object) -> Review:
    """Keep a step, whose day must lie in the order in which a review goes."""
    fault = order_fault(review_facts(hold_board(review.exclusion), review))
    if fault is not None:
        raise Refused(fault, code="order", field="on")
    review.save()
    about = ("exclusion", review.exclusion_id)
    record("exclusion.review_noted", about=about, by=signed.by, details={"step": step, "on": str(on), **details})
    return review
