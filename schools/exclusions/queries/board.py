"""What the board has of an exclusion."""

from schools.exclusions.models import Board, Exclusion, Review
from schools.exclusions.rules.reviews import Decision, Outcome
from schools.exclusions.rules.reviews import Review as ReviewFacts


def board_of(row: Exclusion) -> Board | None:
    """The board's side of an exclusion, or None while nothing is recorded of it."""
    return Board.objects.filter(exclusion=row).first()


def review_facts(board: Board | None, review: Review | None) -> ReviewFacts:
    """The review as the rules read it. Parents' 15 school days run from the day the board's decision was sent to them."""
    decided = Decision(board.decision) if board is not None and board.decision else None
    told = board.parents_told_on if board is not None else None
    if review is None:
        return ReviewFacts(board=decided, parents_told_on=told)
    return ReviewFacts(
        board=decided,
        parents_told_on=told,
        waived_on=review.waived_on,
        applied_on=review.applied_on,
        withdrawn_on=review.withdrawn_on,
        outcome=Outcome(review.outcome) if review.outcome else None,
        outcome_on=review.outcome_on,
        reconsidered=Decision(review.reconsidered) if review.reconsidered else None,
    )
