"""Which words of a draft were filled in from the record: a person who approves it looks at those first."""

import re
from collections.abc import Sequence


def marked(line: str, filled: Sequence[str]) -> list[tuple[str, bool]]:
    """A line in parts, each with whether it was filled in. Of two that overlap the longer is marked; case is kept."""
    known = sorted({one for text in filled for one in text.split("\n") if one.strip()}, key=len, reverse=True)
    if not known:
        return [(line, False)]
    found = re.split(rf"(?<!\w)({'|'.join(map(re.escape, known))})(?!\w)", line)
    return [(part, place % 2 == 1) for place, part in enumerate(found) if part]
