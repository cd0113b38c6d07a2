"""How a notice to improve moves: every state and every move, as the page "How a notice to improve moves" draws it.

The states are the product's own choice, and no law's. What lasts weeks is the law's (rules of contents and of the period).
"""

from typing import Final

from foundation.states import Move, State, Thing

DRAFT, APPROVED, SENT, RUNNING = "draft", "approved", "sent", "running"
IMPROVED, NOT_IMPROVED, ENDED_EARLY, WITHDRAWN = "improved", "not_improved", "ended_early", "withdrawn"
#: Not over: a case has one of these at most.
OPEN: Final = (DRAFT, APPROVED, SENT, RUNNING)
#: Its words are fixed, and letters of it may leave.
TO_LEAVE: Final = (APPROVED, SENT)
#: It has been with a parent, whatever came of it.
GIVEN: Final = (SENT, RUNNING, IMPROVED, NOT_IMPROVED, ENDED_EARLY)

NOTICE: Final = Thing(
    "improvement",
    "Notice to improve",
    (
        State(DRAFT, "a draft"),
        State(APPROVED, "approved"),
        State(SENT, "sent"),
        State(RUNNING, "running"),
        State(IMPROVED, "improved", over=True),
        State(NOT_IMPROVED, "not improved", over=True),
        State(ENDED_EARLY, "ended early", over=True),
        State(WITHDRAWN, "withdrawn", over=True),
    ),
    (
        Move("approve", "approved", (DRAFT,), APPROVED, "everything that it has to hold"),
        Move("reopen", "a draft again", (APPROVED,), DRAFT, "why, before any letter of it has left"),
        Move("send", "sent", (APPROVED,), SENT, "nothing: its first letter has left"),
        Move("run", "running", (SENT,), RUNNING, "nothing: the first day of its weeks has come"),
        Move("improve", "improved", (RUNNING,), IMPROVED, "the review, once its last day is over"),
        Move("fail", "not improved", (RUNNING,), NOT_IMPROVED, "the review, once its last day is over"),
        Move("end_early", "ended early", (SENT, RUNNING), ENDED_EARLY, "what happened"),
        Move("withdraw", "withdrawn", OPEN, WITHDRAWN, "why"),
    ),
)
