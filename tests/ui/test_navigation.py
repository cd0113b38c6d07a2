"""What is offered to whom: the rail, and what hangs from the top line."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.test import RequestFactory

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.ui import navigation

KINDS = ("school", "trust", "authority")
#: The day's work, in its order. What a role has of it is a part of this line.
ORDER = {
    "school": ["Today", "Registers", "Pupils", "Absence", "Cases", "Reports"],
    "trust": ["Compare", "Schools", "Data quality", "Policy", "Reports"],
    "authority": ["Cases", "Notices", "Part-time and off-site", "Meetings"],
}


def roles_at(kind: str) -> list[Role]:
    return [role for role in Role if role.place == kind]


def together(kind: str) -> list[frozenset[Role]]:
    """Every set of roles that somebody could hold at one place of this kind."""
    roles = roles_at(kind)
    return [frozenset(some) for size in range(1, len(roles) + 1) for some in combinations(roles, size)]


def member(*roles: Role) -> Any:
    return SimpleNamespace(roles=frozenset(roles))


def labels(items: tuple[navigation.Item, ...]) -> list[str]:
    return [item.label for item in items]


# --- the product's own, by its own policies --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_one_role_offers_stands_in_its_rail_in_the_day_s_order(kind: str) -> None:
    for role in roles_at(kind):
        mine = navigation.offered(member(role), kind)
        assert labels(mine.rail) == [label for label in ORDER[kind] if label in labels(mine.rail)], role
        assert all(item.in_top_line for item in mine.top_line), f"{role} has more than a rail holds"


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_holds_several_roles_has_six_at_most_and_loses_nothing(kind: str) -> None:
    for roles in together(kind):
        mine = navigation.offered(member(*roles), kind)
        assert len(mine.rail) <= navigation.MOST, roles
        alone = {label for role in roles for label in labels(navigation.offered(member(role), kind).rail)}
        assert alone <= {*labels(mine.rail), *labels(mine.top_line)}, roles


def test_the_officer_finds_imports_under_school() -> None:
    assert labels(navigation.offered(member(Role.ATTENDANCE_OFFICER), "school").top_line) == ["Imports"]


# --- the rules, with places of the test's own ------------------------------------------------------------------------


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "may", lambda member, permission: permission in member.permissions)
    monkeypatch.setattr(navigation, "reverse", lambda name: "/" if name == "home" else f"/{name}/")


def item(
    name: str,
    permission: str,
    order: int,
    place: str = "school",
    *,
    first_for: tuple[Role, ...] = (),
    top: bool = False,
) -> navigation.Item:
    permitted: Permission = permission  # type: ignore[assignment]
    return navigation.Item(place, name.capitalize(), name, permitted, order, in_top_line=top)


def may_enter(*permissions: str) -> Any:
    return SimpleNamespace(permissions=permissions)


def asked(path: str, *permissions: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.member = may_enter(*permissions)  # type: ignore[attr-defined]
    return request


@pytest.mark.usefixtures("nowhere")
def test_the_rail_shows_what_one_may_enter_in_order_with_the_nearest_current() -> None:
    navigation.offer(item("pupils", "see", 30))
    navigation.offer(item("home", "see", 10))
    navigation.offer(item("secret", "all", 20))
    links = navigation.rail(asked("/pupils/0199/", "see"), "school")
    assert [(link.label, link.current) for link in links] == [("Home", False), ("Pupils", True)]
    assert navigation.rail(asked("/", "see"), "trust") == ()


@pytest.mark.usefixtures("nowhere")
def test_what_hangs_from_the_top_line_is_not_in_the_rail_and_only_one_place_is_current() -> None:
    navigation.offer(item("home", "see", 10))
    navigation.offer(item("people", "see", 90, top=True))
    navigation.offer(item("imports", "see", 70, top=True))
    navigation.offer(item("calendar", "all", 80, top=True))
    request = asked("/imports/0199/", "see")
    assert [(link.label, link.current) for link in navigation.rail(request, "school")] == [("Home", False)]
    hanging = navigation.top_line(request, "school")
    assert [(link.label, link.current) for link in hanging] == [("Imports", True), ("People", False)]


@pytest.mark.usefixtures("nowhere")
def test_a_seventh_place_is_refused_to_nobody_and_leads_the_top_line_of_who_has_it() -> None:
    for number in range(8):
        navigation.offer(item(f"place{number}", "odd" if number % 2 else "even", number))
    navigation.offer(item("imports", "even", 1, top=True))
    one, both = may_enter("even"), may_enter("even", "odd")
    assert len(navigation.offered(one, "school").rail) == 4
    mine = navigation.offered(both, "school")
    assert labels(mine.rail) == [f"Place{number}" for number in range(6)]
    assert labels(mine.top_line) == ["Place6", "Place7", "Imports"]


@pytest.mark.usefixtures("nowhere")
def test_no_place_is_offered_twice() -> None:
    home = item("home", "see", 10)
    navigation.offer(home)
    navigation.offer(home)  # loading an app twice changes nothing
    with pytest.raises(ImproperlyConfigured, match="two rail items"):
        navigation.offer(item("home", "all", 10))
