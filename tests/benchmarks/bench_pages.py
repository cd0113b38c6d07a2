"""Every list that an officer or head opens, at a school of 1,500 pupils with sixty of each thing that is listed.

Each is a whole request through granian, beside the one-read page and its own statements run bare. Those with a benchmark of
their own (Today, the week, registers, pupils, history, decisions) are not here.
"""

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from schools.returns.models import Return
from schools.roll.models import Contact, Pupil, PupilContact
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Bench
from tests.benchmarks.pages import as_it_is, measure
from tests.benchmarks.serving import browser_of, granian, settled
from tests.isolation.routes.made import SINCE, cases, exclusions, leave, letters
from tests.journeys.classroom import ahead
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.world import World

EACH, THURSDAY_AM, NINE_35 = 60, 7, at(9, 35)
MONDAY, WEDNESDAY = WEEK[0][0], WEEK[4][0]
#: By name: the address, what stands once for each row or card of it, and how many there are at least.
LISTS = {
    "sweep of a day": (f"/sweeps/daily/{WEDNESDAY}/", "<li", 20),
    "sweep of a week": (f"/sweeps/weekly/{MONDAY - (WEEK[2][0] - MONDAY) * 7}/", "<li", 1),
    "sweeps": ("/sweeps/", "/sweeps/", 5),
    "registers": ("/registers/", "/registers/", 50),
    "exclusions": ("/exclusions/", "/exclusions/", 1),
    "returns": ("/returns/", "<", 50),
    "letters": ("/letters/", "<", 50),
    "leave": ("/leave/", "<", 50),
    "cases": ("/cases/", "<", 50),
    "patterns": ("/patterns/", "<", 50),
    "meetings": ("/meetings/", "<", 50),
    "missing": ("/missing/", "<", 50),
    "first-day messages": (f"/first-day/messages/{WEEK[6][0]}/", "<", 50),
    "off site": ("/provision/", "<", 50),
}
#: Headteachers do not work it.
DESK = {"desk": ("/desk/", "<", 50)}


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    made = large_school(world, through=THURSDAY_AM)
    world.employ_all([Role.ATTENDANCE_OFFICER, Role.HEADTEACHER], made.school)
    with school_work(made.school, statement_timeout="5min"):
        for number, pupil in enumerate(Pupil.objects.order_by("key")[:EACH]):
            contact = Contact.objects.create(name=f"Parent {number}", address="1 Invented Street")
            PupilContact.objects.create(
                pupil=pupil, contact=contact, relationship="mother", priority=1, starts_on=SINCE
            )
            exclusions.excluded(made.school, pupil)
            letters.letter(made.school, pupil, contact)
            leave.refused(made.school, pupil)
            Return.objects.create(
                kind="new_pupil", pupil=pupil, about=str(pupil.pk), state="not_needed", starts_on=SINCE, due_on=SINCE,
                found_at=at(9), found_by="x", ended_at=at(9), ended_by="x", ended_because="x", values={},
            )  # fmt: skip
            cases.closed(made.school, pupil)
    settled(made.school)
    return made


@pytest.mark.parametrize(("role", "lists"), [(Role.HEADTEACHER, LISTS), (Role.ATTENDANCE_OFFICER, DESK)])
def test_lists(world: World, large: Large, bench: Bench, role: Role, lists: dict[str, tuple[str, str, int]]) -> None:
    client = world.client(world.person(role, large.school), large.school)
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)), granian(NINE_35) as port:
        pages = [as_it_is(client, name, path, part, least=least) for name, (path, part, least) in lists.items()]
        who = browser_of(client, port, large.school)
        measure(
            bench, f"Lists of a school of {len(large.forms) * 30:,}, {EACH} of each", who, client,
            str(large.school.schema_name), pages, rounds=15, warm=2,
        )  # fmt: skip
