"""What becomes of a letter: drafted, approved, then printed or sent; and what may be done in which state.

Approval comes before anything leaves the school, and what has left is not taken back: a letter is sent at most once, and
what may have been sent is never sent again by itself (as messages are, ADR 0024).
"""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a letter is."""

    DRAFT = "draft"
    APPROVED = "approved"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    PRINTED = "printed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a person does with a letter."""

    EDIT = "edit"
    APPROVE = "approve"
    REOPEN = "reopen"
    PRINT = "print"
    SEND = "send"
    LET_GO = "let_go"
    WITHDRAW = "withdraw"
    SETTLE = "settle"


WORDS: Final = {
    State.DRAFT: "Draft",
    State.APPROVED: "Approved",
    State.HELD: "Held for a person",
    State.QUEUED: "About to be sent",
    State.SENDING: "Being sent",
    State.HANDED_OVER: "Sent",
    State.DELIVERED: "Delivered",
    State.FAILED: "Not delivered",
    State.IN_DOUBT: "May have been sent",
    State.PRINTED: "Printed",
    State.WITHDRAWN: "Withdrawn",
}
#: The states in which an act can be done.
MAY: Final = {
    Act.EDIT: frozenset({State.DRAFT}),
    Act.APPROVE: frozenset({State.DRAFT}),
    Act.REOPEN: frozenset({State.APPROVED, State.FAILED}),
    Act.PRINT: frozenset({State.APPROVED, State.FAILED}),
    Act.SEND: frozenset({State.APPROVED, State.FAILED}),
    Act.LET_GO: frozenset({State.HELD}),
    Act.WITHDRAW: frozenset({State.DRAFT, State.APPROVED, State.HELD, State.QUEUED, State.FAILED}),
    Act.SETTLE: frozenset({State.IN_DOUBT}),
}
#: What has left the school, or is leaving.
GONE: Final = frozenset({State.PRINTED, State.SENDING, State.HANDED_OVER, State.DELIVERED, State.IN_DOUBT})
#: What has not left and may yet.
WAITS_TO_LEAVE: Final = (State.DRAFT, State.APPROVED, State.HELD, State.QUEUED)
#: What still waits for a person.
WAITING: Final = (State.DRAFT, State.APPROVED, State.HELD, State.IN_DOUBT, State.FAILED)
