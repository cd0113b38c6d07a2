"""What the tests of the desk share: 9B on its Thursday morning, and a receptionist who sees no register."""

import secrets
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from foundation.access.roles import Role
from tests.schools.registers.taking import Taking, taking
from tests.world import World


@pytest.fixture
def made(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    return taking(world, monkeypatch)


@pytest.fixture
def receptionist(world: World, made: Taking) -> Client:
    return world.client(world.employ(Role.RECEPTIONIST, made.school), made.school)


Press = Callable[..., HttpResponse]


@pytest.fixture
def press(made: Taking, receptionist: Client) -> Press:
    """Does an act for a pupil, by place, as the receptionist or somebody else."""

    def pressing(act: str, place: int = 0, *, by: Client | None = None, **typed: object) -> HttpResponse:
        keyed = {"key": secrets.token_hex(8)} if act == "late" else {}
        return (by or receptionist).post(f"/desk/{made.pupils[place]}/{act}/", keyed | typed)

    return pressing
