"""Short names of schools, for a sentence or the head of a column."""

from collections import Counter
from collections.abc import Sequence

#: Words that say what kind of school it is, at the end of its name.
KINDS = frozenset({"academy", "primary", "school", "college", "high", "junior", "infant", "infants", "secondary"})

PHASE_PLURALS = {"primary": "primaries", "secondary": "secondaries"}


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Each name without the words for its kind ("Alder Academy" is "Alder"), where no other school is then the same."""
    shortened = [_without_kind(name) for name in names]
    same = Counter(short.casefold() for short in shortened)
    return tuple(short if same[short.casefold()] == 1 else name for name, short in zip(names, shortened, strict=True))


def _without_kind(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1].casefold() in KINDS:
        words.pop()
    return " ".join(words)


def phase_plural(phase: str) -> str:
    """Schools of a phase in one word: secondaries."""
    return PHASE_PLURALS[phase]


def join(parts: Sequence[str]) -> str:
    """A list as people say it: "Alder, Birch and Cedar"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
