"""How a case moves, and what belongs to one: every state, and every move from one to another.

The one table of it. Operations ask `Thing.after` and write what it answers; the page "How a case moves" draws it. What is
not a move here is no move of the product. The states are the product's own choice, and no law's.
"""

from typing import Final

from foundation.states import Move, State, Thing

OPEN, WAITING, CLOSED = "open", "waiting", "closed"
DONE, REFUSED, CANCELLED = "done", "refused", "cancelled"
MADE, TAKEN = "made", "taken"
RUNNING, ENDED = "running", "ended"
PROPOSED, AGREED, DIFFERED, PUT_OFF, OVERTAKEN = "proposed", "agreed", "differed", "waiting", "overtaken"

CASE: Final = Thing(
    "case",
    "Case",
    (State(OPEN, "open"), State(WAITING, "waiting"), State(CLOSED, "closed", over=True)),
    (
        Move("wait", "left to wait", (OPEN, WAITING), WAITING, "a day, and what is waited for"),
        Move("go_on", "taken up again", (WAITING,), OPEN),
        Move("close", "closed", (OPEN, WAITING), CLOSED, "how it ended, with no task open"),
        Move("reopen", "reopened", (CLOSED,), OPEN, "a reason, within 20 school days; later a new one is opened"),
    ),
)
TASK: Final = Thing(
    "task",
    "Task",
    (
        State(OPEN, "open"),
        State(DONE, "done", over=True),
        State(REFUSED, "refused by the family", over=True),
        State(CANCELLED, "cancelled", over=True),
    ),
    (
        Move("finish", "done", (OPEN,), DONE, "of a question, the answer"),
        Move("refuse", "refused by the family", (OPEN,), REFUSED, "what they said"),
        Move("cancel", "cancelled", (OPEN,), CANCELLED, "a reason"),
    ),
)
OFFER: Final = Thing(
    "offer",
    "Offer",
    (State(MADE, "made"), State(TAKEN, "taken up", over=True), State(REFUSED, "refused", over=True)),
    (
        Move("take", "taken up", (MADE, REFUSED), TAKEN),
        Move("refuse", "refused", (MADE,), REFUSED, "what they said"),
    ),
)
PLAN: Final = Thing(
    "plan",
    "Plan",
    (State(RUNNING, "running"), State(ENDED, "ended", over=True)),
    (Move("end", "ended", (RUNNING,), ENDED, "how it ended"),),
)
DECISION: Final = Thing(
    "decision",
    "Decision",
    (
        State(PROPOSED, "proposed"),
        State(AGREED, "agreed", over=True),
        State(DIFFERED, "decided differently", over=True),
        State(PUT_OFF, "put off", over=True),
        State(OVERTAKEN, "overtaken", over=True),
    ),
    (
        Move("agree", "agreed", (PROPOSED,), AGREED),
        Move("differ", "decided differently", (PROPOSED,), DIFFERED, "a reason"),
        Move("put_off", "put off", (PROPOSED,), PUT_OFF, "a day, on which it is proposed again while it holds"),
        Move("overtake", "overtaken", (PROPOSED,), OVERTAKEN, "nothing: the facts changed before anybody answered"),
    ),
)
#: In the order in which the page shows them.
THINGS: Final = (CASE, DECISION, TASK, OFFER, PLAN)
