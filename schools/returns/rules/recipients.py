"""Which authorities are told of a pupil. Who gets a copy for one living elsewhere is each school's setting."""

from enum import StrEnum


class Copies(StrEnum):
    """Who is told of a pupil whose home is another authority's."""

    SCHOOLS = "school_authority"
    HOME = "home_authority"
    BOTH = "both"


def recipients_of(copies: Copies, *, own: str, home: str) -> tuple[str, ...]:
    """The authorities to tell, the school's own first. `home` is empty, or the own, for a pupil living in its area."""
    elsewhere = home.strip()
    if not elsewhere or elsewhere.casefold() == own.casefold() or copies is Copies.SCHOOLS:
        return (own,)
    return (elsewhere,) if copies is Copies.HOME else (own, elsewhere)
