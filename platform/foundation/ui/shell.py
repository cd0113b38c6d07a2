"""What the frame of a page says: whose data, when, how fresh, who is asking, where they can go.

Whose and who come from `request.place` and `request.member`, which the middleware sets. Term, week and freshness are
known to apps above this one, which state them by a function for their kind of place when they load.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest

from foundation import clock
from foundation.ui.navigation import Link, Notices, Search, notices_of, places_of, search_of


@dataclass(frozen=True, slots=True)
class Stale:
    """A source that has not been heard from: said in a banner on every page, never left to a silent number.

    `heading` says what is old and since when, `words` what follows from it; `href` and `act` lead to more, if any.
    """

    heading: str
    words: str = ""
    href: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an app knows of a place now: term and school week in words, when its data was last complete, what is old."""

    term: str = ""
    as_at: datetime | None = None
    stale: tuple[Stale, ...] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page. `demo_clock` is what a clock says that is not the real one; None where it is."""

    kind: str
    name: str
    theme: str
    person: str
    today: date
    demo_clock: datetime | None = None
    facts: Facts = field(default_factory=Facts)
    rail: tuple[Link, ...] = ()
    #: What hangs from the kind of place in the top line ("School").
    top_line: tuple[Link, ...] = ()
    #: None for who has none.
    search: Search | None = None
    notices: Notices | None = None

    @property
    def in_top_line(self) -> bool:
        """Whether this page belongs to one of the top line's links."""
        return any(link.current for link in self.top_line)


FactsOf = Callable[[HttpRequest], Facts]
_facts: dict[str, FactsOf] = {}


def state_facts(kind: str, facts_of: FactsOf) -> None:
    """Have `facts_of` state the facts of places of `kind` ("school", "trust", "authority"), in the work transaction."""
    _facts[kind] = facts_of


def shell_of(request: HttpRequest) -> Shell | None:
    """Return the frame for a page of a place, or None where there is no place or nobody is a member of it."""
    place, member = getattr(request, "place", None), getattr(request, "member", None)
    if place is None or member is None:
        return None
    facts_of = _facts.get(place.kind)
    rail, top_line = places_of(request, place.kind)
    return Shell(
        kind=place.kind,
        name=place.name,
        theme=place.theme,
        person=member.name,
        today=clock.today(),
        demo_clock=clock.now() if settings.CLOCK_AHEAD else None,
        facts=facts_of(request) if facts_of else Facts(),
        rail=rail,
        top_line=top_line,
        search=search_of(request, place.kind),
        notices=notices_of(request, place.kind),
    )
