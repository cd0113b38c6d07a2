"""Who asks which route where: every route by every method, by everybody at every place."""

from itertools import product
from typing import NamedTuple

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tests.isolation.routes.route import METHODS, Place
from tests.isolation.routes.table import routes_of
from tests.world import World


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


def plan(world: World, kind: str) -> list[Question]:
    """What is asked at one kind of host, by place and caller."""
    return [
        Question(place, caller, pattern, method)
        for place, caller in product(places(world, kind), callers(world))
        for (pattern, route), method in product(routes_of(kind), METHODS)
        if not route.anyone or method in route.anyone
    ]
