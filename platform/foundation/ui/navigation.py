"""The left rail: each app registers its places to go when it loads; a person sees those they may enter.

    # in an app's AppConfig.ready()
    register(Item(place="school", label="Pupils", url_name="pupils", permission=Permission.SEE_PUPILS, order=30))

Orders in use: school: Today 10, Registers 20, Pupils 30, Absence 40, Cases 50, Reports 60; trust: Compare 10,
Schools 20, Data quality 30, Policy 40, Reports 50. Six places at most: a longer rail is no longer read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse

from foundation.access.gate import may
from foundation.access.permissions import Permission

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


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one page shows it."""

    label: str
    href: str
    current: bool
    to_do: int


_items: dict[tuple[str, str], Item] = {}
_searches: dict[str, tuple[str, Permission]] = {}


def register(item: Item) -> None:
    """Add an item to the rail of its kind of place. Raises ImproperlyConfigured when taken or the rail is full."""
    key = (item.place, item.url_name)
    if _items.setdefault(key, item) != item:
        message = f"two rail items lead to {item.url_name!r} on {item.place} hosts"
        raise ImproperlyConfigured(message)
    if sum(1 for place, _ in _items if place == item.place) > MOST:
        del _items[key]
        message = f"the {item.place} rail holds {MOST} places at most; {item.label!r} is one too many"
        raise ImproperlyConfigured(message)


def rail(request: HttpRequest, place: str) -> tuple[Link, ...]:
    """Return the rail for who is asking; the item whose address leads to this page most closely is current."""
    member = getattr(request, "member", None)
    items = sorted(
        (i for i in _items.values() if i.place == place and may(member, i.permission)), key=lambda i: i.order
    )
    addresses = {item: reverse(item.url_name) for item in items}
    led = [(prefix, item) for item, href in addresses.items() for prefix in (href, *item.also)]
    here = max(
        ((prefix, item) for prefix, item in led if request.path.startswith(prefix)),
        key=lambda one: len(one[0]),
        default=None,
    )
    return tuple(
        Link(
            item.label,
            href,
            current=here is not None and item is here[1],
            to_do=item.to_do(request) if item.to_do else 0,
        )
        for item, href in addresses.items()
    )


def register_search(place: str, url_name: str, permission: Permission) -> None:
    """Put a search into the top line of the hosts of one kind of place, for those with the permission.

    It is sent `q` by POST: what people type there is mostly a child's name, which belongs into no address.
    """
    _searches[place] = (url_name, permission)


def search_address(request: HttpRequest, place: str) -> str:
    """Where the top line's search is sent by who is asking; empty where they have none."""
    url_name, permission = _searches.get(place, ("", None))
    return reverse(url_name) if permission and may(getattr(request, "member", None), permission) else ""
