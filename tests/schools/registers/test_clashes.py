"""Plans that cannot all stand are listed on Today and on a page, with where each was planned, whichever came first."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.models import Shown
from schools.registers.pages.clashes import when_words
from tenants.trusts.scopes import school_work
from tests.schools.registers.planning import AWAY, DUAL, IDS, LEFT, days, state_sources, want
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

FRIDAY = THURSDAY + dt.timedelta(days=1)
OFFICER, HEAD, TEACHER = Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.CLASS_TEACHER


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """The first pupil is suspended in two sessions that are due at another school; the second has leave, and came."""
    state_sources(monkeypatch)
    made = taking(world, monkeypatch, now=at(7, 30))
    want(made, AWAY, days((THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 2), code="E"))
    want(made, DUAL, days((THURSDAY, 2), (FRIDAY, 2), code="D"))
    want(made, LEFT, days((THURSDAY, 1), code="C"), place=1)
    made.set_clock(at(9))
    made.save(made.mark(1, "/", was="C"))
    return made


def cells(page: str) -> list[list[str]]:
    """The words of a table's rows."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index("<tbody>") :], re.DOTALL)
    said = [
        [re.sub(r"<[^>]+>", " ", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows
    ]
    return [[" ".join(cell.split()) for cell in row] for row in said]


def test_the_page_lists_each_clash_with_where_it_was_planned(school: Taking) -> None:
    page = school.clients[OFFICER].get("/clashes/").content.decode()
    (came, due) = cells(page)
    assert came[2:] == ["Thu 19 Nov AM", "C, leave, exceptional: leave", "/, present, entered by hand"]
    assert due[2:] == [
        "Thu 19 Nov PM; Fri 20 Nov PM",
        "D, at the other school: another school E, suspended or excluded: suspension",
        "D, at the other school",
    ]
    assert f'href="/somewhere/{IDS[AWAY.name]}/"' in page
    with school_work(school.school):
        assert sorted(Shown.objects.get(about_kind="clashes").pupil_keys) == sorted(school.keys[:2])
    assert (
        school.clients[HEAD].get("/clashes/", {"since": "21/11/2026"}).content.decode().count("Nothing that is planned")
    )
    assert school.clients[TEACHER].get("/clashes/").status_code == 404


def test_today_names_them_while_there_are_any(school: Taking) -> None:
    page = school.clients[OFFICER].get("/today/").content.decode()
    found = re.search(r'<section class="panel" id="clashes".*?</section>', page, re.DOTALL)
    assert found
    assert found[0].count('class="person"') == 2
    assert "Open the suspension" in found[0]
    assert "Open the leave" in found[0]
    for source, place in ((AWAY, 0), (LEFT, 1)):
        want(school, source, [], place=place)
    assert 'id="clashes"' not in school.clients[OFFICER].get("/today/").content.decode()


def test_it_costs_the_same_statements_however_many_clash(school: Taking) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connections[ALIAS]) as found:
            assert school.clients[OFFICER].get(path).status_code == 200
        return len(found)

    paths = ("/clashes/", "/today/", f"/registers/{school.group}/{THURSDAY}/am/")
    before = [statements(path) for path in paths]
    for place in range(2, 6):
        want(school, AWAY, days((THURSDAY, 2), (FRIDAY, 1), (FRIDAY, 2), code="E"), place=place)
        want(school, DUAL, days((THURSDAY, 2), (FRIDAY, 2), code="D"), place=place)
    assert [statements(path) for path in paths] == before


def test_many_sessions_are_counted() -> None:
    far = [(THURSDAY + dt.timedelta(days=day), session) for day in range(4) for session in (1, 2)]
    assert when_words(far) == "8 sessions, 19 Nov to 22 Nov"
    assert when_words(far[:3]) == "Thu 19 Nov AM, PM; Fri 20 Nov AM"
