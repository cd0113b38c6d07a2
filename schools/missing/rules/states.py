"""How a removal from the roll moves, as the page draws it. The states are the product's own choice, and no law's.

That the headteacher approves it is ours; taking the name off is the roll's act, which asks for what the ground needs again.
"""

from typing import Final

from foundation.states import Move, State, Thing

GATHERING, ASKED, APPROVED = "gathering", "asked", "approved"

REMOVAL: Final = Thing(
    "removal",
    "Removal",
    (State(GATHERING, "being gathered"), State(ASKED, "put to the headteacher"), State(APPROVED, "approved")),
    (
        Move("ask", "put to the headteacher", (GATHERING,), ASKED, "everything that the ground asks for"),
        Move("approve", "approved", (ASKED,), APPROVED, "the headteacher, while nothing has changed since"),
        Move("decline", "sent back", (ASKED,), GATHERING, "why"),
        Move("take_back", "taken back", (ASKED, APPROVED), GATHERING, "why"),
    ),
)
