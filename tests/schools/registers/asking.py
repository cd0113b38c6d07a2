"""Asking for the register's pages, and reading what a browser would send back of their forms."""

import re
from collections.abc import Callable

from django.test import Client

from foundation.access.roles import Role
from tests.journeys.classroom import Classroom

#: `clients(role, room)`: somebody of the class's school, signed in.
Clients = Callable[[Role, Classroom], Client]


def page_of(client: Client, path: str, *, status: int = 200) -> str:
    """The page at an address, which must answer with this status."""
    response = client.get(path)
    assert response.status_code == status
    return str(response.getvalue().decode())


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    body = page.partition('class="plain-register"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found
