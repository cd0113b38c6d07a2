"""How a share moves at the authority: every state and every move, by what it is for.

A pack asks for a decision on one parent's notice and goes on to what became of it; what is told or returned is acknowledged.
The states are our own choice, and no law's. Which notice may be issued is: `tenants/policies/rules/notice_ledger.py`.
"""

from types import MappingProxyType
from typing import Final

from foundation.states import Move, State, Thing
from tenants.policies.rules.notice_states import (
    ISSUED,
    PAID_FULL,
    PAID_REDUCED,
    PROSECUTED,
    REFUSED,
    SERVED,
    UNPAID,
    WITHDRAWN,
)
from tenants.shares.rules.purposes import Moves, Purpose

RECEIVED, ASKED, ACCEPTED, DECLINED, ACKNOWLEDGED = "received", "asked", "accepted", "declined", "acknowledged"
#: While a share is in one of these, the authority's answer is due.
UNANSWERED: Final = (RECEIVED,)
#: A notice on it stands: revoking it takes what the notice rests on from the authority.
NOTICE_STANDS: Final = (ISSUED, SERVED, PAID_REDUCED, PAID_FULL, UNPAID, PROSECUTED)

PACK: Final = Thing(
    "pack",
    "Penalty notice pack",
    (
        State(RECEIVED, "to be answered"),
        State(ASKED, "asked about"),
        State(ACCEPTED, "accepted"),
        State(DECLINED, "declined", over=True),
        State(REFUSED, "notice refused", over=True),
        State(ISSUED, "notice issued"),
        State(SERVED, "served"),
        State(PAID_REDUCED, "paid at the reduced rate", over=True),
        State(PAID_FULL, "paid in full", over=True),
        State(UNPAID, "unpaid"),
        State(WITHDRAWN, "notice withdrawn", over=True),
        State(PROSECUTED, "prosecuted", over=True),
    ),
    (
        Move("ask", "asked about", (RECEIVED,), ASKED, "what is asked for"),
        Move("accept", "accepted", (RECEIVED,), ACCEPTED),
        Move("decline", "declined", (RECEIVED, ASKED), DECLINED, "a reason"),
        Move("issue", "issued", (ACCEPTED,), ISSUED, "the day of first issue, while the law lets one be issued"),
        Move("refuse", "refused", (ACCEPTED,), REFUSED, "a reason"),
        Move("serve", "served", (ISSUED,), SERVED, "the day of receipt, which is the first of the days to pay"),
        Move("pay_reduced", "paid at the reduced rate", (SERVED,), PAID_REDUCED, "the day"),
        Move("pay_full", "paid in full", (SERVED, UNPAID), PAID_FULL, "the day"),
        Move("lapse", "unpaid", (SERVED,), UNPAID, "nothing, once the days to pay are over"),
        Move("withdraw", "withdrawn", (ISSUED, SERVED, PAID_REDUCED, PAID_FULL, UNPAID), WITHDRAWN, "the day, and why"),
        Move("prosecute", "prosecuted", (UNPAID,), PROSECUTED, "the day"),
    ),
)
TOLD: Final = Thing(
    "told",
    "Notice to the authority",
    (
        State(RECEIVED, "to be acknowledged"),
        State(ASKED, "asked about"),
        State(ACKNOWLEDGED, "acknowledged"),
    ),
    (
        Move("ask", "asked about", (RECEIVED, ACKNOWLEDGED), ASKED, "what is asked for"),
        Move("acknowledge", "acknowledged", (RECEIVED, ASKED), ACKNOWLEDGED),
    ),
)
RETURN: Final = Thing("return", "Return", TOLD.states, TOLD.moves)
#: By which table each kind of share moves.
THINGS: Final = MappingProxyType({Moves.PACK: PACK, Moves.TOLD: TOLD, Moves.RETURN: RETURN})
#: What becomes of a share by a newer version: what was asked about or acknowledged is to be answered anew.
AGAIN: Final = MappingProxyType(dict.fromkeys((ASKED, RECEIVED, ACKNOWLEDGED), RECEIVED))
#: What an officer does besides the moves of a share's table.
OPEN, DOWNLOAD, TAKE, HAND_ON, MESSAGE, REMIND, ACTION = (
    "open", "download", "take", "hand_on", "message", "remind", "action",
)  # fmt: skip
#: Looking at a share, which its school is told of and nobody has to look at.
LOOKS: Final = (OPEN, DOWNLOAD)
#: The one move that answers nothing: the school has to say more first.
ASK: Final = "ask"


def was_given(purpose: Purpose, state: str) -> bool:
    """Whether a share was given and not lent: a return that was acknowledged is taken back for the wrong child alone."""
    return purpose.listed.moves is Moves.RETURN and state == ACKNOWLEDGED
