"""How a referral moves: every state and every move, as the page "How a referral moves" draws it.

The states are the product's own choice, and no law's. Whether one not sent yet is a draft or blocked follows from what it
lacks (`lacking`); every other move is somebody's.
"""

from typing import Final

from foundation.states import Move, State, Thing

DRAFT, BLOCKED, SENT, ASKED, SENT_AGAIN = "draft", "blocked", "sent", "asked", "sent_again"
ACCEPTED, DECLINED, TAKEN_BACK = "accepted", "declined", "taken_back"
#: Over, and not to be moved by what comes late.
OVER: Final = (ACCEPTED, DECLINED, TAKEN_BACK)
#: Not sent yet; and with the service, which has still to answer.
UNSENT: Final = (DRAFT, BLOCKED)
WITH_SERVICE: Final = (SENT, SENT_AGAIN)

REFERRAL: Final = Thing(
    "referral",
    "Referral",
    (
        State(DRAFT, "draft"),
        State(BLOCKED, "blocked"),
        State(SENT, "sent"),
        State(ASKED, "asked for more"),
        State(SENT_AGAIN, "sent again"),
        State(ACCEPTED, "accepted", over=True),
        State(DECLINED, "declined", over=True),
        State(TAKEN_BACK, "taken back", over=True),
    ),
    (
        Move(
            "block", "blocked", (DRAFT,), BLOCKED, "nothing: something that the service wants, or consent, is lacking"
        ),
        Move("unblock", "a draft again", (BLOCKED,), DRAFT, "nothing: what was lacking is there"),
        Move("send", "sent", (DRAFT,), SENT, "how, and on what day; it is kept as version 1"),
        Move(
            "gone",
            "sent after all",
            (BLOCKED,),
            SENT,
            "nothing: its email was on its way when something was taken away",
        ),
        Move("ask", "asked for more", WITH_SERVICE, ASKED, "what the service asks for"),
        Move("send_again", "sent again", (ASKED,), SENT_AGAIN, "what was asked for; it is kept as the next version"),
        Move("accept", "accepted", (SENT, ASKED, SENT_AGAIN), ACCEPTED, "what the service said"),
        Move("decline", "declined", (SENT, ASKED, SENT_AGAIN), DECLINED, "why"),
        Move("take_back", "taken back", (DRAFT, BLOCKED, SENT, ASKED, SENT_AGAIN, ACCEPTED), TAKEN_BACK, "why"),
    ),
)


def sending(state: str) -> str:
    """The key of the move by which a referral in this state would be sent. A blocked one is refused by the table."""
    return "send_again" if state == ASKED else "send"


def once_left(state: str) -> str:
    """What a referral is once a version of it has left: that stands, whatever was taken away while it was on its way."""
    if state in OVER:
        return state
    return REFERRAL.after(state, "gone" if state == BLOCKED else sending(state))
