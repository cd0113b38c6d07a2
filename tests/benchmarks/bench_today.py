"""Today at 1,500 pupils with 90 absent, and the question whether it has changed, as whole requests through granian.

Beside each stands a page that reads one row, and the statements of the request itself sent again by a bare connection and
fetched whole. All take turns with one worker and one browser.
"""

import re

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from schools.registers.models import Mark
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly, holding
from tests.benchmarks.pages import Page, measure
from tests.benchmarks.serving import browser_of, captured, granian, one_read, settled
from tests.journeys.classroom import ahead
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.world import World

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
    settled(made.school)
    return made


def test_today(world: World, large: Large, bench: Bench) -> None:
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, large.school), large.school)
    schema = str(large.school.schema_name)
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)), granian(NINE_35) as port:
        browser = browser_of(client, port, large.school)
        text = client.get("/today/").content.decode()
        acts = text.count("data-act")
        assert f">{ABSENT} pupils<" in text
        assert acts >= 40
        today = Page("Today", "/today/", holding(b"data-act", acts, "acts"), aim=PAGE, sql=SQL)
        measure(
            bench,
            f"Today, 1,500 pupils, {ABSENT} absent, through granian",
            browser,
            client,
            schema,
            [today],
            rounds=100,
        )
        stamp = re.findall(r'data-stamp="([^"]+)"', client.get("/today/").content.decode())[0]
        again = f"/today/lists/?since={stamp}"
        statements = len(captured(lambda: client.get(again)))
        trivial = one_read(browser)
        unchanged = Act("unchanged", lambda: browser.ask("GET", again, status=204), right=exactly(b"", "204, no body"))
        bench.turns("Today asked whether it has changed", trivial, unchanged, rounds=100)
        bench.line("unchanged, in one-read pages", unchanged, trivial, aim=UNCHANGED, note=f"{statements} statements")
