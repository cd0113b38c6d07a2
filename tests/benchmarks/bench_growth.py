"""What grows: pupils from 300 to 3,000, one to seven years of marks, 3 to 500 schools, one to sixteen browsers; and memory.

Each is beside its own smallest, so that a ratio says how much dearer the larger is, and beside the one-read page.
"""

import datetime as dt

import psutil
import psycopg
import pytest
from django.test import override_settings

from foundation.access.roles import Role
from foundation.london import LONDON
from schools.roll.models import Pupil
from tenants.trusts import provisioning
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly, naming
from tests.benchmarks.pages import Page, measure
from tests.benchmarks.published import copy_figures, filled_school, listed, new_school
from tests.benchmarks.saves import Saves
from tests.benchmarks.serving import browser_of, granian, one_read, settled
from tests.benchmarks.together import at_once
from tests.benchmarks.years import DAYS
from tests.journeys.classroom import MORNING, ahead, classroom
from tests.schools.registers.large import large_school
from tests.schools.registers.taking import at
from tests.session_database import SUPERUSER_URL, info
from tests.world import World

pytestmark = pytest.mark.growth

FORMS, CLIENTS, SCHOOLS, YEARS = (10, 50, 100), (1, 2, 4, 8, 16), (3, 50, 200, 500), (1, 3, 7)
NINE_35, SUMMER = at(9, 35), dt.datetime(2026, 9, 1, 12, tzinfo=LONDON)


@pytest.mark.parametrize("forms", FORMS)
def test_pupils(world: World, bench: Bench, forms: int) -> None:
    large = large_school(world, forms=forms, through=7)
    settled(large.school)
    world.employ(Role.ATTENDANCE_OFFICER, large.school)
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, large.school), large.school)
    with school_work(large.school):
        pupil = Pupil.objects.order_by("key")[0]
    here = naming([f"{large.school.name}"], "school")
    count = f"{forms * 30:,} pupils"
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)), granian(NINE_35) as port:
        pages = [
            Page(f"Today, {count}", "/today/", here),
            Page(f"the week, {count}", "/week/", here),
            Page(f"Pupils, {count}", "/pupils/", here),
            Page(f"Near, {count}", "/pupils/near/", here),
            Page(f"a pupil, {count}", f"/pupils/{pupil.pk}/", naming([pupil.surname], "pupil")),
            Page(f"a register, {count}", f"/registers/{large.forms[0].pk}/2026-11-19/am/", here),
        ]
        who = browser_of(client, port, large.school)
        measure(bench, f"A school of {count}", who, client, str(large.school.schema_name), pages, rounds=15)


def earlier(school: School, years: int) -> int:
    """Repeat the year's marks, versions and weeks in so many years before it; how many marks there are."""
    shifted = {
        "registers_mark": ("pupil_key, session, code, minutes, entry_id", "date"),
        "registers_markversion": ("pupil_key, session, old_code, new_code, minutes, reason, entry_id", "date"),
    }
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"SET search_path = {school.schema_name}")
        for back in range(1, years):
            for table, (columns, date) in shifted.items():
                superuser.execute(
                    f"INSERT INTO {table} ({columns}, {date}) SELECT {columns}, {date} - {364 * back} FROM {table}"
                    f" WHERE {date} >= %s",
                    [DAYS[0]],
                )
        found = superuser.execute("SELECT count(*) FROM registers_mark").fetchone()
    settled(school)
    return int(found[0])  # type: ignore[index]


@pytest.mark.parametrize("years", YEARS)
def test_years(world: World, bench: Bench, years: int) -> None:
    filled = filled_school(world, world.northfield, years, "year")
    marks = earlier(filled.school, years)
    assert marks == 1000 * len(DAYS) * 2 * years
    day = DAYS[20]
    saves = Saves(filled.school, filled.form, filled.pupils, day, dt.datetime.combine(day, dt.time(8, 55), LONDON))
    save = Act("a save", saves.operation, right=saves.stand)
    nothing = Act(
        "a transaction that reads one row",
        lambda: _one_row(filled.school, filled.pupils[0]), right=exactly(filled.pupils[0].key, "the pupil read"),
    )  # fmt: skip
    bench.turns(f"{marks:,} marks, {years} years", save, nothing, rounds=25)
    bench.line(f"a save, {years} years", save, nothing)
    world.employ(Role.ATTENDANCE_OFFICER, filled.school)
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, filled.school), filled.school)
    pupil = filled.pupils[0]
    with override_settings(CLOCK_AHEAD=ahead(SUMMER)), granian(SUMMER) as port:
        pages = [Page(f"a pupil, {years} years", f"/pupils/{pupil.pk}/", naming([pupil.surname], "pupil"))]
        who = browser_of(client, port, filled.school)
        measure(bench, f"A pupil among {marks:,} marks", who, client, str(filled.school.schema_name), pages, rounds=15)


