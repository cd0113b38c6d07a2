"""One process, many schools: nothing of the one that was asked before is in the next; and that this would be seen."""

from itertools import cycle

from django.db import connections

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.isolation.asking import ask, connection_is_clean, watched
from tests.isolation.plan import WHOLE
from tests.isolation.routes.rows import Rows
from tests.isolation.routes.table import routes_of
from tests.world import World, canary

#: Each after each other. Else one of the others in turn: the page after another school's, and that school's after it.
TURNS = ("ABCACBA",) if WHOLE else ("ABA", "ACA")


def test_p7_p18_each_page_of_a_after_b_in_one_process(asked: World, rows: Rows) -> None:
    """A, and B or C, after one another through one process and connection: nothing of the one before is in the next.

    What refuses A by a page without a row of any school is not asked again.
    """
    schools = {"A": asked.alder, "B": asked.birch, "C": asked.fern}
    clients = {
        name: asked.client(asked.person(Role.ATTENDANCE_OFFICER, place), place) for name, place in schools.items()
    }
    for (pattern, route), turns in zip(routes_of("school"), cycle(TURNS), strict=False):
        for name in turns:
            school = schools[name]
            response = ask(clients[name], "GET", route.address(pattern, rows.own(school)), school, asked)
            # Nobody of this world is near persistent absence: that list alone is empty.
            names = pattern != "pupils/near/" and pattern.startswith(("pupils/", "imports/"))
            if names and response.status_code == 200:
                assert canary(school).encode() in response.getvalue()
            if response.status_code in (404, 405):
                break


def test_the_watch_bites(world: World) -> None:
    """The control: a view that did touch two schools, or name one, would be seen."""
    with watched() as watch:
        for school in (world.alder, world.birch):
            with school_work(school):
                Pupil.objects.count()
        with school_work(world.alder), connections[ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {world.alder.schema_name}.roll_pupil")
    assert watch.schools == {world.alder.schema_name, world.birch.schema_name}
    assert watch.named == {world.alder.schema_name}
    with school_work(world.alder):
        assert not connection_is_clean()
