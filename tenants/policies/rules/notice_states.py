"""How a penalty notice to one parent moves: every state and every move, as the page "How a notice moves" draws it.

The states are the product's own choice, and no law's. A notice is the authority's: what it does is written down here by who
hears of it.
"""

from typing import Final

from foundation.states import Move, State, Thing

CONSIDERED, NOT_PROPOSED, REFERRED, REFUSED = "considered", "not_proposed", "referred", "refused"
ISSUED, SERVED, PAID_REDUCED, PAID_FULL = "issued", "served", "paid_reduced", "paid_full"
UNPAID, WITHDRAWN, PROSECUTED = "unpaid", "withdrawn", "prosecuted"
#: A notice stands, and its sessions are used, from when it is asked for; refused or withdrawn, it does no more.
STANDING: Final = (REFERRED, ISSUED, SERVED, PAID_REDUCED, PAID_FULL, UNPAID, PROSECUTED)
#: Not answered by the authority yet: while a parent has one of these, no other is proposed for the same child.
ASKED: Final = (CONSIDERED, REFERRED)
#: Days to pay run, or wait for the day of receipt.
RUNNING: Final = (ISSUED, SERVED)

PENALTY: Final = Thing(
    "penalty",
    "Penalty notice",
    (
        State(CONSIDERED, "considered"),
        State(NOT_PROPOSED, "not proposed", over=True),
        State(REFERRED, "referred"),
        State(REFUSED, "refused", over=True),
        State(ISSUED, "issued"),
        State(SERVED, "served"),
        State(PAID_REDUCED, "paid at the reduced rate", over=True),
        State(PAID_FULL, "paid in full", over=True),
        State(UNPAID, "unpaid"),
        State(WITHDRAWN, "withdrawn", over=True),
        State(PROSECUTED, "prosecuted", over=True),
    ),
    (
        Move("drop", "not proposed", (CONSIDERED,), NOT_PROPOSED, "why"),
        Move("refer", "referred", (CONSIDERED,), REFERRED, "an answer to each question, and nothing that stands against it"),
        Move("refuse", "refused", (REFERRED,), REFUSED, "why, as the authority says"),
        Move("issue", "issued", (REFERRED,), ISSUED, "the day of first issue, while the law lets one be issued"),
        Move("serve", "served", (ISSUED,), SERVED, "the day of receipt, which is the first of the days to pay"),
        Move("pay_reduced", "paid at the reduced rate", (SERVED,), PAID_REDUCED, "the day, within the first days to pay"),
        Move("pay_full", "paid in full", (SERVED, UNPAID), PAID_FULL, "the day, within the days to pay"),
        Move("lapse", "unpaid", (SERVED,), UNPAID, "nothing, once the days to pay are over"),
        Move(
            "withdraw",
            "withdrawn",
            (REFERRED, ISSUED, SERVED, PAID_REDUCED, PAID_FULL, UNPAID),
            WITHDRAWN,
            "the day, and why",
        ),
        Move("prosecute", "prosecuted", (UNPAID,), PROSECUTED, "the day; only the authority prosecutes"),
    ),
)  # fmt: skip