def _one_row(school: School, pupil: Pupil) -> int:
    with school_work(school):
        return int(Pupil.objects.get(pk=pupil.pk).key)


def test_schools(world: World, bench: Bench) -> None:
    trust = provisioning.provision_trust(name="Growing Trust", slug="growing")
    first = filled_school(world, trust, 0, "grown", pupils=300)
    world.employ(Role.TRUST_LEADER, trust)
    client, schools = world.client(world.person(Role.TRUST_LEADER, trust), trust), [first.school]
    for count in SCHOOLS:
        more = [new_school(world, trust, number, "grown") for number in range(len(schools), count)]
        copy_figures(first.school, more)
        schools += more
        names = naming(listed(schools), "schools, and all together")
        with override_settings(CLOCK_AHEAD=ahead(SUMMER)), granian(SUMMER) as port:
            page = Page(f"comparison of {count}", "/compare/?period=2025-year&phase=secondary", names)
            who = browser_of(client, port, trust)
            measure(bench, f"A trust of {count} schools", who, client, "public", [page], rounds=7, warm=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_browsers(world: World, bench: Bench, workers: int) -> None:
    room = classroom(world)
    client = world.client(world.person(Role.CLASS_TEACHER, room.school), room.school)
    settled(room.school)
    with granian(MORNING, workers=workers) as port:
        acts = {}
        for count in CLIENTS:
            who = [browser_of(client, port, room.school) for _ in range(count)]
            acts[count] = at_once(f"{count} browsers", [lambda one=one: one.get(room.path()) for one in who], 10)
        flat = [act for both in acts.values() for act in both]
        bench.turns(f"A register's page, {workers} workers", *flat, rounds=7, warm=1)
    for count in CLIENTS[1:]:
        aim = round(1 / 1.8, 2) if count == 8 and workers == 2 else None
        note = f"{bench.of(acts[count][0]).a_second:.0f} a second"
        bench.line(f"an answer, {count} browsers, {workers} workers", acts[count][0], acts[1][0], aim=aim, note=note)
        bench.line(f"waited for, {count} browsers, {workers} workers", acts[count][1], acts[1][1])
        slow = bench.of(acts[count][1]).p95
        bench.quantity(
            f"slowest twentieth, {count} browsers, {workers} workers", slow, "ms", aim=6.0,
            beside=("of one browser", bench.of(acts[1][1]).p95), right=bench.of(acts[count][1]).right,
        )  # fmt: skip


def test_memory(world: World, bench: Bench) -> None:
    """One worker that serves pages of more and more schools: its own memory, and that of its server process."""
    with granian(MORNING) as port:
        worker = max(psutil.Process().children(recursive=True), key=lambda one: one.memory_info().rss)
        first: tuple[float, float] | None = None
        schools: list[School] = []
        for count in (1, 10, 50):
            for _ in range(count - len(schools)):
                school = world.another_school(filled=True)
                world.employ(Role.ATTENDANCE_OFFICER, school)
                schools.append(school)
                client = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
                browser = browser_of(client, port, school)
                for path in ("/today/", "/week/", "/pupils/"):
                    assert school.name.encode() in browser.get(path)
                one_read(browser).right(browser.get("/one-read/"))
            held = worker.memory_full_info().uss / 2**20, _largest_backend() / 2**20
            first = first or held
            said = f"{3 * count} pages answered"
            for name, now, then in (("worker", held[0], first[0]), ("server process", held[1], first[1])):
                bench.quantity(
                    f"memory of a {name}, {count} schools", now, "MiB", beside=("of one school", then), right=said
                )


def _largest_backend() -> float:
    """Bytes of its own that the largest process of the server holds."""
    server = psutil.Process(int((info.data / "postmaster.pid").read_text().splitlines()[0]))
    return max(float(one.memory_full_info().uss) for one in server.children())
