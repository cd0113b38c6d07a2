"""Today at 1,500 pupils with 90 absent, and the question whether it has changed, as whole requests through granian.

Beside each stands a page that reads one row, and the statements of the request itself sent again by a bare connection and
fetched whole. All take turns with one worker and one browser, so that whatever else the machine does falls on all alike.
"""

import re
import time
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings

from foundation.access.roles import Role
from schools.registers.models import Mark
from tenants.trusts.scopes import school_work
from tests.benchmarks.figures import line, middle, quarter
from tests.benchmarks.serving import Browser, bare, captured, granian
from tests.journeys.classroom import ahead
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.session_database import SUPERUSER_URL
from tests.world import World, host_of

ROUNDS, WARM = 100, 10
ABSENT, THURSDAY_AM, NINE_35 = 90, 7, at(9, 35)
#: One-read pages, times its own SQL bare, and one-read pages again.
PAGE, SQL, UNCHANGED = 12.0, 5.0, 1.5


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    """Four days of a normal week; this Thursday morning ninety have an N and everybody else is present."""
    made = large_school(world, through=THURSDAY_AM)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    on, session = WEEK[THURSDAY_AM - 1]
    with school_work(made.school, statement_timeout="5min"):
        marks = Mark.objects.filter(date=on, session=session)
        gone = sorted(marks.values_list("pupil_key", flat=True))[:: 1500 // ABSENT][:ABSENT]
        marks.update(code="/", minutes=None)
        marks.filter(pupil_key__in=gone).update(code="N")
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        # A school has statistics from its second day on; without them PostgreSQL takes 1,500 pupils for a hundred.
        connection.execute(f"SET search_path = {made.school.schema_name}")
        connection.execute("ANALYZE")
    return made


def test_today(world: World, large: Large) -> None:
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, large.school), large.school)
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)):
        text = client.get("/today/").content.decode()
        stamp = re.findall(r'data-stamp="([^"]+)"', text)[0]
        again = f"/today/lists/?since={stamp}"
        page_sql, again_sql = captured(lambda: client.get("/today/")), captured(lambda: client.get(again))
    assert f">{ABSENT} pupils<" in text
    assert text.count("data-act") >= 40
    rounds: dict[str, list[float]] = {}
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with granian(NINE_35) as port, psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        connection.execute(f"SET search_path = {large.school.schema_name}, public")
        browser = Browser(port, host_of(large.school), cookies)
        acts: dict[str, Callable[[], object]] = {
            "trivial": lambda: browser.ask("GET", "/page/"),
            "page": lambda: browser.ask("GET", "/today/"),
            "unchanged": lambda: browser.ask("GET", again, status=204),
            "page bare": lambda: bare(connection, page_sql),
        }
        for number in range(WARM + ROUNDS):
            for name, act in acts.items():
                begun = time.perf_counter()
                act()
                if number >= WARM:
                    rounds.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        assert browser.ask("GET", "/today/").decode().count("data-act") == text.count("data-act")
    print(
        f"\nToday, 1,500 pupils, {ABSENT} absent, through granian, one worker, one browser ({ROUNDS} interleaved rounds)"
    )
    print(
        compared("the page, in one-read pages", rounds["page"], rounds["trivial"], PAGE, f"{len(page_sql)} statements")
    )
    print(
        compared(
            "the page, in its own SQL bare", rounds["page"], rounds["page bare"], SQL, f"{len(text) / 1000:.0f} kB"
        )
    )
    said = f"{len(again_sql)} statements"
    print(compared("unchanged, in one-read pages", rounds["unchanged"], rounds["trivial"], UNCHANGED, said))


def compared(name: str, ours: list[float], yardstick: list[float], aim: float, said: str) -> str:
    """One figure, with what it is when the machine does little else."""
    low = quarter(ours) / quarter(yardstick)
    return line(name, middle(ours), middle(yardstick), unit="ms", aim=aim, note=f"lowest quarter {low:.2f}; {said}")
