"""What is offered to whom: the rail, what hangs from the top line, and each role's first page."""

import uuid
from collections.abc import Iterator
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import set_urlconf

from foundation import clock
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.ui import navigation

KINDS = ("school", "trust", "authority")
#: The day's work, in its order. What a role has of it is a part of this line.
ORDER = {
    "school": ["Today", "Registers", "Pupils", "Absence", "Off-site", "Cases", "Reports", "Panels", "Desk", "Letters"],
    "trust": ["Compare", "Schools", "Data quality", "Policy", "Authorities", "Shares", "Reports", "Sign-ins"],
    "authority": ["Cases", "Notices", "Part-time and off-site", "Meetings", "Ask an authority", "Sign-ins"],
}


def roles_at(kind: str) -> list[Role]:
    return [role for role in Role if role.place == kind]


def together(kind: str) -> list[frozenset[Role]]:
    """Every set of roles that somebody could hold at one place of this kind."""
    roles = roles_at(kind)
    return [frozenset(some) for size in range(1, len(roles) + 1) for some in combinations(roles, size)]


def member(*roles: Role, kind: str = "school") -> Member:
    """Somebody with these roles, of whom it is known that they hold no duty: no school is asked."""
    somebody = Member(uuid.UUID(int=1), "Ana", "ana@example.org", kind, uuid.UUID(int=2), frozenset(roles))
    somebody.once(("duties", clock.today()), frozenset)
    return somebody


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


@pytest.fixture
def urls() -> Iterator[None]:
    yield
    set_urlconf(None)


@pytest.mark.usefixtures("urls")
@pytest.mark.parametrize("kind", KINDS)
def test_each_role_with_pages_has_a_first_page_of_its_own_that_it_may_enter(kind: str) -> None:
    set_urlconf(settings.PLACE_URLCONFS[kind])
    for role in roles_at(kind):
        mine = navigation.offered(member(role), kind)
        firsts = [item for item in (*mine.rail, *mine.top_line) if role in item.first_for]
        assert len(firsts) == bool(mine.rail), role
        assert bool(navigation.first_page(member(role, kind=kind))) == bool(mine.rail), role


def test_the_officer_finds_what_is_seldom_needed_under_school() -> None:
    under = labels(navigation.offered(member(Role.ATTENDANCE_OFFICER), "school").top_line)
    school = [
        "Off-site",
        "Meetings",
        "Patterns",
        "Tutor groups",
        "Referrals",
        "Notices to improve",
        "Penalty notices",
        "Children missing",
        "Shared",
        "Leave",
        "Plans",
        "Exclusions",
        "Desk",
        "Letters",
        "Policy",
        "Evacuation",
        "Returns",
        "Imports",
        "Staff",
    ]
    assert under == school


def test_the_desk_stands_in_the_rail_of_who_begins_there() -> None:
    assert labels(navigation.offered(member(Role.RECEPTIONIST), "school").rail) == ["Desk"]


# --- the rules, with places of the test's own ------------------------------------------------------------------------


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_firsts", {})
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
    return navigation.Item(place, name.capitalize(), name, permitted, order, first_for=first_for, in_top_line=top)


def may_enter(*permissions: str, roles: tuple[Role, ...] = ()) -> Any:
    return SimpleNamespace(permissions=permissions, roles=frozenset(roles), place_kind="school")


def asked(path: str, *permissions: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.member = may_enter(*permissions)  # type: ignore[attr-defined]
    return request


@pytest.mark.usefixtures("nowhere")
def test_the_rail_shows_what_one_may_enter_in_order_with_the_nearest_current() -> None:
    navigation.offer(item("pupils", "see", 30))
    navigation.offer(item("home", "see", 10))
    navigation.offer(item("secret", "all", 20))
    links = navigation.places_of(asked("/pupils/0199/", "see"), "school")[0]
    assert [(link.label, link.current) for link in links] == [("Home", False), ("Pupils", True)]
    assert navigation.places_of(asked("/", "see"), "trust")[0] == ()


@pytest.mark.usefixtures("nowhere")
def test_what_hangs_from_the_top_line_is_not_in_the_rail_and_only_one_place_is_current() -> None:
    navigation.offer(item("home", "see", 10))
    navigation.offer(item("people", "see", 90, top=True))
    navigation.offer(item("imports", "see", 70, top=True))
    navigation.offer(item("calendar", "all", 80, top=True))
    request = asked("/imports/0199/", "see")
    assert [(link.label, link.current) for link in navigation.places_of(request, "school")[0]] == [("Home", False)]
    hanging = navigation.places_of(request, "school")[1]
    assert [(link.label, link.current) for link in hanging] == [("Imports", True), ("People", False)]


@pytest.mark.usefixtures("nowhere")
def test_a_seventh_place_is_refused_to_nobody_and_leads_the_top_line_of_who_has_it() -> None:
    for number in range(8):
        navigation.offer(item(f"place{number}", "odd" if number % 2 else "even", number))
    navigation.offer(item("imports", "even", 9, top=True))
    one, both = may_enter("even"), may_enter("even", "odd")
    assert len(navigation.offered(one, "school").rail) == 4
    mine = navigation.offered(both, "school")
    assert labels(mine.rail) == [f"Place{number}" for number in range(6)]
    assert labels(mine.top_line) == ["Place6", "Place7", "Imports"]


@pytest.mark.usefixtures("nowhere")
def test_no_place_is_offered_twice_and_no_role_begins_in_two() -> None:
    home = item("home", "see", 10, first_for=(Role.HEADTEACHER,))
    navigation.offer(home)
    navigation.offer(home)  # loading an app twice changes nothing
    with pytest.raises(ImproperlyConfigured, match="two rail items"):
        navigation.offer(item("home", "all", 10))
    with pytest.raises(ImproperlyConfigured, match="have one order"):
        navigation.offer(item("pupils", "see", 10))
    with pytest.raises(ImproperlyConfigured, match="the first page of headteacher"):
        navigation.offer(item("pupils", "see", 20, first_for=(Role.HEADTEACHER,)))


@pytest.mark.usefixtures("nowhere")
def test_work_begins_at_the_role_s_page_or_else_at_the_first_there_is() -> None:
    navigation.offer(item("today", "see", 10))
    navigation.offer(item("pupils", "see", 30, first_for=(Role.SAFEGUARDING_LEAD,)))
    navigation.offer(item("week", "all", 40, first_for=(Role.HEADTEACHER,)))
    navigation.offer(item("imports", "send", 70, top=True))

    def first(*permissions: str, roles: tuple[Role, ...] = ()) -> str:
        return navigation.first_page(may_enter(*permissions, roles=roles))

    both = (Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
    assert first("see", "all", roles=(Role.HEADTEACHER,)) == "/week/"
    assert first("see", "all", roles=both) == "/pupils/"
    assert first("see", roles=(Role.HEADTEACHER,)) == "/today/"
    assert first("send") == "/imports/"
    assert first() == ""
