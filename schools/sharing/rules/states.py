"""What becomes of a share at the school; how far the authority has come with it is `tenants/shares/rules/states.py`.

The states are the product's own choice, and no law's.
"""

from typing import Final

from foundation.states import Move, State, Thing

DRAFT, AGREED, PUBLISHED, REVOKED, EXPIRED, DROPPED = "draft", "agreed", "published", "revoked", "expired", "dropped"

SHARE: Final = Thing(
    "share",
    "Share",
    (
        State(DRAFT, "being prepared"),
        State(AGREED, "agreed, on its way"),
        State(PUBLISHED, "shared"),
        State(REVOKED, "taken back", over=True),
        State(EXPIRED, "run out", over=True),
        State(DROPPED, "not needed", over=True),
    ),
    (
        Move("agree", "agreed to", (DRAFT, PUBLISHED), AGREED, "nothing lacking, as it was read"),
        Move("publish", "shared", (AGREED,), PUBLISHED, "nothing: the worker carries it to the authority"),
        Move("revoke", "taken back", (AGREED, PUBLISHED), REVOKED, "a reason"),
        Move("expire", "let run out", (PUBLISHED,), EXPIRED, "nothing, after its last day"),
        Move("drop", "dropped", (DRAFT,), DROPPED),
    ),
)
#: What is not over: there is one of these at most of one thing with one authority.
OPEN: Final = (DRAFT, AGREED, PUBLISHED)
#: What the authority may see, or will in a moment.
OUT: Final = (AGREED, PUBLISHED)
LONGEST_REASON: Final = 1_000
LONGEST_BASIS: Final = 500
LONGEST_RING: Final = 300
