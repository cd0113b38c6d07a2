"""What the board has of an exclusion, how far its review has come, and whether a name may leave the roll for it."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Final

from foundation import clock
from foundation.clock import local
from foundation.london import LONDON
from schools.calendar.queries import school_calendar
from schools.exclusions.models import Board, Exclusion, Notice, Review
from schools.exclusions.rules.notices import IN_WRITING, About, To
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.reviews import Decision, Outcome, ground_refusal
from schools.exclusions.rules.reviews import Review as ReviewFacts

#: The ground of regulation 9(1) that is about permanent exclusion.
GROUND: Final = "o"


def board_of(row: Exclusion) -> Board | None:
    """The board's side of an exclusion, or None while nothing is recorded of it."""
    return Board.objects.filter(exclusion=row).first()


def start_of(day: dt.date) -> dt.datetime:
    """The moment a day begins at the school."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


def parents_told_on(board: Board) -> dt.date | None:
    """The day the parents were first told in writing of what the board decided, by the notices recorded. One query."""
    if board.decided_on is None:
        return None
    told = Notice.objects.filter(
        exclusion=board.exclusion_id,
        to=To.PARENTS,
        about=About.DECIDED,
        how__in=IN_WRITING,
        given_at__gte=start_of(board.decided_on),
    )
    first = told.order_by("given_at").first()
    return local(first.given_at).date() if first is not None else None


def review_facts(board: Board | None, review: Review | None) -> ReviewFacts:
    """The review as the rules read it. Parents' 15 school days run from the day the board's decision was sent to them."""
    decided = Decision(board.decision) if board is not None and board.decision else None
    told = parents_told_on(board) if board is not None else None
    facts = ReviewFacts(decided, board.decided_on if board is not None else None, told)
    if review is None:
        return facts
    return replace(
        facts,
        waived_on=review.waived_on,
        claimed_on=review.claimed_on,
        claim_ended_on=review.claim_ended_on,
        applied_on=review.applied_on,
        withdrawn_on=review.withdrawn_on,
        begins_on=review.begins_on,
        outcome=Outcome(review.outcome) if review.outcome else None,
        outcome_on=review.outcome_on,
        reconsidered=Decision(review.reconsidered) if review.reconsidered else None,
        reconsidered_on=review.reconsidered_on,
    )


def permanent_of(pupil: uuid.UUID) -> tuple[Board | None, Review | None] | None:
    """The board's side and the review of the permanent exclusion that stands of a pupil; None where none does."""
    rows = Exclusion.objects.filter(
        pupil=pupil, kind=Kind.PERMANENT, decided_at__isnull=False, cancelled_at__isnull=True
    )
    row = rows.select_related("board", "review").order_by("-starts_on").first()
    if row is None:
        return None
    return getattr(row, "board", None), getattr(row, "review", None)


def ground_o_refused(pupil: uuid.UUID, ref: str) -> str | None:
    """Why a pupil may not leave the roll as permanently excluded, ground 9(1)(o), or None; also for every other ground."""
    if ref != GROUND:
        return None
    found = permanent_of(pupil)
    facts = review_facts(*found) if found is not None else None
    return ground_refusal(facts, clock.today(), school_calendar())
