"""What every answer tells the browser, whoever asks and whatever comes of it."""

import pytest
from django.conf import settings
from django.test import Client

from foundation.access.roles import Role
from tests.world import World


@pytest.mark.parametrize("path", ["/pupils/", "/today/", "/nowhere/", "/static/built/rollcall.js", "/sign-out/"])
def test_a_page_a_refusal_and_a_file_may_use_no_device_and_be_taken_in_by_no_other_origin(
    world: World, path: str
) -> None:
    answers = [
        world.client(person, world.alder).get(path) for person in (None, world.person(Role.HEADTEACHER, world.alder))
    ]
    answers.append(Client(headers={"host": settings.ID_HOST}).get(path))
    answers.append(Client(headers={"host": "nobody.rollcall.localhost"}).get(path))
    for answer in answers:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer.headers["Permissions-Policy"].split(", "))
