"""Where a member can go: each app offers its places when it loads; a person sees those they may enter.

    # in an app's AppConfig.ready()
    offer(Item("school", "Registers", "registers", Permission.SEE_REGISTERS, order=20, first_for=(Role.CLASS_TEACHER,)))

The day's work stands in the rail; what is seldom needed (imports, calendar, staff) hangs from "School" in the top
line. An order that another item has at that kind of place is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.roles import Role

#: A longer rail is no longer read. What several roles together have beyond it goes to the top line.
MOST = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A place to go, on the hosts of one kind of place ("school", "trust", "authority").

    `url_name` must exist in that kind's URL configuration. `to_do` counts what waits there for this person.
    """

    place: str
    label: str
    url_name: str
    permission: Permission
    order: int
    to_do: Callable[[HttpRequest], int] | None = None
    #: Further addresses whose pages belong to this place.
    also: tuple[str, ...] = ()
    #: The roles whose work begins here when they come.
    first_for: tuple[Role, ...] = ()
    #: Whether it hangs from the top line; for who begins there it stands in the rail all the same.
    in_top_line: bool = False

    def in_rail_of(self, member: Member) -> bool:
        """Whether it is part of this member's day, and not of what they seldom need."""
        return not self.in_top_line or bool(member.roles.intersection(self.first_for))


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one page shows it."""

    label: str
    href: str
    current: bool
    to_do: int


@dataclass(frozen=True, slots=True)
class Search:
    """The search box as one page shows it: where it is sent, and what may be typed there, said in it while it is empty."""

    address: str
    hint: str


@dataclass(frozen=True, slots=True)
class Notices:
    """The place of the reader's own notices as one page shows it."""

    address: str
    unread: int
    current: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """The items one member may enter: those of the rail, and those that hang from the top line."""

    rail: tuple[Item, ...]
    top_line: tuple[Item, ...]


_items: dict[tuple[str, str], Item] = {}
_firsts: dict[Role, Item] = {}
_searches: dict[str, tuple[str, Permission, str]] = {}
_notices: dict[str, tuple[str, Callable[[HttpRequest], int]]] = {}


def offer(item: Item) -> None:
    """Offer an item for its kind of place. ImproperlyConfigured when its address, order or a role's first page is taken."""
    for other in _items.values():
        if other == item or other.place != item.place:
            continue
        if other.url_name == item.url_name:
            message = f"two rail items lead to {item.url_name!r} on {item.place} hosts"
            raise ImproperlyConfigured(message)
        if other.order == item.order:
            message = f"{other.label!r} and {item.label!r} have one order on {item.place} hosts"
            raise ImproperlyConfigured(message)
    _items[item.place, item.url_name] = item
    for role in item.first_for:
        if (held := _firsts.setdefault(role, item)) != item:
            message = f"both {held.label!r} and {item.label!r} are the first page of {role.label.lower()}"
            raise ImproperlyConfigured(message)


def offered(member: Member | None, place: str) -> Offered:
    """What `member` may enter, in order. A rail of more than `MOST` ends there, and the rest leads the top line's."""
    mine = sorted((i for i in _items.values() if i.place == place and may(member, i.permission)), key=lambda i: i.order)
    daily = [item for item in mine if item.in_rail_of(member)] if member else []
    return Offered(tuple(daily[:MOST]), (*daily[MOST:], *(item for item in mine if item not in daily)))


def places_of(request: HttpRequest, place: str) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The rail for who is asking, and what hangs from the top line; of all, the link closest to this page is current."""
    mine = offered(getattr(request, "member", None), place)
    items = (*mine.rail, *mine.top_line)
    hrefs = {item.url_name: reverse(item.url_name) for item in items}
    led = [(prefix, item) for item in items for prefix in (hrefs[item.url_name], *item.also)]
    here = max(
        ((prefix, item) for prefix, item in led if request.path.startswith(prefix)),
        key=lambda one: len(one[0]),
        default=("", None),
    )[1]
    links = [
        Link(item.label, hrefs[item.url_name], current=item is here, to_do=item.to_do(request) if item.to_do else 0)
        for item in items
    ]
    return tuple(links[: len(mine.rail)]), tuple(links[len(mine.rail) :])


def first_page(member: Member) -> str:
    """The address where this member's work begins; empty when there is nothing they may enter.

    With several roles it is the earliest in the rail of their first pages: the rail follows the day.
    """
    mine = offered(member, member.place_kind)
    items = (*mine.rail, *mine.top_line)
    firsts = [item for item in items if member.roles.intersection(item.first_for)]
    return reverse((firsts or items)[0].url_name) if items else ""


def offer_search(place: str, url_name: str, permission: Permission, *, hint: str) -> None:
    """Offer a search in the top line of the hosts of one kind of place, for those with the permission.

    It is sent `q` by POST: what people type there is mostly a child's name, which belongs into no address. `hint` says
    what may be typed.
    """
    _searches[place] = (url_name, permission, hint)


def search_of(request: HttpRequest, place: str) -> Search | None:
    """The top line's search for who is asking; None where they have none."""
    if place not in _searches:
        return None
    url_name, permission, hint = _searches[place]
    return Search(reverse(url_name), hint) if may(getattr(request, "member", None), permission) else None


def offer_notices(place: str, url_name: str, unread: Callable[[HttpRequest], int]) -> None:
    """Offer the members of one kind of place their own notices, in the top line. `unread` counts those not opened yet.

    No item of the rail: nobody's work begins there, and whoever has nothing else to enter is still told whom to ask.
    """
    _notices[place] = (url_name, unread)


def notices_of(request: HttpRequest, place: str) -> Notices | None:
    """The reader's notices; None on hosts that have none."""
    if place not in _notices:
        return None
    url_name, unread = _notices[place]
    address = reverse(url_name)
    return Notices(address, unread(request), current=request.path == address)
