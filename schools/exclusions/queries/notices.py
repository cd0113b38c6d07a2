"""Which notices an exclusion owes, and which were given."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from foundation.clock import local
from schools.exclusions.models import Board, Exclusion, Notice, Review
from schools.exclusions.queries.board import start_of
from schools.exclusions.queries.ledger import Ledger
from schools.exclusions.rules.notices import About, How, NoticeDue, is_given, is_of_age, notices_due
from schools.exclusions.rules.periods import Kind
from schools.exclusions.rules.reviews import Decision
from schools.exclusions.rules.triggers import BoardDuty, Trigger, board_duty
from schools.roll.queries.families import home_authorities


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """A decision of the board, with its reasons; `again` where it reconsidered after an independent review."""

    decision: Decision
    on: dt.date
    because: str
    again: bool = False

    @property
    def words(self) -> str:
        """ "directed reinstatement"."""
        return self.decision.words

    @property
    def may_be_reviewed(self) -> bool:
        """Whether an independent review of it may be asked for, if it is of a permanent exclusion."""
        return self.decision is Decision.DECLINED and not self.again


@dataclass(frozen=True)
class Standing:
    """Where one exclusion stands with everybody who must hear of it."""

    row: Exclusion
    trigger: Trigger
    board: Board | None
    review: Review | None
    represented: bool
    home_authority: str
    given: tuple[Notice, ...]
    duty: BoardDuty
    exam: str

    @property
    def due(self) -> tuple[NoticeDue, ...]:
        """Every notice that is owed, given or not."""
        return notices_due(
            Kind(self.row.kind),
            self.trigger,
            home_authority_differs=bool(self.home_authority),
            of_age=self.row.decided_at is not None
            and is_of_age(self.row.pupil.birth, local(self.row.decided_at).date()),
            cancelled=self.row.cancelled_at is not None,
            board_decided=self.decided,
        )

    @property
    def decision(self) -> BoardDecision | None:
        """What the board decided last: where it reconsidered after a review, that."""
        board, review = self.board, self.review
        if review is not None and review.reconsidered and review.reconsidered_on is not None:
            return BoardDecision(
                Decision(review.reconsidered), review.reconsidered_on, review.reconsidered_because, again=True
            )
        if board is not None and board.decided_on is not None:
            return BoardDecision(Decision(board.decision), board.decided_on, board.because)
        return None

    def told_from(self, about: About) -> dt.datetime:
        """The moment, to the minute, before which nobody can have been told of this; of the board, its day."""
        if about is About.DECIDED and self.decision is not None:
            return start_of(self.decision.on)
        happened = self.row.cancelled_at if about is About.CANCELLED else self.row.decided_at
        assert happened is not None, "of what has not happened no notice is owed"
        return happened.replace(second=0, microsecond=0)

    def counting(self, due: NoticeDue) -> list[Notice]:
        """The notices that were given of it. One of the board's first decision tells nobody of its second."""
        since = self.told_from(due.about)
        return [one for one in self.given if (one.to, one.about) == (due.to, due.about) and one.given_at >= since]

    def is_given(self, due: NoticeDue) -> bool:
        """Whether a notice was given as it must be."""
        return is_given(due, {How(one.how) for one in self.counting(due)})

    @property
    def waiting(self) -> list[NoticeDue]:
        """What must be told without delay and was not."""
        return [one for one in self.due if one.without_delay and not self.is_given(one)]

    @property
    def decided(self) -> bool:
        """Whether the board has decided."""
        return self.decision is not None


def standings_of(
    rows: Collection[Exclusion], ledgers: Mapping[uuid.UUID, Ledger], day: dt.date
) -> dict[uuid.UUID, Standing]:
    """Where some decided exclusions stand, by their keys. Five queries."""
    keys = [row.pk for row in rows]
    given: dict[uuid.UUID, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(exclusion__in=keys):
        given[notice.exclusion_id].append(notice)
    boards = {board.exclusion_id: board for board in Board.objects.filter(exclusion__in=keys)}
    reviews = {review.exclusion_id: review for review in Review.objects.filter(exclusion__in=keys)}
    represented = set(Exclusion.objects.filter(pk__in=keys, representations__isnull=False).values_list("pk", flat=True))
    homes = home_authorities([row.pupil_id for row in rows], day)
    found: dict[uuid.UUID, Standing] = {}
    for row in rows:
        ledger, board = ledgers[row.pupil_id], boards.get(row.pk)
        weighed = ledger.weighed.get(str(row.pk))
        trigger = weighed.trigger if weighed else Trigger.UPTO5
        duty = board_duty(
            trigger,
            received_on=board.received_on if board else None,
            represented=row.pk in represented,
            calendar=ledger.calendar,
        )
        found[row.pk] = Standing(
            row,
            trigger,
            board,
            reviews.get(row.pk),
            row.pk in represented,
            homes.get(row.pupil_id, ""),
            tuple(given[row.pk]),
            duty,
            ledger.exam_of(row),
        )
    return found


def standing_of(row: Exclusion, ledger: Ledger, day: dt.date) -> Standing:
    """Where one stands."""
    return standings_of([row], {row.pupil_id: ledger}, day)[row.pk]
