"""What the pages of settings show beside their forms."""

from schools.returns.rules.fields import FIELDS
from schools.returns.rules.kinds import WORDS, Kind


def kinds_with_columns() -> list[tuple[str, str]]:
    """Each kind of return, by its key and its words."""
    return [(kind.value, WORDS[kind].one) for kind in Kind]


def known_fields(kind: Kind) -> list[tuple[str, str]]:
    """What columns of a kind may hold: the field's key, and what it is."""
    return [(one.key, one.label) for one in FIELDS[kind]]
