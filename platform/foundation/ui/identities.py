"""The identities a school can wear: a hue and an edge pattern, so that nobody works in the wrong one by colour alone.

The value goes into `data-school` on the page (css/identity.css draws it). Nothing is derived from a school's name:
a new school takes the identity that its neighbours in the trust use least.
"""

from collections import Counter
from collections.abc import Iterable

HUES = ("plum", "olive", "indigo", "violet", "pine")
PATTERNS = ("solid", "notched", "double", "diagonal")

#: Twenty identities, ordered so that each differs from the one before in hue and in pattern.
IDENTITIES = tuple(
    f"{hue}-{PATTERNS[(column + turn) % len(PATTERNS)]}"
    for turn in range(len(PATTERNS))
    for column, hue in enumerate(HUES)
)

#: Not schools: the trust as a whole and the local authority.
TRUST = "slate-single"
AUTHORITY = "umber-diagonal"


def identity_for(neighbours: Iterable[str]) -> str:
    """Return the identity for a new school, given those its trust's schools already wear.

    The least used wins; among equals the hue, then the pattern least used, then the order of IDENTITIES.
    """
    worn = Counter(neighbours)
    hues = Counter({hue: sum(n for name, n in worn.items() if name.startswith(hue)) for hue in HUES})
    patterns = Counter({p: sum(n for name, n in worn.items() if name.endswith(p)) for p in PATTERNS})

    def use(identity: str) -> tuple[int, int, int]:
        hue, pattern = identity.split("-")
        return worn[identity], hues[hue], patterns[pattern]

    return min(IDENTITIES, key=use)
