"""Staff who are related to a pupil: to every role, every route of a school answers as if the child were not there.

The child is in the group and year that teacher and head of year have, so that each of the roles would see them. Only a
register that somebody takes has their row, which opens nothing, and the evacuation list is whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.clock import today
from schools.roll.models import GroupTutor, Placement, Pupil, YearLead
from schools.roll.operations.related import flag_related_staff
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.asking import unknown_page
from tests.isolation.routes.route import AT_SCHOOL, Keys, Route
from tests.isolation.routes.rows import rows_at
from tests.isolation.routes.table import routes_of
from tests.world import SINCE, World

NAME = "Hidaway"
#: What addresses name that is about no pupil, or about several.
OF_NOBODY = {
    *("group", "post", "notice", "duty", "tutor", "lead", "related", "run", "closure", "undone", "edit", "provider"),
    *(
        "evacuation",
        "device",
        "visit",
        "carrier",
        "answer",
        "leave_link",
        "provider_day",
        "batch",
        "bulk_edit",
        "inset",
    ),
    *(
        "provider_contact",
        "provider_contact_off",
        "barrier_kind",
        "service",
        "exam_paper",
        "study",
        "panel_member",
        "panel",
        "school",
    ),
    # A meeting and a group are of many; a line that is hidden answers as one that is gone, on the meeting's page.
    *("meeting", "meeting_item", "meeting_decision", "help_group", "trial", "own_example"),
}
#: A register is whole for whoever takes it, and so is the list of a fire.
WHOLE = re.compile(r"^(api/)?(registers/<uuid:group_id>/|evacuation/)")


@dataclass
class Home:
    """A school with somebody of every role, and the addresses of what is there about one child."""

    world: World
    school: School
    keys: Keys
    pupil: Pupil

    def routes(self, role: Role) -> Iterator[tuple[str, Route, str]]:
        """Those that a role has, with their addresses."""
        for pattern, route in routes_of("school"):
            if role in route.allowed and not route.anyone:
                yield pattern, route, route.address(pattern, self.keys)

    def post(self, role: Role) -> StaffMember:
        return StaffMember.objects.get(person_id=self.world.person(role, self.school).pk)

    def shown(self, said: bytes) -> bool:
        return NAME.encode() in said or str(self.pupil.pk).encode() in said


@pytest.fixture(scope="module")
def home(world: World) -> Home:
    school = world.another_school(filled=True)
    world.employ_all(AT_SCHOOL, school)
    with school_work(school):
        pupil = Pupil.objects.order_by("key")[0]
        Pupil.objects.filter(pk=pupil.pk).update(surname=NAME, sort_name=NAME.lower())
    keys = rows_at(school)
    found = Home(world, school, keys, pupil)
    with school_work(school):
        placed = Placement.objects.get(pupil=pupil)
        GroupTutor.objects.create(group=placed.group, staff=found.post(Role.CLASS_TEACHER), starts_on=SINCE)
        YearLead.objects.create(year_group=placed.year_group, staff=found.post(Role.HEAD_OF_YEAR), starts_on=SINCE)
        found.keys = {**keys, "group": str(placed.group_id)}
    return found


def about_the_child(route: Route) -> bool:
    """Whether an address names something of the child's."""
    names = {name for _, name, _, _ in Formatter().parse(route.path) if name}
    return bool(names - OF_NOBODY)


def methods(role: Role, route: Route) -> list[str]:
    """Those that a route answers: to another it says so whatever its address names.

    A form that is about no child says to one role what it says to all who may send it.
    """
    answers = {"GET": route.allowed[role]}
    if about_the_child(route) or role == next(iter(route.allowed)):
        answers["POST"] = route.apart.get((role, "POST"), route.others.get("POST", 405))
    return [method for method, status in answers.items() if status != 405]


def answered(home: Home, role: Role, client: Client) -> Iterator[str]:
    """What is wrong with what a related member of staff in this role is answered, route by route."""
    nothing = unknown_page(client)
    for pattern, route, address in home.routes(role):
        for method in methods(role, route):
            asked = f"{role} {method} {address}"
            try:
                response = client.generic(method, address)
            except (ObjectDoesNotExist, LookupError, AttributeError, TypeError) as fault:
                yield f"{asked}: {fault!r}"
                continue
            said = response.getvalue()
            if about_the_child(route):
                if response.status_code != 404 or (said != nothing and not pattern.startswith("api/")):
                    yield f"{asked}: {response.status_code}"
            elif not WHOLE.match(pattern) and home.shown(said):
                yield f"{asked}: {response.status_code} shows the child"
    if client.get("/search/").status_code == 200:
        found = client.post("/search/", {"q": NAME})
        if found.status_code == 302 or str(home.pupil.pk).encode() in found.getvalue():
            yield f"{role} finds the child"


def test_t19_what_is_about_their_own_child_does_not_exist_for_staff(home: Home) -> None:
    clients = {role: home.world.client(home.world.person(role, home.school), home.school) for role in AT_SCHOOL}
    officer = clients[Role.ATTENDANCE_OFFICER]
    plain = [address for pattern, _, address in home.routes(Role.ATTENDANCE_OFFICER) if "<" not in pattern]
    seen = {address for address in plain if home.shown(officer.get(address).getvalue())}
    assert seen >= {"/pupils/", "/week/"}, "the control: unflagged, they are shown the child"
    assert officer.post("/search/", {"q": NAME}).status_code == 302
    with school_work(home.school):
        for role in AT_SCHOOL:
            flag_related_staff(home.post(role), home.pupil, on=today(), by=Actor(None, "Chair"))
    wrong = [words for role, client in clients.items() for words in answered(home, role, client)]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_a_register_they_take_has_the_childs_row_and_opens_nothing(home: Home) -> None:
    """After the pass above, in which they are flagged."""
    teacher = home.world.client(home.world.person(Role.CLASS_TEACHER, home.school), home.school)
    response = teacher.get(f"/registers/{home.keys['group']}/2026-11-19/am/")
    said = response.getvalue().decode()
    assert response.status_code == 200
    assert NAME in said
    assert f"/pupils/{home.pupil.pk}/" not in said
    assert "/pupils/" in said
    assert teacher.get(f"/pupils/{home.pupil.pk}/").status_code == 404
