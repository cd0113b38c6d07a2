"""Who asks which route where: the whole product, or the part of it that is asked each time.

Each time, members ask every route of their place by every method, and so does everybody a route that is open to anyone.
At all other routes one stop in a middleware (`test_routes_stop`) answers whoever is no member, and never looks at the route:
there, outsiders of each kind are dealt out by a fixed turn. `make routes` asks the whole product.
"""

import os
from enum import StrEnum
from itertools import chain, product, zip_longest
from typing import NamedTuple

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.trusts.models import LocalAuthority, School, Trust
from tests.isolation.routes.route import METHODS, Place
from tests.isolation.routes.table import TABLE, routes_of
from tests.world import World

#: Set by `make routes`.
WHOLE = os.environ.get("ROLLCALL_ROUTES") == "whole"
DEALT_METHODS = ("GET", "POST")


class Caller(NamedTuple):
    """Somebody, and where they work. The operator works nowhere; a stranger is no person at all."""

    label: str
    person: Person | None
    role: Role | None
    home: Place | None


class Question(NamedTuple):
    """One request."""

    place: Place
    caller: Caller
    pattern: str
    method: str


class Outsider(StrEnum):
    """What somebody who is no member of a place may be to it."""

    NEAR_SCHOOL = "a school of the same trust (or of that authority)"
    FAR_SCHOOL = "a school of another"
    TRUST = "a trust"
    AUTHORITY = "an authority"
    OPERATOR = "the platform operator"
    STRANGER = "nobody signed in"


def callers(world: World) -> list[Caller]:
    """Every role at Alder and each trust and authority; officers of other schools; the operator; a stranger."""
    at: list[tuple[Role, Place]] = [(role, world.alder) for role in Role if role.place == "school"]
    at += [(Role.ATTENDANCE_OFFICER, world.birch), (Role.ATTENDANCE_OFFICER, world.fern)]
    at += [(role, trust) for trust in (world.northfield, world.southgate) for role in Role if role.place == "trust"]
    at += [(Role.LA_OFFICER, world.eastshire), (Role.LA_OFFICER, world.westmoor)]
    found = [Caller(f"{role} of {place.slug}", world.person(role, place), role, place) for role, place in at]
    return [
        *found,
        Caller("platform operator", world.operator, Role.PLATFORM_OPERATOR, None),
        Caller("stranger", None, None, None),
    ]


def places(world: World, kind: str) -> list[Place]:
    """Those asked, of one kind of host."""
    return {
        "school": [world.alder, world.birch, world.fern],
        "trust": [world.northfield, world.southgate],
        "authority": [world.eastshire, world.westmoor],
    }[kind]


def outsider(caller: Caller, place: Place) -> Outsider | None:
    """What the caller is to a place. None for its members."""
    home = caller.home
    if caller.person is None:
        return Outsider.STRANGER
    if home is None:
        return Outsider.OPERATOR
    if home == place:
        return None
    if isinstance(home, School):
        return Outsider.NEAR_SCHOOL if _near(home, place) else Outsider.FAR_SCHOOL
    return Outsider.TRUST if isinstance(home, Trust) else Outsider.AUTHORITY


def _near(school: School, place: Place) -> bool:
    if isinstance(place, LocalAuthority):
        return school.authority_id == place.pk
    return school.trust_id == (place.trust_id if isinstance(place, School) else place.pk)


def plan(world: World, kind: str, *, whole: bool) -> list[Question]:
    """What is asked at one kind of host, by place and caller. The smaller plan is a part of the whole, in its order."""
    every = [
        Question(place, caller, pattern, method)
        for place, caller in product(places(world, kind), callers(world))
        for (pattern, route), method in product(routes_of(kind), METHODS)
        if not route.anyone or method in route.anyone
    ]
    if whole:
        return every
    dealt = set(chain.from_iterable(_dealt(world, kind, outsiders) for outsiders in Outsider))
    return [
        asked
        for asked in every
        if TABLE[kind, asked.pattern].anyone or outsider(asked.caller, asked.place) is None or asked in dealt
    ]


def _dealt(world: World, kind: str, outsiders: Outsider) -> list[Question]:
    """Each stopped route by each method, and by each person of this kind at each place, until all have had a turn."""
    pairs = pairs_of(world, kind, outsiders)
    stopped = [(pattern, route) for pattern, route in routes_of(kind) if not route.anyone]
    found = []
    for turn, (shift, method) in product(range(max(len(pairs), len(stopped))), enumerate(DEALT_METHODS)):
        pattern, _ = stopped[turn % len(stopped)]
        found.append(Question(*pairs[(turn + shift) % len(pairs)], pattern, method))
    # One route of each declaration by all the methods there are.
    declared = {route.declared: pattern for pattern, route in reversed(stopped)}
    for (turn, pattern), method in product(enumerate(declared.values()), METHODS):
        found.append(Question(*pairs[turn % len(pairs)], pattern, method))
    return found


def pairs_of(world: World, kind: str, outsiders: Outsider) -> list[tuple[Place, Caller]]:
    """Places and the outsiders of this kind there, the places in turn."""
    by_place = [
        [(place, caller) for caller in callers(world) if outsider(caller, place) is outsiders]
        for place in places(world, kind)
    ]
    return [pair for pairs in zip_longest(*by_place) for pair in pairs if pair is not None]
